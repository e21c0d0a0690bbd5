import { expect, test } from 'vitest';
import { isTotpCode, newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** `12345678901234567890`, as in appendix B of RFC 6238; of its eight digits the last six. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %d the code of the RFC is %s', (second, code) => {
  expect(stepOfCode(SECRET, code, second * 1_000)).toBe(Math.floor(second / 30));
});

test('a code is good for its 30 seconds and those before and after, and says which ones it is of', () => {
  const step = Math.floor(1_234_567_890 / 30);
  const at = (steps: number) => stepOfCode(SECRET, '005924', (step + steps) * 30_000);
  expect([-2, -1, 0, 1, 2].map(at)).toEqual([null, step, step, step, null]);
  expect(stepOfCode(SECRET, '005924', (step + 2) * 30_000 - 1)).toBe(step);
  expect(['', '5924', '0059240', 'abcdef'].map((code) => stepOfCode(SECRET, code, step * 30_000))).toEqual([
    ...[null, null, null, null],
  ]);
});

test('a secret has 160 bits, and its address says all that an app needs', () => {
  const secret = newTotpSecret();
  expect([/^[A-Z2-7]{32}$/.test(secret), newTotpSecret() === secret]).toEqual([true, false]);
  const uri = new URL(totpUri(SECRET, 'ann b@flow.example'));
  expect([uri.protocol, decodeURIComponent(uri.href.split(/[/?]/)[3] ?? '')]).toEqual([
    ...['otpauth:', 'Flow2API:ann b@flow.example'],
  ]);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    ...{ issuer: 'Flow2API', secret: SECRET, algorithm: 'SHA1', digits: '6', period: '30' },
  });
});

test('what is no code of an app is of no step, whatever it is made of', () => {
  expect(['１２３４５６', 'ééé', '', '12345'].map((code) => stepOfCode(SECRET, code, 59_000))).toEqual(
    Array(4).fill(null),
  );
});

test('six digits are a code of an app, anything else is not', () => {
  expect(['000000', '12345', '1234567', '12345a'].map(isTotpCode)).toEqual([true, false, false, false]);
});
