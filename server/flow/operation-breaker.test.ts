import { expect, test } from 'vitest';
import { ServiceError } from '../../schema/errors.ts';
import { createOperationBreaker, type LostOperation } from './operation-breaker.ts';

function start() {
  const clock = { now: 1_000_000 };
  const lost: LostOperation[] = [];
  const operations = createOperationBreaker({ onLost: (each) => lost.push(each), now: () => clock.now });
  const odd = new ServiceError('upstream_malformed', 'odd', { outcome: 'unknown' });
  const answer = { media: [{ secretName: 'ya29.do-not-print' }], token: 'hush' };
  let calls = 0;
  const call = (error: ServiceError | null, account?: string): string => {
    calls += 1;
    try {
      operations.admit('startVideo', 'startVideo x');
    } catch (cause) {
      return ServiceError.from(cause).outcome;
    }
    operations.ended('startVideo x', account ?? `account ${calls % 2}`, error, answer);
    return 'sent';
  };
  return { clock, lost, operations, odd, call };
}

test('three answers in a row that nobody understands stop an operation before anything is sent', () => {
  const { lost, odd, call, operations } = start();
  expect([call(odd), call(odd), call(odd), call(null)]).toEqual(['sent', 'sent', 'sent', 'not-sent']);
  expect(() => operations.admit('startVideo', 'startVideo another')).not.toThrow();
  expect(lost).toEqual([
    {
      operation: 'startVideo x',
      message: 'odd',
      sample: '{media: [1 × {secretName: string}], token: string}',
    },
  ]);
});

test('an answer that is understood in between, be it a refusal, starts the count anew', () => {
  const { odd, call } = start();
  const refused = new ServiceError('content_rejected', 'no', { outcome: 'refused' });
  expect([odd, odd, refused, odd, odd, null, odd, odd, null].map((error) => call(error))).toEqual(
    Array(9).fill('sent'),
  );
});

test('one account whose answers are garbled on its way does not stop the others, unless there are no others', () => {
  const { odd, call } = start();
  const garbled = Array.from({ length: 6 }, () => call(odd, 'the same'));
  expect(garbled).toEqual(Array(6).fill('sent'));
  expect(call(null, 'the same')).toBe('not-sent');
});

test('a lost connection neither counts nor clears', () => {
  const { odd, call } = start();
  const reset = new ServiceError('upstream_unavailable', 'reset', { outcome: 'unknown' });
  expect([odd, odd, reset, odd, null].map((error) => call(error))).toEqual([
    'sent',
    'sent',
    'sent',
    'sent',
    'not-sent',
  ]);
});

test('after a while one call finds out, told once each time; longer each time', () => {
  const { clock, lost, odd, call, operations } = start();
  for (let time = 0; time < 3; time += 1) call(odd);
  clock.now += 30_000;
  operations.admit('startVideo', 'startVideo x'); // the one that finds out
  expect(call(null)).toBe('not-sent');
  operations.ended('startVideo x', 'account 1', odd, {});
  expect(lost).toHaveLength(2);
  clock.now += 30_000;
  expect(call(null)).toBe('not-sent');
  clock.now += 30_000;
  expect([call(null), call(null)]).toEqual(['sent', 'sent']);
});

test('what brings paid work home is never held back, though it is told', () => {
  const { lost, odd, operations } = start();
  for (let time = 0; time < 9; time += 1) {
    operations.admit('pollVideos', 'pollVideos');
    operations.ended('pollVideos', `account ${time}`, odd, 'text');
  }
  expect(lost).toHaveLength(1);
});

test('a request that is refused without a reason, however often, says nothing about the wire; an unknown status does', () => {
  const { call } = start();
  const refused = (upstreamStatus: number) =>
    new ServiceError('upstream_refused', 'no', { outcome: 'refused', upstreamStatus });
  expect(Array.from({ length: 9 }, () => call(refused(400)))).toEqual(Array(9).fill('sent'));
  expect(Array.from({ length: 9 }, () => call(refused(403)))).toEqual(Array(9).fill('sent'));
  expect([418, 418, 418].map((status) => call(refused(status)))).toEqual(Array(3).fill('sent'));
  expect(call(null)).toBe('not-sent');
});

test('the operator can have a given-up operation tried at once; when it fails again, it rests as long as it would have', () => {
  const { clock, lost, odd, call, operations } = start();
  for (let time = 0; time < 3; time += 1) call(odd);
  operations.tryAgain();
  expect([call(odd), call(null)]).toEqual(['sent', 'not-sent']);
  expect(lost).toHaveLength(2);
  clock.now += 30_000;
  expect(call(null)).toBe('not-sent');
  operations.tryAgain();
  expect([call(null), call(null)]).toEqual(['sent', 'sent']);
});
