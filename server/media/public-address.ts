import ipaddr from 'ipaddr.js';

/** Every address handed out for the public internet; the rest of IPv6 is special or not yet given to anybody. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Reachable from inside a cloud's machines only, although the number looks public (Azure's host agent). */
const DISGUISED = new Set(['168.63.129.16']);

/**
 * Whether an IP address is one that anybody on the internet can reach. Loopback, private, link-local, shared, reserved and
 * documentation ranges are not, nor is IPv6 that wraps an IPv4 address for a gateway (NAT64, 6to4, Teredo); IPv4 written
 * as IPv6 is judged as what it is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || DISGUISED.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}
