import { defineEntity, p } from '@mikro-orm/core';
import type { MediaKind, Mode, Resolution } from '../catalogue.ts';
import type { Asset, Choice, GenerationState, InputImage, JobError, JobFacts } from '../generation.ts';
import type { Row } from './row.ts';

/** What was asked, in the form that a restart can go on with. */
export interface StoredRequest {
  images: InputImage[];
  seed: number;
  /** The one token that it may run on; absent for any. */
  tokenId?: number | undefined;
}

/** Where something that the upstream has made can be had. `inlineFile` holds bytes that came inside an answer. */
export interface MediaPlace {
  mediaId: string | null;
  url: string | null;
  urlExpiresAt: number | null;
  inlineFile: string | null;
}

/** What the upstream told us that a restart needs: which work to poll, and where the bytes are. */
export interface UpstreamWork {
  operation: { name: string; sceneId: string | null; projectId: string; shape: 'operations' | 'media' } | null;
  /** What the last step to finish has made. */
  media: MediaPlace | null;
  /** What the first step had made, when `media` is its enlargement. */
  plain?: MediaPlace | null;
}

/** One try to submit a job with one token. */
export interface Attempt {
  tokenId: number;
  startedAt: number;
  error: { code: string; message: string } | null;
  /** Why it was this token; absent for tries of earlier versions. */
  choice?: Choice | null;
}

/**
 * The durable job under every surface. Its row is written before the upstream hears of it. Times are Unix milliseconds.
 * @see docs/jobs.md for the states and who moves a job from which to which
 */
export const GenerationSchema = defineEntity({
  name: 'Generation',
  tableName: 'generations',
  properties: {
    id: p.string().primary(),
    state: p.string().$type<GenerationState>(),
    kind: p.string().$type<MediaKind>(),
    mode: p.string().$type<Mode>(),
    /** Model name as asked, and the catalogue id it was matched with. */
    model: p.string(),
    variant: p.string(),
    prompt: p.text(),
    ratio: p.string(),
    seconds: p.integer().nullable(),
    /** Size in the catalogue's words, for example `1080p`; null for jobs of earlier versions. */
    resolution: p.string().$type<Resolution>().nullable(),
    request: p.json<StoredRequest>(),
    apiKeyId: p.string(),
    requestId: p.string(),
    route: p.string(),
    /** The create call that this job belongs to: all pictures of one call share it. Null for jobs of earlier versions. */
    callId: p.string().nullable(),
    /** Digest of what that call asked for, by which its repetition is told. */
    fingerprint: p.string().nullable(),
    /** What the surface that made it wants back with it. The service does not look inside. */
    facts: p.json<JobFacts>().nullable(),
    tokenId: p.integer().nullable(),
    upstream: p.string().$type<'flow' | 'sandbox'>().nullable(),
    /** Upstream model key that was or will be sent. */
    modelKey: p.string().nullable(),
    /** Which paid step is under way: making the clip, or enlarging it. */
    step: p.string().$type<'generate' | 'upsample'>().default('generate'),
    credits: p.integer().default(0),
    work: p.json<UpstreamWork>().nullable(),
    assets: p.json<Asset[]>().nullable(),
    error: p.json<JobError>().nullable(),
    notice: p.text().nullable(),
    attempts: p.json<Attempt[]>().nullable(),
    createdAt: p.bigint('number'),
    submittedAt: p.bigint('number').nullable(),
    deadlineAt: p.bigint('number').nullable(),
    completedAt: p.bigint('number').nullable(),
    /** When its owner deleted it: from then on it is shown to nobody. */
    deletedAt: p.bigint('number').nullable(),
    updatedAt: p.bigint('number'),
  },
  indexes: [
    { properties: ['state', 'createdAt'] },
    { properties: ['apiKeyId', 'createdAt'] },
    { properties: ['apiKeyId', 'kind', 'createdAt'] },
    { properties: ['tokenId', 'createdAt'] },
    { properties: ['model', 'createdAt'] },
    { properties: ['callId'] },
    { properties: ['createdAt'] },
    { properties: ['completedAt'] },
  ],
});
export type Generation = Row<typeof GenerationSchema>;
