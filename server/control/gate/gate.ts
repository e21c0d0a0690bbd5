import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Peer } from '../../access/peer.ts';
import { seenFrom } from '../http/seen-from.ts';
import { addressShutOut, type GateSettings } from './let-in.ts';
import { presentRefusal } from './refusal.ts';

export interface OperatorGateDeps {
  settings(): GateSettings;
  newRequestId(): string;
  /** Told of each request that is not let in. Must not throw. */
  onRefused(peer: Peer, requestId: string): void;
}

/** What is to be guarded. */
interface Surface {
  handler(request: IncomingMessage, response: ServerResponse): void;
  /** Takes over a connection that asks for a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Stands before everything that is for operators, whatever that is: who may not come from where they come from learns nothing
 * of what is behind, and is cut off when that is decided while they are there.
 */
export function createOperatorGate({ settings, newRequestId, onRefused }: OperatorGateDeps) {
  /** What was let in and has not ended. */
  const open = new Map<IncomingMessage, ServerResponse | Duplex>();

  const isLetIn = (request: IncomingMessage): boolean => addressShutOut(request, settings()) === null;

  function letIn(request: IncomingMessage, stream: ServerResponse | Duplex): void {
    open.set(request, stream);
    stream.once('close', () => open.delete(request));
  }

  function refusal(request: IncomingMessage) {
    const seen = seenFrom(request, settings());
    const requestId = newRequestId();
    onRefused(seen, requestId);
    return presentRefusal(request, seen, requestId);
  }

  return {
    /** The same for those alone who may come. */
    before: ({ handler, upgrade }: Surface): Surface => ({
      handler(request, response) {
        if (isLetIn(request)) {
          letIn(request, response);
          handler(request, response);
          return;
        }
        const { status, headers, body } = refusal(request);
        response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
      },
      upgrade(request, socket, head) {
        if (isLetIn(request)) {
          letIn(request, socket);
          upgrade(request, socket, head);
          return;
        }
        const { headers, body } = refusal(request);
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        socket.on('error', () => socket.destroy()); // nobody else listens
        socket.end(['HTTP/1.1 403 Forbidden', ...lines, 'connection: close', '', body].join('\r\n'));
      },
    }),

    /** Cuts what is open for those who may not come any more. */
    cutOutside(): void {
      for (const [request, stream] of open) if (!isLetIn(request)) stream.destroy();
    },
  };
}
