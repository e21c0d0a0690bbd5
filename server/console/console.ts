import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { securityHeaders } from '../control/http/security-headers.ts';
import { type SeenFromSettings, seenFrom } from '../control/http/seen-from.ts';
import { type ConsoleFile, loadFiles } from './load-files.ts';
import { consolePathOf } from './paths.ts';

const BUILT = join(import.meta.dirname, '../../web/dist');
const YEAR_S = 31_536_000;
const NOT_BUILT = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Flow2API</title></head>
<body><h1>The console is not built</h1><p>Build it with <code>npm run build:console</code>, which <code>npm start</code> does
by itself, and load this page again. The API works without it.</p></body>
</html>
`;

export interface ConsoleDeps {
  settings(): SeenFromSettings;
  /** Where the built console is; `web/dist` unless a test says otherwise. */
  folder?: string;
}

/**
 * The console's files. They are read at the first request and then held in memory, a few hundred kilobytes: what is built
 * anew beneath a running service cannot break the pages that are open.
 */
export function createConsole({ settings, folder = BUILT }: ConsoleDeps) {
  let loading: ReturnType<typeof loadFiles> | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeaders(new Map(Object.entries(securityHeaders(seenFrom(request, settings()).secure))));
    loading ??= loadFiles(folder).catch((cause: unknown) => {
      loading = null; // a build that was put in its place meanwhile is whole by the next time
      throw cause;
    });
    const files = await loading;
    const asked = consolePathOf(request);
    if (files === null) {
      loading = null; // it may be built by the next time
      send(request, response, asked === 'part' ? { status: 404, body: '' } : { status: 503, body: NOT_BUILT });
    } else if (asked === 'explore') {
      response.writeHead(303, { location: '/explore', vary: 'accept', 'content-length': 0 }).end();
    } else {
      const path = asked === 'part' ? (request.url ?? '').split('?', 1)[0] : '/index.html';
      const file = files.get(path ?? '');
      if (file === undefined) send(request, response, { status: 404, body: '' });
      else if (asked === 'missing') sendFile(request, response, file, { status: 404 });
      else sendFile(request, response, file, { status: 200, isImmutable: path?.startsWith('/assets/') });
    }
  }

  return {
    handler(request: IncomingMessage, response: ServerResponse): void {
      answer(request, response).catch(() => response.destroy());
    },
  };
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: ConsoleFile,
  { status, isImmutable = false }: { status: 200 | 404; isImmutable?: boolean | undefined },
): void {
  response.setHeader('vary', 'accept, accept-encoding');
  response.setHeader('cache-control', isImmutable ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
  if (status === 200) response.setHeader('etag', file.etag); // what is not there has not stayed the same either
  if (status === 200 && request.headers['if-none-match']?.includes(file.etag)) {
    response.writeHead(304).end();
    return;
  }
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = (['br', 'gzip'] as const).find((name) => file[name] !== null && accepted.includes(name));
  if (encoding !== undefined) response.setHeader('content-encoding', encoding);
  const body = (encoding && file[encoding]) ?? file.plain;
  send(request, response, { status, body, type: file.type });
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, body, type = 'text/html; charset=utf-8' }: { status: number; body: Buffer | string; type?: string },
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(method === 'HEAD' ? undefined : body);
}
