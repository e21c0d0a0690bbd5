import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request as call, type Dispatcher } from 'undici';
import { type FloorScript, floorScript } from './floor-script.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/**
 * The least that can answer: a bare server on the same Node that makes the same upstream calls with undici and sends the
 * same bytes. No key is checked, nothing is stored, nothing is logged, nothing can be resumed.
 */
async function main(): Promise<void> {
  const script = floorScript.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')));
  const routes = routesOf(script, new Agent({ connections: 512, pipelining: 1 }));
  const server = createServer((request, response) => {
    const handle = routes.get(request.url ?? '');
    if (handle === undefined) return void response.writeHead(404).end();
    Promise.resolve(handle(request, response)).catch((cause: unknown) => {
      process.stderr.write(`floor: ${cause}\n`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
  });
}

function routesOf(script: FloorScript, agent: Agent): Map<string, Handle> {
  return new Map<string, Handle>([
    // The bytes are there already: encoding them anew would make the floor higher than it is.
    ...Object.entries(script.reads).map(([path, body]): [string, Handle] => [path, read(Buffer.from(body))]),
    ['/v1/chat/completions', (request, response) => answerChat(script, agent, request, response)],
    ['/v1/images/generations', (request, response) => answerInline(script, agent, request, response)],
    ['/v1/images/edits', (request, response) => answerEdit(script, agent, request, response)],
    [script.watched.path, (_request, response) => answerWatch(script, response)],
  ]);
}

const read =
  (body: Buffer): Handle =>
  (_request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(body);
  };

/** The picture is asked for and fetched, as a service must; its bytes are let go. */
async function answerChat(
  { upstream, firstEvent, otherEvents }: FloorScript,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { messages } = JSON.parse(await textOf(request)) as { messages: { content: string }[] };
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(firstEvent);
  const picture = await makePicture(upstream, agent, messages[0]?.content ?? '');
  for await (const _bytes of picture.body);
  response.end(otherEvents);
}

/** The picture as base64, written as it arrives. */
async function answerInline(
  { upstream }: FloorScript,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt } = JSON.parse(await textOf(request)) as { prompt: string };
  const picture = await makePicture(upstream, agent, prompt);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.write('{"created":1,"data":[{"b64_json":"');
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of picture.body) {
    const all = Buffer.concat([rest, bytes as Buffer]);
    const whole = all.length - (all.length % 3);
    response.write(all.toString('base64', 0, whole));
    rest = all.subarray(whole);
  }
  response.end(`${rest.toString('base64')}"}]}`);
}

/** The form is read to its end and let go; a service has uploaded the same picture before. */
async function answerEdit(
  { upstream }: FloorScript,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for await (const _bytes of request);
  const picture = await makePicture(upstream, agent, 'an otter at night');
  for await (const _bytes of picture.body);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end('{"created":1,"data":[{"url":"http://127.0.0.1/files/x.png"}]}');
}

/** Tells where the job stands, and after a while that it has ended. */
function answerWatch({ watched }: FloorScript, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(watched.first);
  setTimeout(() => response.end(watched.last), watched.seconds * 1000);
}

async function makePicture(
  upstream: FloorScript['upstream'],
  agent: Agent,
  prompt: string,
): Promise<Dispatcher.ResponseData> {
  const body = JSON.stringify(upstream.body).replace('"PROMPT"', JSON.stringify(prompt));
  const headers = { authorization: `Bearer ${upstream.accessToken}`, 'content-type': 'application/json' };
  const made = await call(upstream.url, { method: 'POST', headers, body, dispatcher: agent });
  const { media } = (await made.body.json()) as { media: { image: { generatedImage: { fifeUrl: string } } }[] };
  return call(media[0]?.image.generatedImage.fifeUrl ?? '', { dispatcher: agent });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

main().catch((cause: unknown) => {
  process.stderr.write(`the floor failed: ${cause}\n`);
  process.exit(1);
});
