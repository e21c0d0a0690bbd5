import { createParser } from 'eventsource-parser';
import sharp from 'sharp';
import type { ServiceProcess } from '../testing/service-process.ts';

/** A small real picture as a data URL; each number gives another one. */
export async function pictureUrl(hue = 0): Promise<string> {
  const background = { r: (hue * 40) % 256, g: 90, b: 160 };
  const png = await sharp({ create: { width: 320, height: 180, channels: 3, background } })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** A chat request with a text and some pictures. */
export function chatBody(model: string, prompt: string, pictures: readonly string[] = [], extra: object = {}) {
  const images = pictures.map((url) => ({ type: 'image_url', image_url: { url } }));
  return { model, messages: [{ role: 'user', content: [{ type: 'text', text: prompt }, ...images] }], ...extra };
}

interface Chunk {
  id: string;
  choices: { delta: Record<string, unknown>; finish_reason: string | null }[];
  error?: { message: string; code: string };
}

export interface StreamedAnswer {
  content: string;
  reasoning: string;
  chunks: Chunk[];
  comments: string[];
  done: boolean;
}

/** Reads a streamed chat answer to its end. */
export async function readStream(response: Response): Promise<StreamedAnswer> {
  const answer: StreamedAnswer = { content: '', reasoning: '', chunks: [], comments: [], done: false };
  const parser = createParser({
    onComment: (comment) => answer.comments.push(comment),
    onEvent: ({ data }) => {
      if (data === '[DONE]') {
        answer.done = true;
        return;
      }
      const chunk = JSON.parse(data) as Chunk;
      answer.chunks.push(chunk);
      const delta = chunk.choices?.[0]?.delta ?? {};
      if (typeof delta.content === 'string') answer.content += delta.content;
      if (typeof delta.reasoning_content === 'string') answer.reasoning += delta.reasoning_content;
    },
  });
  for await (const bytes of response.body ?? []) parser.feed(new TextDecoder().decode(bytes, { stream: true }));
  return answer;
}

/** The address in a chat answer: `![…](url)` for a picture, `[…](url)` for a video. */
export function linkIn(content: string): string {
  const match = /!?\[[^\]]*\]\(([^)\s]+)\)/.exec(content);
  if (match?.[1] === undefined) throw new Error(`no link in the answer: ${content}`);
  return match[1];
}

/** The bytes behind a link, fetched without any header. */
export async function download(url: string): Promise<{ bytes: Uint8Array; type: string | null }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return { bytes: new Uint8Array(await response.arrayBuffer()), type: response.headers.get('content-type') };
}

/** Asks for something without streaming and returns the link and the headers. */
export async function generate(
  service: ServiceProcess,
  body: object,
  init: RequestInit = {},
): Promise<{ link: string; headers: Headers }> {
  const response = await service.post('/v1/chat/completions', body, init);
  const answer = (await response.json()) as { choices?: { message: { content: string } }[] };
  if (!response.ok) throw new Error(`${response.status}: ${JSON.stringify(answer)}`);
  return { link: linkIn(answer.choices?.[0]?.message.content ?? ''), headers: response.headers };
}
