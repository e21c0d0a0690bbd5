import proxyAddr from 'proxy-addr';
import { isLocal, type Peer } from './peer.ts';

const compiled = new WeakMap<readonly string[], ReturnType<typeof proxyAddr.compile>>();

/** Whether an address is in one of these networks, as the settings name them; false for what is no address. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  // Settings are replaced as a whole, so one list is compiled once.
  const holds = compiled.get(networks) ?? proxyAddr.compile([...networks]);
  compiled.set(networks, holds);
  return address !== '' && holds(address, 0);
}

/**
 * Whether an operator may come from there: from everywhere while no network is named. This machine itself always may, so that
 * nobody is locked out for good.
 */
export function mayOperateFrom(peer: Peer, networks: readonly string[]): boolean {
  return networks.length === 0 || isLocal(peer) || isWithin(peer.address, networks);
}
