import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';

/** By what a front on the same machine reaches the service, see `FLOW2API_ROLE`. Only the service's own user may open it. */
export const innerAddress = (dataDir: string): string => join(dataDir, 'control.sock');

/** In this header the front says whose connection a request came by; all else of a request is as it came there. */
export const PEER_HEADER = 'x-flow2api-peer';

const inside = new WeakSet<Socket>();

/** Has all connections of a server taken for those of the front, whose word about the caller is believed. */
export function believeCallers(server: Server): void {
  server.on('connection', (socket: Socket) => inside.add(socket));
}

/** Whether a connection is the front's. */
export const isInside = (socket: Socket): boolean => inside.has(socket);
