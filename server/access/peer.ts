import ipaddr from 'ipaddr.js';

/** Where a request came from, for what is good on loopback only. */
export interface Peer {
  address: string;
  /** True when the request passed a proxy or is for a page of elsewhere, which makes a loopback address say nothing. */
  forwarded: boolean;
}

/** Whether a request came straight from a program, or a page, of this machine. */
export function isLocal({ address, forwarded }: Peer): boolean {
  return !forwarded && ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** Whom an address stands for: with IPv6 one customer has a whole network of 64 bits. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
