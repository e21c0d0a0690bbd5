import { expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each([
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1']],
  ['this host', ['0.0.0.0', '0.1.2.3', '::', '::2']],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd00:ec2::254', 'fec0::1']],
  ['link-local and cloud metadata', ['169.254.169.254', 'fe80::1', '168.63.129.16', '192.0.0.192', '100.100.100.200']],
  ['shared', ['100.64.0.1', '100.127.255.255']],
  [
    'wrapping another address',
    ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001::1', '::ffff:0:127.0.0.1'],
  ],
  [
    'documentation and tests',
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1', '3fff::1', '100::1'],
  ],
  ['many or nobody', ['224.0.0.1', '255.255.255.255', '240.0.0.1', 'ff02::1', '4000::1', '5f00::1']],
  ['no address', ['', 'localhost', 'fe80::1%eth0', '256.1.1.1', '[::1]', '8.8.8.8/8']],
])('%s is not public', (_what, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([]);
});
