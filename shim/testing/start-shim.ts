import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createShim } from '../app.ts';
import { answerParserFaults } from '../parser-fault.ts';
import { createFakeService, type FakeService, KEY } from './fake-service.ts';

/** The shim on a port of its own, over a service that the test drives. */
export interface RunningShim extends AsyncDisposable {
  url: string;
  service: FakeService;
  /** Sends a request with the good key. */
  get(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
}

export async function startShim(options: ServerOptions = {}): Promise<RunningShim> {
  const service = createFakeService();
  const server = createServer({ requireHostHeader: false, ...options }, createShim(service.deps).handler);
  answerParserFaults(server, service.deps);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(url + path, { ...init, headers: { authorization: `Bearer ${KEY}`, ...init.headers } });
  }

  return {
    url,
    service,
    get,
    post: (path, body, init = {}) =>
      get(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
