import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Store } from './state/store.ts';

export interface ListenOptions {
  server: Server;
  host: string;
  /** 0: the port of the last time when it is free, so that addresses given out then still lead here; else any free one. */
  port: number;
  store: Store;
  log(message: string): void;
}

/** Starts listening; returns the address. @throws when the port that was asked for cannot be opened */
export async function listen({ server, host, port, store, log }: ListenOptions): Promise<string> {
  const last = Number(store.tables.meta.get('port')?.value ?? 0);
  await (port === 0 && last !== 0 ? openAgain() : open(port));
  const { port: chosen } = server.address() as AddressInfo;
  if (chosen !== last) store.put('meta', 'port', { value: String(chosen) });
  return `http://${reachable(host)}:${chosen}`;

  function open(wanted: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  }

  async function openAgain(): Promise<void> {
    try {
      await open(last);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      log(`sandbox: its last port cannot be opened, so links that it gave out are dead: ${why}`);
      await open(0);
    }
  }
}

function reachable(host: string): string {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return address.includes(':') ? `[${address}]` : address;
}
