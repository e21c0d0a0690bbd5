import { expect, test } from 'vitest';
import { mayOperateFrom } from './networks.ts';

const OFFICE = ['198.51.100.0/24', '2001:db8:7::/48', '192.0.2.7', 'uniquelocal'];

test.each(['198.51.100.9', '::ffff:198.51.100.9', '2001:db8:7:1::9', '192.0.2.7', '10.1.2.3'])(
  'an operator may come from %s, which is in one of the networks',
  (address) => expect(mayOperateFrom({ address, forwarded: true }, OFFICE)).toBe(true),
);

test.each(['198.51.101.9', '192.0.2.8', '2001:db8:8::1', 'unknown', '198.51.100.9:4711', ''])(
  'an operator may not come from %j, which is in none of them',
  (address) => expect(mayOperateFrom({ address, forwarded: true }, OFFICE)).toBe(false),
);

test('while no network is named an operator may come from everywhere', () => {
  expect(mayOperateFrom({ address: 'unknown', forwarded: true }, [])).toBe(true);
});

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
  'this machine itself (%s) may always, but for what is forwarded',
  (address) => {
    expect(mayOperateFrom({ address, forwarded: false }, OFFICE)).toBe(true);
    expect(mayOperateFrom({ address, forwarded: true }, OFFICE)).toBe(false);
    expect(mayOperateFrom({ address, forwarded: true }, ['loopback'])).toBe(true);
  },
);
