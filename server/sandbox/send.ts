import type { ServerResponse } from 'node:http';
import type { Twist } from './faults.ts';
import type { Reply } from './http-call.ts';

/** Sends an answer; faults of the line are brought about here, when the work is already done. */
export async function send(response: ServerResponse, reply: Reply, twist: Twist | null): Promise<void> {
  const { socket } = response;
  if (!socket || response.destroyed) return; // the caller has left
  if (twist?.kind === 'reset') {
    socket.resetAndDestroy();
    return;
  }
  const whole = bodyOf(reply);
  const body = twist?.kind === 'truncated' ? half(whole) : whole;
  response.writeHead(reply.status ?? 200, {
    ...(reply.json !== undefined && { 'content-type': 'application/json; charset=UTF-8' }),
    ...reply.headers,
    'content-length': body.length,
  });
  if (twist?.kind === 'cut') {
    response.write(half(whole), () => socket.destroy());
    return;
  }
  if (twist?.kind === 'stall') {
    response.write(half(whole));
    return;
  }
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

const bodyOf = ({ json, bytes }: Reply): Uint8Array =>
  bytes ?? (json === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(json)));

const half = (body: Uint8Array): Uint8Array => body.subarray(0, Math.floor(body.length / 2));
