import { describe, expect, test } from 'vitest';
import { StoredBytes } from './stored-bytes.ts';
import { CALLER, clientFor } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { startScriptedServer } from './testing/scripted-server.ts';
import type { ImageSubmit, OperationRef, VideoSubmit } from './types.ts';

const S = 'MEDIA_GENERATION_STATUS_';
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4]);
const VIDEO: VideoSubmit = {
  operation: 'text',
  modelKey: 'key',
  prompt: 'waves',
  aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
  seed: 7,
  references: [],
};
const IMAGE: ImageSubmit = {
  modelKey: 'key',
  prompt: 'a kite',
  aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
  seed: 5,
  references: [],
};

type Flow = ReturnType<typeof clientFor>;

/** Runs one call against one answer. */
async function answered<T>(body: unknown, call: (flow: Flow) => Promise<T>, status = 200): Promise<T> {
  await using server = await startScriptedServer(() => ({ status, body }));
  await using flow = clientFor(server.origin);
  return await call(flow);
}

const submit = (body: unknown) => answered(body, (flow) => flow.startVideo(CALLER, VIDEO));
const draw = (body: unknown) => answered(body, (flow) => flow.generateImage(CALLER, IMAGE));
const poll = async (body: unknown) => {
  const asked: OperationRef = { name: 'op1', sceneId: null, projectId: 'p', shape: 'operations' };
  const { statuses } = await answered(body, (flow) => flow.pollVideos('ya29.invented', [asked]));
  return Object.fromEntries(statuses);
};

describe('a submitted video keeps its name', () => {
  const op = { operation: { name: 'op1' } };
  test.each<[string, unknown, string]>([
    ['credits as a fraction', { operations: [op], remainingCredits: '12.5' }, 'op1'],
    ['credits as an object', { operations: [op], remainingCredits: {} }, 'op1'],
    ['operations that are no list', { operations: {}, media: [{ name: 'm1' }] }, 'm1'],
    ['media that are no list', { operations: [op], media: 'none' }, 'op1'],
    ['a scene of a number', { operations: [{ ...op, sceneId: 7 }] }, 'op1'],
    ['a status of a number', { operations: [{ ...op, status: 2 }] }, 'op1'],
    ['a video of text', { operations: [{ ...op, video: 'v', metadata: 'm', rawBytes: {} }] }, 'op1'],
    ['metadata of text', { operations: [{ operation: { name: 'op1', metadata: 'm', error: 3 } }] }, 'op1'],
    ['a project of a number', { media: [{ name: 'm1', projectId: 5 }] }, 'm1'],
    ['media metadata of text', { media: [{ name: 'm1', mediaMetadata: 'x', video: 'v' }] }, 'm1'],
    ['a media status of text', { media: [{ name: 'm1', mediaMetadata: { mediaStatus: 'x' } }] }, 'm1'],
    ['an odd entry before it', { media: ['?', 4, { name: 'm1' }] }, 'm1'],
    ['a bare list of odd media', [{ name: 'm1', mediaMetadata: 'x' }], 'm1'],
    ['a bare list with an odd operation', ['?', { ...op, status: {} }], 'op1'],
  ])('beside %s', async (_, answer, name) => {
    expect((await submit(answer)).operation).toMatchObject({ name });
  });

  test('and credits in a fraction are read as whole ones, in no known form as not told', async () => {
    const left = async (remainingCredits: unknown) =>
      (await submit({ operations: [op], remainingCredits })).remainingCredits;
    expect(await left('12.5')).toBe(12);
    expect(await left({})).toBeNull();
  });
});

test('a submit that fails at once without a status is that failure', async () => {
  const answer = { operations: [{ error: { code: '3', message: 'PUBLIC_ERROR_UNSAFE_GENERATION' } }] };
  expect(await failureOf(submit(answer))).toMatchObject({ code: 'content_rejected', outcome: 'refused' });
});

describe('a poll', () => {
  const fine = { operation: { name: 'fine' }, status: `${S}ACTIVE` };
  const url = 'https://storage.example/video/1';

  test.each<[string, object]>([
    ['a status of a number', { operation: { name: 'op1' }, status: 2 }],
    ['a scene of a number', { operation: { name: 'op1' }, sceneId: 7, status: `${S}ACTIVE` }],
    ['a video of text', { operation: { name: 'op1' }, video: 'v', status: `${S}ACTIVE` }],
    ['an empty error', { operation: { name: 'op1', error: {} }, status: null }],
  ])('reads %s as still running, and the other entries with it', async (_, entry) => {
    expect(await poll({ operations: [entry, fine], remainingCredits: {} })).toMatchObject({
      op1: { state: 'running' },
      fine: { state: 'running' },
    });
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a number', 4],
    ['text', '?'],
    ['a list', []],
    ['an operation of text', { operation: 'what?' }],
    ['a name of a number', { operation: { name: 4 } }],
  ])('is read though one entry is %s', async (_, entry) => {
    expect(Object.keys(await poll({ operations: [entry, fine], media: {} }))).toEqual(['fine']);
    expect(Object.keys(await poll([entry, fine]))).toEqual(['fine']);
  });

  test('finds the address of a finished video beside odd fields', async () => {
    const video = { fifeUrl: url, encodedVideo: 5, mediaGenerationId: {}, generatedVideo: 'x' };
    const metadata = { name: 9, video };
    const entry = { operation: { name: 'op1', metadata, error: 'none' }, rawBytes: [], status: `${S}SUCCESSFUL` };
    expect(await poll({ operations: [entry] })).toMatchObject({ op1: { state: 'succeeded', media: { url } } });
  });

  test.each<[string, unknown]>([
    ['with a code', { code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' }],
    ['with its code as text', { code: '3', message: 'PUBLIC_ERROR_UNSAFE_GENERATION' }],
    ['with a code of an unknown form', { code: 'INVALID', message: 'PUBLIC_ERROR_UNSAFE_GENERATION' }],
    ['as text', 'PUBLIC_ERROR_UNSAFE_GENERATION'],
  ])('takes an error %s and no status for the end', async (_, error) => {
    const refused = { state: 'failed', error: { code: 'content_rejected', reason: 'PUBLIC_ERROR_UNSAFE_GENERATION' } };
    expect(await poll({ operations: [{ operation: { name: 'op1', error } }] })).toMatchObject({ op1: refused });
    const media = [{ name: 'm1', mediaMetadata: { mediaStatus: { error } } }];
    expect(await poll({ media })).toMatchObject({ m1: refused });
  });

  test('reads past failure reasons of an unknown form', async () => {
    const media = (failureReasons: unknown) => ({
      media: [{ name: 'm1', mediaMetadata: { mediaStatus: { mediaGenerationStatus: `${S}FAILED`, failureReasons } } }],
    });
    expect(await poll(media([{ reason: 'x' }]))).toMatchObject({ m1: { error: { code: 'generation_failed' } } });
    expect(await poll(media([{}, 'IP_PROHIBITED']))).toMatchObject({ m1: { error: { code: 'content_rejected' } } });
  });
});

describe('an image', () => {
  const url = 'https://storage.example/image/1';
  test.each<[string, unknown, object]>([
    ['its id beside an odd image', { media: [{ name: 'm1', image: 'x' }] }, { mediaId: 'm1', url: null }],
    ['its address beside an odd id', { media: [{ name: 4, image: { fifeUrl: url } }] }, { mediaId: null, url }],
    [
      'its address beside odd bytes',
      { media: [{ name: 'm1', image: { generatedImage: { fifeUrl: url, encodedImage: {} } } }] },
      { mediaId: 'm1', url },
    ],
    ['its outer address', { media: [{ image: { generatedImage: { seed: 5 }, fifeUrl: url } }] }, { url }],
    ['both beside an odd entry', { media: [{ name: 'm1', image: { fifeUrl: url } }, '?'] }, { mediaId: 'm1', url }],
  ])('keeps %s', async (_, answer, place) => {
    expect(await draw(answer)).toMatchObject(place);
  });

  test('that stands in no readable entry was not refused: it may have been made', async () => {
    expect(await failureOf(draw({ media: ['?'] }))).toMatchObject({ code: 'upstream_malformed', outcome: 'unknown' });
  });
});

test.each([
  [{ media: { name: 'up' }, mediaGenerationId: 'x' }],
  [{ media: 'x', mediaGenerationId: { mediaGenerationId: 'up' } }],
])('an upload keeps its id in %j', async (answer) => {
  const image = {
    bytes: StoredBytes.of(PNG),
    mimeType: 'image/png',
    aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
  } as const;
  expect(await answered(answer, (flow) => flow.uploadImage(CALLER, image))).toBe('up');
});

test('a project keeps its id beside an odd status', async () => {
  const answer = { result: { data: { json: { result: { projectId: 'p-1' }, status: 'OK' } } } };
  expect(await answered(answer, (flow) => flow.createProject('eyJ.invented', 'Jul 01'))).toBe('p-1');
});

describe('a balance', () => {
  const ask = (body: unknown) => answered(body, (flow) => flow.credits('ya29.invented'));

  test('is read beside an odd tier', async () => {
    expect(await ask({ credits: '12.5', userPaygateTier: 2 })).toEqual({ credits: 12, tier: 'PAYGATE_TIER_NOT_PAID' });
  });

  test('of an unknown form is no zero', async () => {
    expect((await failureOf(ask({ credits: {} }))).code).toBe('upstream_malformed');
  });
});

test('a refusal keeps its reason beside odd details, so that the answer is known to be the service’s own', async () => {
  const details = ['?', { reason: 5, fieldViolations: {} }, { reason: 'PUBLIC_ERROR_MODEL_OVERLOADED' }];
  const refused = { error: { code: 'UNAVAILABLE', message: {}, status: 14, details } };
  const call = answered(refused, (flow) => flow.startVideo(CALLER, VIDEO), 503);
  expect(await failureOf(call)).toMatchObject({ reason: 'PUBLIC_ERROR_MODEL_OVERLOADED', outcome: 'refused' });
});
