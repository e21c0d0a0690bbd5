import type { Generation } from '../../schema/entities/generation.ts';

/** The row of a video that took 90 seconds, or of whatever a test makes of it. */
export function storedJob(id: string, createdAt: number, over: Partial<Generation> = {}): Generation {
  return {
    ...{ id, createdAt, updatedAt: createdAt + 90_000, completedAt: createdAt + 90_000, state: 'completed' },
    ...{ kind: 'video', mode: 't2v', model: 'veo', variant: 'veo_landscape', prompt: 'waves', ratio: '16:9' },
    ...{ seconds: 8, resolution: '720p', request: { images: [], seed: 1 }, apiKeyId: 'key', requestId: 'r' },
    ...{ route: '/v1/jobs', callId: null, fingerprint: null, facts: null, deletedAt: null, tokenId: 7 },
    ...{ upstream: 'flow', modelKey: 'veo', step: 'generate', credits: 100, work: null, assets: null, error: null },
    ...{ notice: null, attempts: [], submittedAt: null, deadlineAt: null },
    ...over,
  };
}
