import type { LoadOrder } from './load/order.ts';
import { API_KEY } from './service.ts';

/** Who asks, and what: an order without its callers and its length. `url` is the server's origin. */
export type Ask = (url: string) => Pick<LoadOrder, 'url' | 'method' | 'headers' | 'body' | 'expect'>;

const authorization = `Bearer ${API_KEY}`;
/** The same for every request, so that the upstream draws it once: what is measured is not its drawing. */
const SEED = 7;

const IMAGE_MODEL = 'gemini-2.5-flash-image';
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
