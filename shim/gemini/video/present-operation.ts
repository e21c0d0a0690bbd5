import type { Asset, JobView } from '../../../schema/generation.ts';
import { type Media, uriOf } from '../inline-media.ts';
import { presentStatus } from '../rpc-status.ts';
import type { OperationOutcome } from './operation-outcome.ts';

const TYPES = 'type.googleapis.com';

/** An operation as it stands. */
export interface Operation {
  name: string;
  jobs: readonly JobView[];
  outcome: OperationOutcome | null;
}

/** An operation on the wire of the developer API, where results are addresses. */
export function presentOperation(operation: Operation, publicUrl: string) {
  return presentAround(operation, ({ made, refusals }) => {
    const generatedSamples = made.map((asset) => ({ video: presentVideo(asset, publicUrl) }));
    return {
      '@type': `${TYPES}/google.ai.generativelanguage.v1beta.PredictLongRunningResponse`,
      generateVideoResponse: { ...(made.length > 0 && { generatedSamples }), ...presentRefusals(refusals) },
    };
  });
}

function presentVideo(asset: Asset, publicUrl: string) {
  return { uri: uriOf(asset, publicUrl), encoding: asset.mimeType };
}

/** An operation on the wire of Vertex AI, where results come in the answer. May hold `InlineFile`s. */
export function presentVertexOperation(operation: Operation, media: readonly Media[]) {
  return presentAround(operation, ({ refusals }) => ({
    '@type': `${TYPES}/cloud.ai.large_models.vision.GenerateVideoResponse`,
    ...(media.length > 0 && { videos: media.map(presentVertexVideo) }),
    ...presentRefusals(refusals),
  }));
}

function presentVertexVideo({ data, uri, mimeType }: Media) {
  return data === null ? { gcsUri: uri, mimeType } : { bytesBase64Encoded: data, mimeType };
}

/** While it runs, `done` is not there at all. */
function presentAround({ name, jobs, outcome }: Operation, present: (outcome: OperationOutcome) => object) {
  const metadata = presentMetadata(jobs, outcome?.warnings ?? []);
  if (outcome === null) return { name, metadata };
  const { failure } = outcome;
  if (failure !== null) return { name, metadata, done: true, error: presentStatus(failure) };
  return { name, metadata, done: true, response: present(outcome) };
}

/** How far it has come; on Google's wire this part is each service's own. */
function presentMetadata(jobs: readonly JobView[], warnings: readonly string[]) {
  const [first] = jobs;
  const percent = jobs.reduce((sum, job) => sum + (job.completedAt === null ? job.percent : 100), 0) / jobs.length;
  return {
    createTime: new Date(first?.createdAt ?? 0).toISOString(),
    progressPercent: Math.floor(percent),
    detail: jobs.find(({ completedAt }) => completedAt === null)?.detail ?? '',
    ...(warnings.length > 0 && { warnings }),
  };
}

function presentRefusals(refusals: readonly { message: string }[]) {
  if (refusals.length === 0) return {};
  const raiMediaFilteredReasons = [...new Set(refusals.map(({ message }) => message))];
  return { raiMediaFilteredCount: refusals.length, raiMediaFilteredReasons };
}
