import type { Asset, JobFacts, JobView } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import { type Output, PICTURE_FORMATS } from './output.ts';

/** What a job remembers of the form in which its picture was ordered, for whoever fetches it later. */
export function factsOf({ format, quality }: Output): JobFacts {
  return { outputFormat: format, outputQuality: quality ?? null };
}

/**
 * The job with its pictures in the form that was ordered; as it is when none was, or a picture is no longer kept or cannot be
 * converted: a look at a job must not fail of that.
 */
export async function inOrderedForm(job: JobView, { inFormat }: ShimDeps['images']): Promise<JobView> {
  const { outputFormat, outputQuality } = job.facts;
  const format = PICTURE_FORMATS.find((known) => known === outputFormat);
  if (format === undefined) return job;
  const quality = typeof outputQuality === 'number' ? outputQuality : undefined;
  const convert = async (asset: Asset): Promise<Asset> => {
    if (asset.file === null || asset.kind !== 'image') return asset;
    const [converted] = await Promise.allSettled([inFormat(asset.file, format, quality)]);
    return converted.status === 'rejected' || converted.value === null ? asset : { ...asset, ...converted.value };
  };
  return { ...job, assets: await Promise.all(job.assets.map(convert)) };
}
