import { describe, expect, test } from 'vitest';
import type { UpstreamOperation } from '../../schema/catalogue.ts';
import type { CallEvent } from './options.ts';
import { StoredBytes } from './stored-bytes.ts';
import { CALLER, clientFor } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { type Answer, startScriptedServer } from './testing/scripted-server.ts';
import type { VideoSubmit } from './types.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4]);
const { projectId } = CALLER;

function video(operation: UpstreamOperation, more: Partial<VideoSubmit> = {}): VideoSubmit {
  return {
    operation,
    modelKey: 'key',
    prompt: 'waves',
    aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
    seed: 7,
    references: [],
    ...more,
  };
}

/** Runs one call against one answer. */
async function answered<T>(answer: unknown, call: (flow: ReturnType<typeof clientFor>) => Promise<T>): Promise<T> {
  await using server = await startScriptedServer(() => ({ body: answer }));
  await using flow = clientFor(server.origin);
  return await call(flow);
}

describe('credits', () => {
  test.each([
    [
      { credits: 920, userPaygateTier: 'PAYGATE_TIER_ONE' },
      { credits: 920, tier: 'PAYGATE_TIER_ONE' },
    ],
    [
      { credits: '23630', userPaygateTier: 'PAYGATE_TIER_TWO', sku: 'WS_ULTRA' },
      { credits: 23630, tier: 'PAYGATE_TIER_TWO' },
    ],
    [{ userPaygateTier: 'PAYGATE_TIER_LATER' }, { credits: 0, tier: 'PAYGATE_TIER_NOT_PAID' }],
    [{}, { credits: 0, tier: 'PAYGATE_TIER_NOT_PAID' }],
  ])('%j', async (answer, expected) => {
    expect(await answered(answer, (flow) => flow.credits('ya29.invented'))).toEqual(expected);
  });
});

describe('projects', () => {
  const result = { projectId: 'p-1', projectInfo: { projectTitle: 'Jul 01' } };
  test.each([
    [{ result: { data: { json: { result, status: 200, statusText: 'OK' } } } }],
    [{ result: { data: { json: result } } }],
    [{ data: { json: { result, status: 200 } } }],
  ])('the id is found in %j', async (answer) => {
    expect(await answered(answer, (flow) => flow.createProject('eyJ.invented', 'Jul 01'))).toBe('p-1');
  });

  test('deleting media accepts the answer that says nothing', async () => {
    const nothing = { result: { data: { json: null, meta: { values: ['undefined'] } } } };
    await expect(answered(nothing, (flow) => flow.deleteMedia('eyJ.invented', ['m']))).resolves.toBeUndefined();
  });

  test('deleting a project accepts an empty result', async () => {
    const empty = { result: { data: { json: { result: {}, status: 200, statusText: 'OK' } } } };
    await expect(answered(empty, (flow) => flow.deleteProject('eyJ.invented', 'p-1'))).resolves.toBeUndefined();
  });
});

test.each([
  [{ media: { name: 'new-id', projectId } }, 'new-id'],
  [{ mediaGenerationId: { mediaGenerationId: 'CAMaJ-old' }, width: 960, height: 540 }, 'CAMaJ-old'],
])('an upload is understood in either shape: %j', async (answer, mediaId) => {
  const image = {
    bytes: StoredBytes.of(PNG),
    mimeType: 'image/png',
    aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
  } as const;
  expect(await answered(answer, (flow) => flow.uploadImage(CALLER, image))).toBe(mediaId);
});

describe('an image', () => {
  const submit = {
    modelKey: 'GEM_PIX_2',
    prompt: 'a kite',
    aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
    seed: 5,
    references: [],
  } as const;
  const url = 'https://storage.example/image/1?Expires=1782900000&Signature=abc';

  test('comes with its id, its address and the end of that address', async () => {
    const answer = { media: [{ name: 'm1', image: { generatedImage: { fifeUrl: url, seed: 5 } } }] };
    expect(await answered(answer, (flow) => flow.generateImage(CALLER, submit))).toEqual({
      mediaId: 'm1',
      url,
      urlExpiresAt: 1_782_900_000_000,
      inline: null,
    });
  });

  test('without an address keeps its id, by which one can be asked for', async () => {
    const answer = { media: [{ name: 'm1', image: {} }] };
    expect(await answered(answer, (flow) => flow.generateImage(CALLER, submit))).toMatchObject({
      mediaId: 'm1',
      url: null,
    });
  });

  test('that the filter took out is refused content, and nothing was paid', async () => {
    expect(await failureOf(answered({ media: [] }, (flow) => flow.generateImage(CALLER, submit)))).toMatchObject({
      code: 'content_rejected',
      outcome: 'refused',
    });
  });

  test.each([[{}], [{ media: [{}] }], [{ media: 'none' }], [[]]])(
    'in no known form (%j) may have been made',
    async (answer) => {
      expect(await failureOf(answered(answer, (flow) => flow.generateImage(CALLER, submit)))).toMatchObject({
        code: 'upstream_malformed',
        outcome: 'unknown',
      });
    },
  );

  test('is enlarged into bytes', async () => {
    const of = { mediaId: 'm', resolution: 'UPSAMPLE_IMAGE_RESOLUTION_2K' };
    expect(await answered({ encodedImage: 'AAAA' }, (flow) => flow.upsampleImage(CALLER, of))).toEqual({
      mediaId: 'm',
      url: null,
      urlExpiresAt: null,
      inline: { base64: 'AAAA', mimeType: 'image/jpeg' },
    });
  });
});

describe('a submitted video', () => {
  const PENDING = 'MEDIA_GENERATION_STATUS_PENDING';
  const op = { operation: { name: 'op1' }, sceneId: 's1', status: PENDING };
  const entry = { name: 'm1', projectId: 'p9', mediaMetadata: { mediaStatus: { mediaGenerationStatus: PENDING } } };

  test.each<[string, unknown, object]>([
    [
      'the old shape',
      { operations: [op], remainingCredits: 900 },
      { name: 'op1', sceneId: 's1', projectId, shape: 'operations' },
    ],
    [
      'both shapes',
      { operations: [op], media: [entry] },
      { name: 'm1', sceneId: null, projectId: 'p9', shape: 'media' },
    ],
    ['media alone', { media: [entry], workflows: [] }, { name: 'm1', sceneId: null, projectId: 'p9', shape: 'media' }],
    ['media without a project', { media: [{ name: 'm1' }] }, { name: 'm1', sceneId: null, projectId, shape: 'media' }],
    ['a bare list', [op], { name: 'op1', sceneId: 's1', projectId, shape: 'operations' }],
  ])('is known by its operation in %s', async (_, answer, operation) => {
    const started = await answered(answer, (flow) => flow.startVideo(CALLER, video('text')));
    expect(started).toMatchObject({ operation, media: null });
  });

  test('says what is left of the credits', async () => {
    const answer = { operations: [op], remainingCredits: 900 };
    expect((await answered(answer, (flow) => flow.startVideo(CALLER, video('text')))).remainingCredits).toBe(900);
  });

  test('that was enlarged before is there at once', async () => {
    const source = { mediaId: 'v', resolution: 'VIDEO_RESOLUTION_1080P' };
    const answer = {
      operations: [{ mediaGenerationId: 'CAUSJ-up', rawBytes: 'AAAA', status: 'MEDIA_GENERATION_STATUS_SUCCESSFUL' }],
    };
    expect(await answered(answer, (flow) => flow.startVideo(CALLER, video('upsample', { source })))).toEqual({
      operation: null,
      media: { mediaId: 'CAUSJ-up', url: null, urlExpiresAt: null, inline: { base64: 'AAAA', mimeType: 'video/mp4' } },
      remainingCredits: null,
    });
  });

  test('that failed at once is that failure', async () => {
    const answer = {
      operations: [
        { error: { code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' }, status: 'MEDIA_GENERATION_STATUS_FAILED' },
      ],
    };
    expect(await failureOf(answered(answer, (flow) => flow.startVideo(CALLER, video('text'))))).toMatchObject({
      code: 'content_rejected',
      outcome: 'refused',
    });
  });

  test.each([[{}], [{ operations: [] }], [{ media: [{}] }], [{ operations: ['?'] }], ['<html>']])(
    'that the answer does not name (%j) may have been started',
    async (answer) => {
      expect(await failureOf(answered(answer, (flow) => flow.startVideo(CALLER, video('text'))))).toMatchObject({
        code: 'upstream_malformed',
        outcome: 'unknown',
      });
    },
  );
});

test('every call is reported once, with its path but not its query, and its error code', async () => {
  const events: CallEvent[] = [];
  const answers: Answer[] = [{ body: { credits: 1 } }, { status: 429, body: { error: { code: 429 } } }];
  await using server = await startScriptedServer(() => answers.shift() ?? { status: 404 });
  await using flow = clientFor(server.origin, { onCall: (event) => events.push(event) });
  await flow.credits('ya29.invented');
  await failureOf(flow.credits('ya29.invented'));
  await failureOf(flow.resolveMedia({ sessionToken: 'eyJ.invented', accessToken: 'ya29.invented' }, 'm', 'video'));
  expect(events.map(({ call, path, status, errorCode }) => [call, path, status, errorCode])).toEqual([
    ['credits', '/v1/credits', 200, null],
    ['credits', '/v1/credits', 429, 'token_throttled'],
    ['mediaRedirect', '/fx/api/trpc/media.getMediaUrlRedirect', 404, 'upstream_not_found'],
    ['readMedia', '/v1/media/m', 404, 'upstream_not_found'],
  ]);
  expect(events[0]).toMatchObject({ origin: server.origin, method: 'GET', bytesIn: 13 });
  expect(events[0]).not.toHaveProperty('responseBody');
});

test('captured bodies hold neither tokens, nor signatures, nor pictures', async () => {
  const events: CallEvent[] = [];
  const fifeUrl = 'https://storage.example/image/1?Expires=1&Signature=topsecret';
  const answers = [
    { user: { email: 'ada@example.com' }, access_token: 'ya29.topsecret', expires: '2026-07-02T00:00:00.000Z' },
    { media: { name: 'm' } },
    { media: [{ name: 'm', image: { generatedImage: { fifeUrl } } }] },
  ];
  await using server = await startScriptedServer(() => ({ body: answers.shift() }));
  await using flow = clientFor(server.origin, { onCall: (event) => events.push(event), captureBodies: () => true });
  await flow.session('eyJ.topsecret');
  await flow.uploadImage(CALLER, {
    bytes: StoredBytes.of(PNG),
    mimeType: 'image/png',
    aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
  });
  await flow.generateImage(CALLER, {
    modelKey: 'k',
    prompt: 'a kite',
    aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
    seed: 1,
    references: [],
  });
  const log = JSON.stringify(events);
  expect(log).not.toMatch(/topsecret|invented|iVBO/);
  expect(log).toContain('<8 bytes>');
  expect(log).toContain('a kite');
  expect(log).toContain('ada@example.com');
});
