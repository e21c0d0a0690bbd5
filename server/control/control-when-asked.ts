import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Control, ControlDeps } from './control.ts';

/**
 * The control plane, loaded with the first request to it: whoever only calls the API starts sooner, and without the memory
 * that GraphQL takes.
 */
export function createControlWhenAsked(deps: ControlDeps): Control {
  let loading: Promise<Control> | null = null;

  function load(): Promise<Control> {
    loading ??= import('./control.ts').then(({ createControl }) => createControl(deps));
    return loading;
  }

  function failed(stream: Duplex | ServerResponse): (cause: unknown) => void {
    return (cause) => {
      deps.onUnexpected(cause, deps.newRequestId());
      stream.destroy();
    };
  }

  return {
    handler(request: IncomingMessage, response: ServerResponse): void {
      load().then((control) => control.handler(request, response), failed(response));
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      socket.on('error', () => socket.destroy()); // until somebody else listens it would end the process
      load().then((control) => control.upgrade(request, socket, head), failed(socket));
    },
    async close(): Promise<void> {
      await (await loading)?.close();
    },
  };
}
