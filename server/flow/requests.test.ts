import { describe, expect, test } from 'vitest';
import type { UpstreamOperation } from '../../schema/catalogue.ts';
import { uploadScope } from './requests.ts';
import { StoredBytes } from './stored-bytes.ts';
import { CALLER, clientFor, NOW } from './testing/client-for.ts';
import { failureOf } from './testing/failure.ts';
import { startScriptedServer } from './testing/scripted-server.ts';
import type { Reference, VideoSubmit, WireProfile } from './types.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4]);
const SESSION_ID = `;${NOW}`;
const { projectId } = CALLER;

const references: Reference[] = [
  { mediaId: 'first', role: 'start' },
  { mediaId: 'last', role: 'end' },
];

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

/** The body that a call sends in a profile, to a server that answers with `answer`. */
async function bodySent(
  wireProfile: WireProfile,
  call: (flow: ReturnType<typeof clientFor>) => Promise<unknown>,
  answer: unknown = {},
) {
  await using server = await startScriptedServer(() => ({ body: answer }));
  await using flow = clientFor(server.origin, { wireProfile });
  await call(flow).catch(() => null);
  return { url: server.seen[0]?.url, body: server.seen[0]?.json, headers: server.seen[0]?.headers };
}

test('an upload is tied to the shape that it is cropped to, since 2026 to its project instead', () => {
  const aspectRatio = 'VIDEO_ASPECT_RATIO_PORTRAIT';
  expect(uploadScope('seed', { projectId, aspectRatio })).toEqual({
    projectId: '',
    aspectRatio: 'IMAGE_ASPECT_RATIO_PORTRAIT',
  });
  expect(uploadScope('current', { projectId, aspectRatio })).toEqual({
    projectId,
    aspectRatio: 'IMAGE_ASPECT_RATIO_UNSPECIFIED',
  });
});

describe('what is written in the seed profile', () => {
  test('an upload states the real media type and an image aspect', async () => {
    const { url, body } = await bodySent('seed', (flow) =>
      flow.uploadImage(CALLER, {
        bytes: StoredBytes.of(PNG),
        mimeType: 'image/png',
        aspectRatio: 'VIDEO_ASPECT_RATIO_PORTRAIT',
      }),
    );
    expect(url).toBe('/v1:uploadUserImage');
    expect(body).toEqual({
      imageInput: {
        rawImageBytes: Buffer.from(PNG).toString('base64'),
        mimeType: 'image/png',
        isUserUploaded: true,
        aspectRatio: 'IMAGE_ASPECT_RATIO_PORTRAIT',
      },
      clientContext: { sessionId: SESSION_ID, tool: 'ASSET_MANAGER' },
    });
  });

  test('an image request', async () => {
    const { url, body } = await bodySent('seed', (flow) =>
      flow.generateImage(CALLER, {
        modelKey: 'GEM_PIX',
        prompt: 'a kite',
        aspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE',
        seed: 5,
        references: ['m1'],
      }),
    );
    expect(url).toBe(`/v1/projects/${projectId}/flowMedia:batchGenerateImages`);
    expect(body).toEqual({
      requests: [
        {
          clientContext: { sessionId: SESSION_ID },
          seed: 5,
          imageModelName: 'GEM_PIX',
          imageAspectRatio: 'IMAGE_ASPECT_RATIO_LANDSCAPE',
          prompt: 'a kite',
          imageInputs: [{ name: 'm1', imageInputType: 'IMAGE_INPUT_TYPE_REFERENCE' }],
        },
      ],
    });
  });

  test.each<[UpstreamOperation, string, Partial<VideoSubmit>, object]>([
    ['text', 'Text', {}, {}],
    ['start-image', 'StartImage', { references }, { startImage: { mediaId: 'first' } }],
    [
      'start-end-image',
      'StartAndEndImage',
      { references },
      { startImage: { mediaId: 'first' }, endImage: { mediaId: 'last' } },
    ],
    [
      'reference-images',
      'ReferenceImages',
      { references: [{ mediaId: 'r', role: 'reference' }] },
      { referenceImages: [{ imageUsageType: 'IMAGE_USAGE_TYPE_ASSET', mediaId: 'r' }] },
    ],
  ])('a %s video', async (operation, name, more, extra) => {
    const { url, body } = await bodySent('seed', (flow) => flow.startVideo(CALLER, video(operation, more)));
    expect(url).toBe(`/v1/video:batchAsyncGenerateVideo${name}`);
    expect(body).toEqual({
      clientContext: { sessionId: SESSION_ID, projectId, tool: 'PINHOLE', userPaygateTier: 'PAYGATE_TIER_ONE' },
      requests: [
        {
          aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
          seed: 7,
          textInput: { prompt: 'waves' },
          videoModelKey: 'key',
          metadata: { sceneId: '00000000-0000-4000-8000-000000000001' },
          ...extra,
        },
      ],
    });
  });

  test('an enlarged video has a context of the session alone and no text', async () => {
    const source = { mediaId: 'v', resolution: 'VIDEO_RESOLUTION_1080P' };
    const { body } = await bodySent('seed', (flow) => flow.startVideo(CALLER, video('upsample', { source })));
    expect(body).toEqual({
      clientContext: { sessionId: SESSION_ID },
      requests: [
        {
          aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE',
          seed: 7,
          videoModelKey: 'key',
          resolution: 'VIDEO_RESOLUTION_1080P',
          videoInput: { mediaId: 'v' },
          metadata: { sceneId: '00000000-0000-4000-8000-000000000001' },
        },
      ],
    });
  });
});

describe('what is written in the current profile', () => {
  test('an upload names the project and a file', async () => {
    const { url, body } = await bodySent('current', (flow) =>
      flow.uploadImage(CALLER, {
        bytes: StoredBytes.of(PNG),
        mimeType: 'image/webp',
        aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
      }),
    );
    expect(url).toBe('/v1/flow/uploadImage');
    expect(body).toEqual({
      clientContext: { sessionId: SESSION_ID, tool: 'PINHOLE', projectId },
      fileName: `up_${NOW}.webp`,
      imageBytes: Buffer.from(PNG).toString('base64'),
      isHidden: false,
      isUserUploaded: true,
      mimeType: 'image/webp',
    });
  });

  test('an image request', async () => {
    const { body } = await bodySent('current', (flow) =>
      flow.generateImage(CALLER, {
        modelKey: 'GEM_PIX_2',
        prompt: 'a kite',
        aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
        seed: 5,
        references: [],
      }),
    );
    const clientContext = { sessionId: SESSION_ID, projectId, tool: 'PINHOLE' };
    expect(body).toEqual({
      clientContext,
      mediaGenerationContext: { batchId: '00000000-0000-4000-8000-000000000001' },
      useNewMedia: true,
      requests: [
        {
          clientContext,
          seed: 5,
          imageModelName: 'GEM_PIX_2',
          imageAspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
          structuredPrompt: { parts: [{ text: 'a kite' }] },
          imageInputs: [],
        },
      ],
    });
  });

  test('a video, and an enlarged one without a text', async () => {
    const common = {
      mediaGenerationContext: {
        batchId: '00000000-0000-4000-8000-000000000001',
        audioFailurePreference: 'BLOCK_SILENCED_VIDEOS',
      },
      clientContext: { sessionId: SESSION_ID, projectId, tool: 'PINHOLE', userPaygateTier: 'PAYGATE_TIER_ONE' },
      useV2ModelConfig: true,
    };
    const request = { aspectRatio: 'VIDEO_ASPECT_RATIO_LANDSCAPE', seed: 7, videoModelKey: 'key', metadata: {} };
    const plain = await bodySent('current', (flow) => flow.startVideo(CALLER, video('start-image', { references })));
    expect(plain.body).toEqual({
      ...common,
      requests: [
        {
          ...request,
          textInput: { structuredPrompt: { parts: [{ text: 'waves' }] } },
          startImage: { mediaId: 'first' },
        },
      ],
    });
    const source = { mediaId: 'v', resolution: 'VIDEO_RESOLUTION_4K' };
    const enlarged = await bodySent('current', (flow) => flow.startVideo(CALLER, video('upsample', { source })));
    expect(enlarged.body).toEqual({
      ...common,
      requests: [{ ...request, resolution: 'VIDEO_RESOLUTION_4K', videoInput: { mediaId: 'v' } }],
    });
  });

  test('an enlarged image', async () => {
    const of = { mediaId: 'm', resolution: 'UPSAMPLE_IMAGE_RESOLUTION_2K' };
    const { url, body } = await bodySent('current', (flow) => flow.upsampleImage(CALLER, of));
    expect(url).toBe('/v1/flow/upsampleImage');
    expect(body).toEqual({
      mediaId: 'm',
      targetResolution: 'UPSAMPLE_IMAGE_RESOLUTION_2K',
      clientContext: { sessionId: SESSION_ID, projectId, tool: 'PINHOLE', userPaygateTier: 'PAYGATE_TIER_ONE' },
    });
  });
});

test('the bearer goes to the bearer host only, the cookie to the cookie host only, and neither is compressed away', async () => {
  const bearer = await bodySent('current', (flow) => flow.credits('ya29.invented'));
  expect(bearer.headers).toMatchObject({ authorization: 'Bearer ya29.invented' });
  expect(bearer.headers).not.toHaveProperty('cookie');
  const cookie = await bodySent('current', (flow) => flow.deleteMedia('eyJ.invented', ['a', 'b']));
  expect(cookie.headers).toMatchObject({ cookie: '__Secure-next-auth.session-token=eyJ.invented' });
  expect(cookie.headers).not.toHaveProperty('authorization');
  expect(cookie.body).toEqual({ json: { names: ['a', 'b'] } });
});

test.each([
  ['start-image', 'an image for its start'],
  ['start-end-image', 'an image for its start'],
  ['upsample', 'a video to enlarge'],
] as const)('a %s video without its input is stopped before it is sent', async (operation, missing) => {
  await using server = await startScriptedServer(() => ({}));
  await using flow = clientFor(server.origin);
  const error = await failureOf(flow.startVideo(CALLER, video(operation)));
  expect(error).toMatchObject({ code: 'internal_error', outcome: 'not-sent' });
  expect(error.message).toContain(missing);
  expect(server.seen).toEqual([]);
});

/** As a file is read: in pieces of which none is a multiple of three bytes. */
const inPieces = (bytes: Uint8Array) =>
  new StoredBytes(bytes.length, async function* () {
    for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
  });

test('a picture of several pieces arrives byte for byte', async () => {
  const bytes = Buffer.alloc(500_001, 0).map((_, index) => (index * 7) % 256);
  const { body } = await bodySent('current', (flow) =>
    flow.uploadImage(CALLER, {
      bytes: inPieces(bytes),
      mimeType: 'image/png',
      aspectRatio: 'IMAGE_ASPECT_RATIO_SQUARE',
    }),
  );
  const sent = Buffer.from((body as { imageBytes: string }).imageBytes, 'base64');
  expect(sent.equals(bytes)).toBe(true);
});
