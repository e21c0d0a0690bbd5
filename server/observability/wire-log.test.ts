import { pino } from 'pino';
import { expect, test } from 'vitest';
import { defaults, type Settings } from '../../schema/settings.ts';
import type { CallEvent } from '../flow/options.ts';
import { createWireLog } from './wire-log.ts';

const event: CallEvent = {
  call: 'startVideo',
  origin: 'https://api.example',
  method: 'POST',
  path: '/v1/video:start',
  status: 200,
  durationMs: 12,
  bytesIn: 345,
  errorCode: null,
  requestBody: { prompt: 'an otter' },
  responseBody: { operations: [] },
};

function recorded(debug: Partial<Settings['debug']>, given: CallEvent = event) {
  const lines: string[] = [];
  const logger = pino({ level: 'info', base: null, timestamp: false }, { write: (line) => void lines.push(line) });
  const wire = createWireLog(logger, () => ({ ...defaults.debug, ...debug }));
  wire.record(given);
  return { capturing: wire.capturing(), lines: lines.map((line) => JSON.parse(line)) };
}

test('outside debug mode nothing is captured and nothing written', () => {
  expect(recorded({})).toEqual({ capturing: false, lines: [] });
});

test('in debug mode a call is one line with both bodies, even while the log level is info', () => {
  const { capturing, lines } = recorded({ enabled: true });
  expect(capturing).toBe(true);
  expect(lines).toEqual([
    {
      ...{ level: 20, part: 'wire', call: 'startVideo', origin: 'https://api.example', method: 'POST' },
      ...{ path: '/v1/video:start', status: 200, durationMs: 12, bytesIn: 345, errorCode: null },
      ...{ sent: { prompt: 'an otter' }, answered: { operations: [] }, msg: 'upstream call startVideo' },
    },
  ]);
});

test.each([
  [{ logRequests: false }, ['answered'], true],
  [{ logResponses: false }, ['sent'], true],
  [{ logRequests: false, logResponses: false }, [], false],
])('with %j only the other body is written', (debug, bodies, capturing) => {
  const result = recorded({ enabled: true, ...debug });
  expect(Object.keys(result.lines[0]).filter((key) => key === 'sent' || key === 'answered')).toEqual(bodies);
  expect(result.capturing).toBe(capturing);
});

test('a long body is cut at 4 kB, and its length is told', () => {
  const { lines } = recorded({ enabled: true }, { ...event, responseBody: { words: 'a word '.repeat(5000) } });
  expect(lines[0].answered).toMatch(/^\{"words":"a word .*… \(35012 characters\)$/);
  expect(lines[0].answered.length).toBeLessThan(4200);
});

test('base64 is folded', () => {
  const image = Buffer.alloc(3000, 'picture').toString('base64');
  const { lines } = recorded(
    { enabled: true },
    { ...event, responseBody: { image, inText: `data:image/png;base64,${image}` } },
  );
  expect(lines[0].answered).toEqual({
    image: '<4000 characters of base64>',
    inText: 'data:image/png;base64,<4000 characters of base64>',
  });
});

test('a call without bodies is written as well', () => {
  const { requestBody: _, responseBody: __, ...bare } = event;
  expect(recorded({ enabled: true }, { ...bare, status: null, errorCode: 'upstream_timeout' }).lines).toMatchObject([
    { call: 'startVideo', status: null, errorCode: 'upstream_timeout' },
  ]);
});
