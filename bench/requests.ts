import type { LoadOrder } from './load/order.ts';
import { API_KEY } from './service.ts';

/** Who asks, and what: an order without its callers and its length. `url` is the server's origin. */
export type Ask = (url: string) => Pick<LoadOrder, 'url' | 'method' | 'headers' | 'body' | 'bodyFile' | 'expect'>;

export const authorization = `Bearer ${API_KEY}`;
/** The same for every request, so that the upstream draws it once: what is measured is not its drawing. */
const SEED = 7;

export const IMAGE_MODEL = 'gemini-2.5-flash-image';
const VIDEO_MODEL = 'veo_3_1_t2v_fast';

function chat(model: string): Ask {
  const messages = [{ role: 'user', content: 'an otter on a quiet river at dawn' }];
  return (url) => ({
    url: `${url}/v1/chat/completions`,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages, stream: true, seed: SEED }),
    expect: { contains: '/files/', endsWith: 'data: [DONE]\n\n', bytes: null },
  });
}

/** A picture by a streamed chat answer. */
export const askImage = chat(IMAGE_MODEL);
/** A video by a streamed chat answer. */
export const askVideo = chat(VIDEO_MODEL);

/** A picture as base64 in a JSON answer. */
export const askInlineImage: Ask = (url) => ({
  url: `${url}/v1/images/generations`,
  method: 'POST',
  headers: { authorization, 'content-type': 'application/json' },
  body: JSON.stringify({ model: IMAGE_MODEL, prompt: 'an otter on a quiet river at dawn', seed: SEED }),
  expect: { contains: '"b64_json":"', endsWith: '}', bytes: null },
});

/** An edit of a picture that comes in a form, of which `bodyFile` holds the bytes. */
export function askEdit({ bodyFile, boundary }: { bodyFile: string; boundary: string }): Ask {
  return (url) => ({
    url: `${url}/v1/images/edits`,
    method: 'POST',
    headers: { authorization, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: null,
    bodyFile,
    expect: { contains: '"url":"', endsWith: '}', bytes: null },
  });
}

/** A video that is made in the background. */
export const askBackgroundVideo: Ask = (url) => ({
  url: `${url}/v1/videos`,
  method: 'POST',
  headers: { authorization, 'content-type': 'application/json' },
  body: JSON.stringify({ model: VIDEO_MODEL, prompt: 'an otter on a quiet river at dawn', seed: SEED }),
  expect: { contains: '"id":', endsWith: '}', bytes: null },
});

/** Reading something that is the same at each request. */
export function askGet(path: string, body: string): Ask {
  return (url) => ({
    url: url + path,
    method: 'GET',
    headers: { authorization },
    body: null,
    expect: { contains: '"object":', endsWith: body.slice(-10), bytes: Buffer.byteLength(body) },
  });
}
