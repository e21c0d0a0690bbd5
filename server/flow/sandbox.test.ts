import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode, SendOutcome } from '../../schema/errors.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { createFlowClient } from './client.ts';
import { timeoutsFrom } from './options.ts';
import { StoredBytes } from './stored-bytes.ts';
import { failureOf } from './testing/failure.ts';
import type {
  Caller,
  FlowClient,
  MediaLocation,
  OperationStatus,
  VideoStarted,
  VideoSubmit,
  WireProfile,
} from './types.ts';

const ADA = { sessionToken: 'eyJ.ada', email: 'ada@example.com', tier: 'PAYGATE_TIER_ONE', credits: 100_000 } as const;
const BROKE = {
  sessionToken: 'eyJ.broke',
  email: 'broke@example.com',
  tier: 'PAYGATE_TIER_NOT_PAID',
  credits: 0,
} as const;

const LANDSCAPE = 'VIDEO_ASPECT_RATIO_LANDSCAPE';
const video = (more: Partial<VideoSubmit>): VideoSubmit => ({
  operation: 'text',
  modelKey: 'veo_3_1_t2v_fast',
  prompt: 'waves at dusk',
  aspectRatio: LANDSCAPE,
  seed: 7,
  references: [],
  ...more,
});
const kite = {
  modelKey: 'GEM_PIX_2',
  prompt: 'a red kite',
  aspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE',
  seed: 3,
  references: [],
} as const;

function clientOf(sandbox: Sandbox, wireProfile: WireProfile): FlowClient {
  const { labsBaseUrl, apiBaseUrl } = sandbox;
  return createFlowClient({
    labsBaseUrl,
    apiBaseUrl,
    wireProfile,
    mediaHosts: [],
    timeouts: { ...timeoutsFrom(15_000), upsample: 15_000 },
    proxy: null,
    now: Date.now,
    newId: () => crypto.randomUUID(),
  });
}

async function callerOf(flow: FlowClient, sessionToken: string): Promise<Caller> {
  const { accessToken } = await flow.session(sessionToken);
  const { tier } = await flow.credits(accessToken);
  return { accessToken, tier, projectId: await flow.createProject(sessionToken, 'Jul 01 - 10:00') };
}

/** What a medium's bytes are, fetched by its address, or by a fresh one when the answer gave none. */
async function typeOf(flow: FlowClient, caller: Caller, media: MediaLocation, kind: 'image' | 'video') {
  let place = media;
  if (place.url === null && place.inline === null) {
    const auth = { sessionToken: ADA.sessionToken, accessToken: caller.accessToken };
    place = await flow.resolveMedia(auth, place.mediaId ?? '', kind);
  }
  if (place.inline !== null) return (await fileTypeFromBuffer(Buffer.from(place.inline.base64, 'base64')))?.mime;
  expect(place.urlExpiresAt).toBeGreaterThan(Date.now());
  const { body } = await flow.openMedia(place.url ?? '');
  return (await fileTypeFromBuffer(Buffer.concat(await body.toArray())))?.mime;
}

/** Polls until the video has ended. */
async function ended(flow: FlowClient, caller: Caller, { operation }: VideoStarted): Promise<OperationStatus> {
  if (operation === null) throw new Error('There is nothing to poll.');
  let last: OperationStatus | undefined;
  const state = async () => {
    last = (await flow.pollVideos(caller.accessToken, [operation])).statuses.get(operation.name);
    return last?.state;
  };
  await expect.poll(state, { timeout: 10_000, interval: 50 }).not.toBe('running');
  if (last === undefined) throw new Error('The poll did not name the video.');
  return last;
}

async function finished(flow: FlowClient, caller: Caller, started: VideoStarted): Promise<MediaLocation> {
  const status = await ended(flow, caller, started);
  if (status.state !== 'succeeded') throw new Error(`The video ended as ${JSON.stringify(status)}.`);
  return status.media;
}

/** What we write and what it answers with are independent: all four pairs work. */
const PAIRS = (['seed', 'current'] as const).flatMap((upstream) =>
  (['seed', 'current'] as const).map((ours) => ({ ours, upstream })),
);

describe.each(PAIRS)('our $ours requests to a $upstream upstream', ({ ours, upstream }) => {
  let sandbox: Sandbox;
  let flow: FlowClient;
  let caller: Caller;
  let picture: { bytes: StoredBytes; mimeType: string; aspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE' };

  beforeAll(async () => {
    sandbox = await startSandbox({ profile: upstream, videoSeconds: 0, accounts: [ADA, BROKE] });
    flow = clientOf(sandbox, ours);
    caller = await callerOf(flow, ADA.sessionToken);
    const create = { width: 320, height: 180, channels: 3, background: '#c33' } as const;
    const bytes = await sharp({ create }).png().toBuffer();
    picture = { bytes: StoredBytes.of(bytes), mimeType: 'image/png', aspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE' };
  });

  afterAll(async () => {
    await flow.close();
    await sandbox.close();
  });

  test('a session gives an access token and the account behind it', async () => {
    const session = await flow.session(ADA.sessionToken);
    expect(session).toMatchObject({ email: ADA.email, sessionToken: null });
    expect(session.expiresAt).toBeGreaterThan(Date.now());
    expect(await flow.credits(session.accessToken)).toMatchObject({ tier: 'PAYGATE_TIER_ONE' });
    expect((await failureOf(flow.session('eyJ.nobody'))).code).toBe('token_expired');
    expect((await failureOf(flow.credits('ya29.nobody'))).code).toBe('token_unauthorized');
  });

  test('a project is made and deleted', async () => {
    const projectId = await flow.createProject(ADA.sessionToken, 'Jul 01 - 11:00');
    await flow.deleteProject(ADA.sessionToken, projectId);
    const error = await failureOf(flow.generateImage({ ...caller, projectId }, kite));
    expect(error).toMatchObject({ code: 'upstream_not_found', outcome: 'refused' });
  });

  test('an image is made, with and without a reference, and its bytes are there', async () => {
    const reference = await flow.uploadImage(caller, picture);
    for (const references of [[], [reference]]) {
      const media = await flow.generateImage(caller, { ...kite, references });
      expect(media.mediaId).toBeTruthy();
      expect(await typeOf(flow, caller, media, 'image')).toMatch(/^image\//);
    }
  });

  test('an image is enlarged into bytes', async () => {
    const { mediaId } = await flow.generateImage(caller, kite);
    const of = { mediaId: mediaId ?? '', resolution: 'UPSAMPLE_IMAGE_RESOLUTION_2K' };
    expect(await typeOf(flow, caller, await flow.upsampleImage(caller, of), 'image')).toMatch(/^image\//);
  });

  test.each<[string, Partial<VideoSubmit>, (mediaId: string) => VideoSubmit['references']]>([
    ['text', { operation: 'text' }, () => []],
    [
      'one frame',
      { operation: 'start-image', modelKey: 'veo_3_1_i2v_s_fast' },
      (mediaId) => [{ mediaId, role: 'start' }],
    ],
    [
      'two frames',
      { operation: 'start-end-image', modelKey: 'veo_3_1_i2v_s_fast_fl' },
      (mediaId) => [
        { mediaId, role: 'start' },
        { mediaId, role: 'end' },
      ],
    ],
    [
      'references',
      { operation: 'reference-images', modelKey: 'veo_3_0_r2v_fast' },
      (mediaId) => [
        { mediaId, role: 'reference' },
        { mediaId, role: 'reference' },
      ],
    ],
  ])('a video of %s is made, paid for, and its bytes are there', async (_, more, references) => {
    const mediaId = await flow.uploadImage(caller, picture);
    const before = (await flow.credits(caller.accessToken)).credits;
    const started = await flow.startVideo(caller, video({ ...more, references: references(mediaId) }));
    expect(started.operation?.shape).toBe(upstream === 'seed' ? 'operations' : 'media');
    expect(started.remainingCredits).toBe(before - 20);
    const media = await finished(flow, caller, started);
    expect(await typeOf(flow, caller, media, 'video')).toBe('video/mp4');
  });

  test('a video is enlarged, and asked for again it is the same at no cost', async () => {
    const plain = await finished(flow, caller, await flow.startVideo(caller, video({})));
    const source = { mediaId: plain.mediaId ?? '', resolution: 'VIDEO_RESOLUTION_1080P' };
    const enlarge = video({ operation: 'upsample', modelKey: 'veo_3_1_upsampler_1080p', source });
    const first = await finished(flow, caller, await flow.startVideo(caller, enlarge));
    expect(await typeOf(flow, caller, first, 'video')).toBe('video/mp4');
    const again = await flow.startVideo(caller, enlarge);
    expect(again.operation === null).toBe(upstream === 'seed');
    const media = again.media ?? (await finished(flow, caller, again));
    expect(await typeOf(flow, caller, media, 'video')).toBe('video/mp4');
  });

  test('several videos are polled in one call', async () => {
    const started = await Promise.all([1, 2, 3].map((seed) => flow.startVideo(caller, video({ seed }))));
    const operations = started.flatMap(({ operation }) => operation ?? []);
    const { statuses } = await flow.pollVideos(caller.accessToken, operations);
    expect([...statuses.keys()].sort()).toEqual(operations.map(({ name }) => name).sort());
  });

  test('a medium is found again by its id, and no more after it is deleted', async () => {
    const { mediaId } = await finished(flow, caller, await flow.startVideo(caller, video({})));
    const auth = { sessionToken: ADA.sessionToken, accessToken: caller.accessToken };
    const place = await flow.resolveMedia(auth, mediaId ?? '', 'video');
    expect(await typeOf(flow, caller, place, 'video')).toBe('video/mp4');
    // Without the cookie the bearer host is asked, which may answer with the bytes.
    const byBearer = await flow.resolveMedia({ ...auth, sessionToken: '' }, mediaId ?? '', 'video');
    expect(await typeOf(flow, caller, byBearer, 'video')).toBe('video/mp4');
    await flow.deleteMedia(ADA.sessionToken, [mediaId ?? '']);
    expect((await failureOf(flow.resolveMedia(auth, mediaId ?? '', 'video'))).code).toBe('upstream_not_found');
  });

  test('no credits, no video', async () => {
    const poor = await callerOf(flow, BROKE.sessionToken);
    expect(await failureOf(flow.startVideo(poor, video({})))).toMatchObject({
      code: 'token_out_of_credits',
      outcome: 'refused',
    });
  });

  const FAULTS: [string, ErrorCode, SendOutcome][] = [
    ['unsafe-generation', 'content_rejected', 'refused'],
    ['unknown-reason', 'content_rejected', 'refused'],
    ['bad-field', 'upstream_refused', 'refused'],
    ['not-found', 'upstream_not_found', 'refused'],
    ['model-access-denied', 'token_model_denied', 'refused'],
    ['minor-user', 'token_model_denied', 'refused'],
    ['throttled', 'token_throttled', 'refused'],
    ['daily-quota', 'token_quota_exhausted', 'refused'],
    ['user-quota', 'token_out_of_credits', 'refused'],
    ['region', 'region_refused', 'refused'],
    ['recaptcha', 'verification_required', 'refused'],
    ['unusual-traffic', 'verification_required', 'refused'],
    ['high-traffic', 'upstream_unavailable', 'refused'],
    ['model-overloaded', 'upstream_unavailable', 'refused'],
    ['unauthenticated', 'token_unauthorized', 'refused'],
    ['internal', 'upstream_unavailable', 'refused'],
    ['html-502', 'upstream_unavailable', 'unknown'],
    ['html-429', 'upstream_unavailable', 'refused'],
    ['html-200', 'upstream_malformed', 'unknown'],
    ['empty', 'upstream_malformed', 'unknown'],
    ['cut', 'upstream_unavailable', 'unknown'],
    ['reset', 'upstream_unavailable', 'unknown'],
    ['truncated', 'upstream_malformed', 'unknown'],
  ];
  test.each(FAULTS)('a submit that meets "%s" ends as %s, %s', async (preset, code, outcome) => {
    const submit = video({ prompt: `waves [[sandbox:${preset}]]` });
    expect(await failureOf(flow.startVideo(caller, submit))).toMatchObject({ code, outcome });
  });

  test.each<[string, ErrorCode]>([
    ['async-unsafe', 'content_rejected'],
    ['async-audio-filtered', 'content_rejected'],
    ['async-internal', 'generation_failed'],
    ['async-unavailable', 'upstream_unavailable'],
    ['async-timed-out', 'generation_failed'],
  ])('a video that meets "%s" fails later as %s', async (preset, code) => {
    const started = await flow.startVideo(caller, video({ prompt: `waves [[sandbox:${preset}]]` }));
    expect(await ended(flow, caller, started)).toMatchObject({ state: 'failed', error: { code } });
  });

  test('a picture that the filter took out is refused content', async () => {
    const submit = { ...kite, prompt: 'a kite [[sandbox:empty-media]]' };
    expect((await failureOf(flow.generateImage(caller, submit))).code).toBe('content_rejected');
  });

  // Only the newer upstream has such answers.
  if (upstream === 'current') {
    test('an answer without operations is understood', async () => {
      const started = await flow.startVideo(caller, video({ prompt: 'waves [[sandbox:no-operations]]' }));
      expect(started.operation?.shape).toBe('media');
      expect(await typeOf(flow, caller, await finished(flow, caller, started), 'video')).toBe('video/mp4');
    });
  }

  test('success without an address still leads to the bytes', async () => {
    const started = await flow.startVideo(caller, video({ prompt: 'waves [[sandbox:no-address]]' }));
    const media = await finished(flow, caller, started);
    expect(media.url).toBeNull();
    expect(media.mediaId).toBeTruthy();
  });
});

test.each([
  ['rotated on every call', { rotateCookie: true }],
  ['rotated because the session had run out', { sessionExpired: true }],
])('a cookie that is %s is handed over, and works', async (_, change) => {
  await using sandbox = await startSandbox({ accounts: [ADA] });
  const flow = clientOf(sandbox, 'current');
  const answer = await fetch(`${sandbox.origin}/_sandbox/accounts/${ADA.email}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  expect(answer.status).toBe(200);
  const session = await flow.session(ADA.sessionToken);
  expect(session.sessionToken).not.toBeNull();
  expect(session.expiresAt).toBeGreaterThan(Date.now());
  expect((await flow.credits(session.accessToken)).credits).toBe(ADA.credits);
  expect((await flow.session(session.sessionToken ?? '')).email).toBe(ADA.email);
  await flow.close();
});
