import type { IncomingMessage } from 'node:http';
import { mayOperateFrom } from '../../access/networks.ts';
import { type SeenFromSettings, seenFrom } from '../http/seen-from.ts';

export interface GateSettings extends SeenFromSettings {
  /** Networks from which operators may come; none for all. */
  operatorNetworks: readonly string[];
}

/** From where a request came, if operators may not come from there under these settings; null if they may. */
export function addressShutOut(request: IncomingMessage, settings: GateSettings): string | null {
  const seen = seenFrom(request, settings);
  return mayOperateFrom(seen, settings.operatorNetworks) ? null : seen.address;
}
