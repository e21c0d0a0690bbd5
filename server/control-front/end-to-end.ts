import type { IncomingHttpHeaders } from 'node:http';

/** Said of one connection only. */
const OF_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
/** By these a body is told from the next message: no `Connection` may take them away. */
const OF_FRAMING = new Set(['content-length', 'transfer-encoding']);

/**
 * The headers that go on to the next connection: without those that are said of this one, by their nature or by its `Connection`.
 * @see RFC 9110, 7.6.1
 */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const gone = new Set([...OF_CONNECTION, ...named.filter((name) => !OF_FRAMING.has(name))]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.has(name)));
}
