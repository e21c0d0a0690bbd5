import type { JobView } from '../../../schema/generation.ts';
import type { ShimDeps } from '../../deps.ts';
import { type MadePicture, openMade } from '../../images/made.ts';
import { videoOf } from '../../presenters/video.ts';
import { type Media, openMedia, uriOf } from '../inline-media.ts';
import { factsOf, type InteractionFacts } from './facts.ts';

/** What an interaction has made: its parts, which may hold `InlineFile`s. What is not written is closed on disposal. */
export interface OpenContent extends Disposable {
  parts: readonly object[];
}

export interface ContentOptions {
  images: ShimDeps['images'];
  publicUrl: string;
  signal: AbortSignal;
}

/**
 * Opens the result of a finished job for writing, in the form and manner that were asked for.
 * @throws ServiceError `media_unavailable` when it is no longer kept
 */
export function openContent(job: JobView, options: ContentOptions): Promise<OpenContent> {
  return job.kind === 'image' ? openPictures(job, options) : openVideo(job, options);
}

async function openPictures(job: JobView, options: ContentOptions): Promise<OpenContent> {
  const { output, delivery } = factsOf(job);
  const made = await openMade(job, { ...options, output, delivery: delivery === 'uri' ? 'url' : 'b64_json' });
  const notices = made.notices.map(presentText);
  const type = output === null ? (job.assets[0]?.mimeType ?? 'image/png') : `image/${output.format}`;
  const parts = [...notices, ...made.pictures.map((picture) => presentPicture(picture, type))];
  return { parts, [Symbol.dispose]: made[Symbol.dispose] };
}

function presentPicture({ b64, url }: MadePicture, type: string) {
  const place = b64 === null ? { uri: url } : { data: b64 };
  return { type: 'image' as const, mime_type: b64?.mimeType ?? type, ...place };
}

/** The bytes of a video are large, and its address serves everybody: unless one of them is asked for, both are given. */
async function openVideo(job: JobView, { images, publicUrl }: ContentOptions): Promise<OpenContent> {
  const { delivery } = factsOf(job);
  const asset = videoOf(job);
  const assets = asset === null ? [] : [asset];
  const notices = job.notice === null ? [] : [presentText(job.notice)];
  if (delivery === 'uri') {
    const byUri = assets.map((each) => ({ ...videoPart(each.mimeType), uri: uriOf(each, publicUrl) }));
    return { parts: [...notices, ...byUri], [Symbol.dispose]: () => undefined };
  }
  const media = await openMedia(assets, { images, publicUrl });
  const videos = media.list.map((each) => presentVideo(each, delivery));
  return { parts: [...notices, ...videos], [Symbol.dispose]: media[Symbol.dispose] };
}

function presentVideo({ mimeType, data, uri }: Media, delivery: InteractionFacts['delivery']) {
  const byUri = data === null || delivery === null;
  return { ...videoPart(mimeType), ...(data !== null && { data }), ...(byUri && { uri }) };
}

function videoPart(mimeType: string) {
  return { type: 'video' as const, mime_type: mimeType };
}

function presentText(text: string) {
  return { type: 'text' as const, text };
}
