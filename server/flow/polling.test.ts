import { describe, expect, test } from 'vitest';
import { progressOf } from './statuses.ts';
import { clientFor, NOW } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { startScriptedServer } from './testing/scripted-server.ts';
import type { OperationRef } from './types.ts';

const S = 'MEDIA_GENERATION_STATUS_';
const URL_OF_IT = 'https://storage.example/video/1?Expires=1782900000&Signature=x';

const old = (name: string, sceneId: string | null = 's'): OperationRef => ({
  name,
  sceneId,
  projectId: 'p',
  shape: 'operations',
});
const fresh = (name: string): OperationRef => ({ name, sceneId: null, projectId: 'p', shape: 'media' });

async function poll(answer: unknown, operations: OperationRef[] = [old('a')]) {
  await using server = await startScriptedServer(() => ({ body: answer }));
  await using flow = clientFor(server.origin);
  return await flow.pollVideos('ya29.invented', operations);
}

test.each([
  ['SUCCESSFUL', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELED', 'failed'],
  ['ERROR', 'failed'],
  ['ERROR_UNKNOWN', 'failed'],
  ['REJECTED', 'failed'],
  ['PENDING', 'running'],
  ['SCHEDULED', 'running'],
  ['ACTIVE', 'running'],
  ['UNSPECIFIED', 'running'],
  ['COMPLETED', 'running'],
  ['INVENTED_TOMORROW', 'running'],
])('status %s means %s', (name, progress) => {
  expect(progressOf(`${S}${name}`)).toBe(progress);
});

test('no status means running', () => {
  expect(progressOf(undefined)).toBe('running');
  expect(progressOf(null)).toBe('running');
});

test('one call asks for all operations of a shape, each shape in its own words', async () => {
  await using server = await startScriptedServer(({ json }) => ({
    body:
      'media' in (json as object)
        ? { media: [{ name: 'c', mediaMetadata: { mediaStatus: { mediaGenerationStatus: `${S}ACTIVE` } } }] }
        : { operations: [{ operation: { name: 'a' }, status: `${S}PENDING` }], remainingCredits: 12 },
  }));
  await using flow = clientFor(server.origin);
  const result = await flow.pollVideos('ya29.invented', [old('a'), fresh('c'), old('b', null)]);
  expect(server.seen.map(({ json }) => json)).toEqual(
    expect.arrayContaining([
      {
        operations: [
          { operation: { name: 'a' }, sceneId: 's', status: `${S}PENDING` },
          { operation: { name: 'b' }, status: `${S}PENDING` },
        ],
      },
      { media: [{ name: 'c', projectId: 'p' }] },
    ]),
  );
  expect(server.seen).toHaveLength(2);
  expect(result.remainingCredits).toBe(12);
  expect(Object.fromEntries(result.statuses)).toEqual({
    a: { state: 'running', upstreamStatus: `${S}PENDING` },
    c: { state: 'running', upstreamStatus: `${S}ACTIVE` },
  });
});

test('nothing to ask for asks nothing', async () => {
  await using server = await startScriptedServer(() => ({ body: {} }));
  await using flow = clientFor(server.origin);
  expect((await flow.pollVideos('ya29.invented', [])).statuses.size).toBe(0);
  expect(server.seen).toEqual([]);
});

describe('a finished video of the old shape', () => {
  const video = { fifeUrl: URL_OF_IT, mediaGenerationId: 'CAUSJ-1' };
  const place = { mediaId: 'CAUSJ-1', url: URL_OF_IT, urlExpiresAt: 1_782_900_000_000, inline: null };

  test.each<[string, unknown]>([
    [
      'as it usually comes',
      { operations: [{ operation: { name: 'a', metadata: { name: 'CAUSJ-1', video } }, status: `${S}SUCCESSFUL` }] },
    ],
    [
      'with the metadata one level out',
      { operations: [{ operation: { name: 'a' }, metadata: { video }, status: `${S}SUCCESSFUL` }] },
    ],
    [
      'with the video beside the operation',
      { operations: [{ operation: { name: 'a' }, video, status: `${S}SUCCESSFUL` }] },
    ],
    ['in a bare list', [{ operation: { name: 'a', metadata: { video } }, status: `${S}SUCCESSFUL` }]],
  ])('%s', async (_, answer) => {
    expect((await poll(answer)).statuses.get('a')).toEqual({ state: 'succeeded', media: place });
  });

  test('without an address keeps the media id', async () => {
    const answer = {
      operations: [{ operation: { name: 'a' }, mediaGenerationId: 'CAUSJ-1', status: `${S}SUCCESSFUL` }],
    };
    expect((await poll(answer)).statuses.get('a')).toMatchObject({
      state: 'succeeded',
      media: { mediaId: 'CAUSJ-1', url: null, urlExpiresAt: null },
    });
  });

  test('with neither an address nor an id is a failure of its own', async () => {
    const answer = { operations: [{ operation: { name: 'a' }, status: `${S}SUCCESSFUL` }] };
    expect((await poll(answer)).statuses.get('a')).toMatchObject({
      state: 'failed',
      error: { code: 'upstream_malformed' },
    });
  });
});

describe('a video of the new shape', () => {
  const entry = (mediaStatus: object, more: object = {}) => ({
    media: [
      { name: 'c', projectId: 'p', mediaMetadata: { mediaStatus, ...more }, video: { dimensions: { length: '8s' } } },
    ],
  });

  test('is finished without an address, which is then asked for by its id', async () => {
    const { statuses } = await poll(entry({ mediaGenerationStatus: `${S}SUCCESSFUL` }), [fresh('c')]);
    expect(statuses.get('c')).toEqual({
      state: 'succeeded',
      media: { mediaId: 'c', url: null, urlExpiresAt: null, inline: null },
    });
  });

  test('is recognised in a bare list', async () => {
    const { statuses } = await poll(entry({ mediaGenerationStatus: `${S}ACTIVE` }).media, [fresh('c')]);
    expect(statuses.get('c')).toEqual({ state: 'running', upstreamStatus: `${S}ACTIVE` });
  });

  test('that was filtered out says so even without an error', async () => {
    const { statuses } = await poll(entry({ mediaGenerationStatus: `${S}FAILED` }, { visibility: 'FILTERED' }), [
      fresh('c'),
    ]);
    expect(statuses.get('c')).toMatchObject({
      state: 'failed',
      error: { code: 'content_rejected', reason: 'FILTERED' },
    });
  });

  test('that failed for a listed reason', async () => {
    const told = { mediaGenerationStatus: `${S}FAILED`, failureReasons: ['IP_PROHIBITED'] };
    const { statuses } = await poll(entry(told), [fresh('c')]);
    expect(statuses.get('c')).toMatchObject({
      state: 'failed',
      error: { code: 'content_rejected', message: expect.stringContaining('protected characters') },
    });
  });
});

test('a failed operation carries the mapped error', async () => {
  const failed = {
    operation: { name: 'a', error: { code: 3, message: 'PUBLIC_ERROR_UNSAFE_GENERATION' } },
    status: `${S}FAILED`,
  };
  expect((await poll({ operations: [failed] })).statuses.get('a')).toMatchObject({
    state: 'failed',
    error: { code: 'content_rejected', reason: 'PUBLIC_ERROR_UNSAFE_GENERATION' },
  });
});

test('one entry of an unknown form does not hide the others', async () => {
  const answer = { operations: [{ operation: 'what?' }, { operation: { name: 'b' }, status: `${S}ACTIVE` }] };
  const { statuses } = await poll(answer, [old('a'), old('b')]);
  expect([...statuses.keys()]).toEqual(['b']);
});

test.each([[{}], [{ operations: [] }], [{ operations: [{ operation: 'what?' }] }], [[]], ['<html>']])(
  'an answer that names no video (%j) is malformed',
  async (answer) => {
    expect((await failureOf(poll(answer))).code).toBe('upstream_malformed');
  },
);

test('the clock of the tests is the one that stamps requests', async () => {
  await using server = await startScriptedServer(() => ({ status: 404, body: {} }));
  await using flow = clientFor(server.origin);
  await failureOf(
    flow.upsampleImage(
      { accessToken: 'x', tier: 'PAYGATE_TIER_TWO', projectId: 'p' },
      { mediaId: 'm', resolution: 'r' },
    ),
  );
  expect(server.seen[0]?.json).toMatchObject({ clientContext: { sessionId: `;${NOW}` } });
});
