import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request as call } from 'undici';
import { type FloorScript, floorScript } from './floor-script.ts';

interface ChatBody {
  messages: { content: string }[];
}

/**
 * The least that can answer: a bare server on the same Node that makes the same upstream calls with undici and sends the
 * same bytes. No key is checked, nothing is stored, nothing is logged, nothing can be resumed.
 */
async function main(): Promise<void> {
  const script = floorScript.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')));
  const bodies = { models: Buffer.from(script.models), job: Buffer.from(script.job) };
  const agent = new Agent({ connections: 512, pipelining: 1 });
  const server = createServer((request, response) => {
    if (request.method === 'GET') return answerRead(bodies, request, response);
    answerChat(script, agent, request, response).catch((cause: unknown) => {
      process.stderr.write(`floor: ${cause}\n`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
  });
}

/** The bytes are there already: encoding them anew would make the floor higher than it is. */
function answerRead(
  { models, job }: { models: Buffer; job: Buffer },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(request.url === '/v1/models' ? models : job);
}

/** The picture is asked for and fetched, as a service must; its bytes are let go. */
async function answerChat(
  { upstream, firstEvent, otherEvents }: FloorScript,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { messages } = JSON.parse(await textOf(request)) as ChatBody;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(firstEvent);
  const body = JSON.stringify(upstream.body).replace('"PROMPT"', JSON.stringify(messages[0]?.content));
  const headers = { authorization: `Bearer ${upstream.accessToken}`, 'content-type': 'application/json' };
  const made = await call(upstream.url, { method: 'POST', headers, body, dispatcher: agent });
  const { media } = (await made.body.json()) as { media: { image: { generatedImage: { fifeUrl: string } } }[] };
  const picture = await call(media[0]?.image.generatedImage.fifeUrl ?? '', { dispatcher: agent });
  for await (const _bytes of picture.body);
  response.end(otherEvents);
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
