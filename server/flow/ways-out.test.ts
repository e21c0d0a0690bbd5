import { expect, test } from 'vitest';
import { waysOut } from './ways-out.ts';

const OWN = 'socks5://own:1080';
const GENERAL = 'http://general:3128';
const MEDIA = 'http://media:3128';

/** What a token has of its own, what is set (null: switched off) for all and for media, and what follows for calls and media. */
test.each<[string | null, string | null, string, string | null, string | null]>([
  [null, null, '', null, null],
  [null, GENERAL, '', GENERAL, GENERAL],
  [OWN, null, '', OWN, OWN],
  [OWN, GENERAL, '', OWN, OWN],
  ['direct', GENERAL, '', 'direct', 'direct'],
  [null, null, MEDIA, null, MEDIA],
  [null, GENERAL, MEDIA, GENERAL, MEDIA],
  [OWN, GENERAL, MEDIA, OWN, MEDIA],
  [null, GENERAL, 'direct', GENERAL, 'direct'],
  [OWN, GENERAL, 'direct', OWN, 'direct'],
])('own %j, general %j, media %j: calls through %j, media through %j', (own, general, media, proxy, mediaProxy) => {
  const settings = {
    proxyEnabled: general !== null,
    proxyUrl: general ?? 'http://switched-off:1',
    mediaProxyUrl: media,
  };
  expect(waysOut(own, settings)).toEqual({ proxy, mediaProxy });
});
