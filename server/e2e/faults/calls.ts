import type { CallKind } from '../../flow/options.ts';
import type { FlowClient } from '../../flow/types.ts';
import type { Endpoint } from '../../sandbox/faults.ts';

/**
 * A call to the upstream, and how a request of a caller brings it about.
 * - `before`: made before anything is sent that costs, so another account may take over;
 * - `submit`: takes the work on;
 * - `after`: made for work that was taken, and paid for, so the job stays with its account;
 * - `beside`: made in the background, with nobody waiting.
 */
export interface UpstreamCall {
  id: CallId;
  title: string;
  /** When it is made, for the page. */
  about: string;
  phase: 'before' | 'submit' | 'after' | 'beside';
  host: 'labs' | 'bearer' | 'cdn';
  endpoint: Endpoint;
  /** What bounds it in time. */
  timeout: CallKind;
  /** The client's method that makes it. */
  method: keyof FlowClient;
  /** Calls of this endpoint by the same job that come before it. */
  skip: number;
  /** How many in a row are struck; 0 is all of them. */
  times: number;
  model: string;
  /** Pictures that the request brings. */
  pictures: number;
  /** Access tokens are revoked first, so that a new one is asked for. */
  signedOut?: true;
  /** What another account changes is shown at this call, which is the same but for its inputs. */
  besideAs?: CallId;
  /** Another endpoint that fails all the time, so that this one is asked. */
  broken?: Endpoint;
}

export type CallId =
  | 'session'
  | 'credits'
  | 'project'
  | 'upload'
  | 'image'
  | 'text'
  | 'start-image'
  | 'start-end-image'
  | 'references'
  | 'upsample-image'
  | 'upsample-video'
  | 'poll'
  | 'redirect'
  | 'media-read'
  | 'media';

const PICTURE = 'gemini-2.5-flash-image';
const CLIP = 'veo_3_1_t2v_fast_landscape';
const BETWEEN_FRAMES = 'veo_3_1_i2v_s_fast_fl';

const submit = { phase: 'submit', host: 'bearer', skip: 0, times: 0, pictures: 0 } as const;
const video = { ...submit, endpoint: 'submit', timeout: 'submit', method: 'startVideo' } as const;

export const CALLS: readonly UpstreamCall[] = [
  {
    id: 'session',
    title: 'Session',
    about: 'A picture is asked for, and the access token that is held has been revoked: each call for a new one fails.',
    ...{ phase: 'before', host: 'labs', endpoint: 'session', timeout: 'session', method: 'session' },
    ...{ skip: 0, times: 0, model: PICTURE, pictures: 0, signedOut: true },
  },
  {
    id: 'credits',
    title: 'Credits',
    about: 'The balance is read in the background after the access token was renewed; each reading fails.',
    ...{ phase: 'beside', host: 'bearer', endpoint: 'credits', timeout: 'control', method: 'credits' },
    ...{ skip: 0, times: 0, model: PICTURE, pictures: 0, signedOut: true },
  },
  {
    id: 'project',
    title: 'Project',
    about: 'The first job of an account needs a project; each call that makes one fails.',
    ...{ phase: 'before', host: 'labs', endpoint: 'project', timeout: 'control', method: 'createProject' },
    ...{ skip: 0, times: 0, model: PICTURE, pictures: 0 },
  },
  {
    id: 'upload',
    title: 'Upload',
    about: 'A video is asked for with its first frame; each upload of it fails.',
    ...{ phase: 'before', host: 'bearer', endpoint: 'upload', timeout: 'upload', method: 'uploadImage' },
    ...{ skip: 0, times: 0, model: BETWEEN_FRAMES, pictures: 1 },
  },
  {
    id: 'image',
    title: 'Image',
    about: 'A picture is asked for; each submit fails.',
    ...submit,
    ...{ endpoint: 'image', timeout: 'image', method: 'generateImage', model: PICTURE },
  },
  {
    id: 'text',
    title: 'Video from text',
    about: 'A video is asked for; each submit fails.',
    ...video,
    model: CLIP,
  },
  {
    id: 'start-image',
    title: 'Video from a first frame',
    about: 'The picture is uploaded; each submit fails.',
    ...video,
    ...{ model: BETWEEN_FRAMES, pictures: 1, besideAs: 'text' },
  },
  {
    id: 'start-end-image',
    title: 'Video between two frames',
    about: 'Both pictures are uploaded; each submit fails.',
    ...video,
    ...{ model: BETWEEN_FRAMES, pictures: 2, besideAs: 'text' },
  },
  {
    id: 'references',
    title: 'Video with references',
    about: 'The picture is uploaded; each submit fails.',
    ...video,
    ...{ model: 'veo_3_1_r2v_fast', pictures: 1, besideAs: 'text' },
  },
  {
    id: 'upsample-image',
    title: 'Enlarging a picture',
    about: 'A 2K picture is asked for and made; each call that enlarges it fails.',
    ...{ phase: 'after', host: 'bearer', endpoint: 'upsampleImage', timeout: 'upsample', method: 'upsampleImage' },
    ...{ skip: 0, times: 0, model: 'gemini-3.0-pro-image-landscape-2k', pictures: 0 },
  },
  {
    id: 'upsample-video',
    title: 'Enlarging a video',
    about: 'A 1080p video is asked for and made; each submit that enlarges it fails.',
    ...{ phase: 'after', host: 'bearer', endpoint: 'submit', timeout: 'submit', method: 'startVideo' },
    ...{ skip: 1, times: 0, model: 'veo_3_1_t2v_fast_1080p', pictures: 0 },
  },
  {
    id: 'poll',
    title: 'Poll',
    about: 'A video is under way; the first two polls fail, the third does not.',
    ...{ phase: 'after', host: 'bearer', endpoint: 'poll', timeout: 'poll', method: 'pollVideos' },
    ...{ skip: 0, times: 2, model: CLIP, pictures: 0 },
  },
  {
    id: 'redirect',
    title: 'Redirect to the media',
    about: 'A video is done, and the labs host is asked for its address; each call fails, so the bearer host is asked.',
    ...{ phase: 'after', host: 'labs', endpoint: 'redirect', timeout: 'control', method: 'resolveMedia' },
    ...{ skip: 0, times: 0, model: CLIP, pictures: 0 },
  },
  {
    id: 'media-read',
    title: 'Media by the bearer host',
    about: 'A video is done and the redirect is down, so the bearer host is asked; the first two calls fail.',
    ...{ phase: 'after', host: 'bearer', endpoint: 'mediaRead', timeout: 'upload', method: 'resolveMedia' },
    ...{ skip: 0, times: 2, model: CLIP, pictures: 0, broken: 'redirect' },
  },
  {
    id: 'media',
    title: 'Media file',
    about:
      'A picture is made; the first three downloads fail: by the known address, a fresh one, and one of the bearer host.',
    ...{ phase: 'after', host: 'cdn', endpoint: 'media', timeout: 'media', method: 'openMedia' },
    ...{ skip: 0, times: 3, model: PICTURE, pictures: 0 },
  },
];
