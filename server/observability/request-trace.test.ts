import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { defaults, type Settings } from '../../schema/settings.ts';
import { createLogger } from './logger.ts';
import { createRequestTrace, type TracedRequest } from './request-trace.ts';

const SESSION = 'eyJhbGciOiJkaXIi..aW52ZW50ZWQ.c2Vzc2lvbi0wMDQy';
const request: TracedRequest = {
  ...{ requestId: 'req_1', method: 'POST', route: '/v1/chat/completions', status: 502, durationMs: 12 },
  ...{ apiKeyId: 'key-1', jobId: 'gen_1', model: 'veo', errorCode: 'proxy_failed', callerLeft: false },
  requestBody: { model: 'veo', messages: [{ role: 'user', content: 'an otter' }] },
};

/** What the real logger, at level info, writes about a request. */
async function written(debug: Partial<Settings['debug']>, changes: Partial<TracedRequest> = {}) {
  const lines: string[] = [];
  const settings = { ...defaults.debug, ...debug };
  const output = { write: (text: string) => void lines.push(text) };
  const { logger, close } = await createLogger({ debug: settings, dataDir: null, pretty: false, output });
  createRequestTrace(logger, () => settings).record({ ...request, ...changes });
  await setImmediate();
  await close();
  return lines;
}

test('outside debug mode nothing is written', async () => {
  expect(await written({})).toEqual([]);
});

test('in debug mode a finished request is one line with its outcome and its body, even while the log level is info', async () => {
  const lines = await written({ enabled: true });
  expect(lines).toHaveLength(1);
  const { requestBody: received, ...facts } = request;
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ level: 'debug', part: 'requests', msg: 'request POST /v1/chat/completions' },
    ...{ ...facts, received },
  });
});

test('without log_requests, and for a request without a body, the line has no body', async () => {
  const [quiet = ''] = await written({ enabled: true, logRequests: false });
  const [bare = ''] = await written({ enabled: true }, { requestBody: undefined });
  for (const line of [quiet, bare]) {
    expect(JSON.parse(line)).toMatchObject({ requestId: 'req_1', status: 502, errorCode: 'proxy_failed' });
    expect(JSON.parse(line)).not.toHaveProperty('received');
  }
});

test('pictures are folded, large and small, as data URLs and as bare base64', async () => {
  const large = Buffer.alloc(30_000, 'picture').toString('base64');
  const small = Buffer.alloc(60, 'picture').toString('base64');
  const requestBody = { image: large, urls: [`data:image/png;base64,${large}`, `data:image/png;base64,${small}`] };
  const [line = ''] = await written({ enabled: true }, { requestBody });
  expect(JSON.parse(line).received).toEqual({
    image: '<40000 characters of base64>',
    urls: ['data:image/png;base64,<40000 characters of base64>', 'data:image/png;base64,<80 characters of base64>'],
  });
});

test('a long body is cut at 4 kB', async () => {
  const [line = ''] = await written({ enabled: true }, { requestBody: { prompt: 'a word '.repeat(5000) } });
  expect(JSON.parse(line).received).toMatch(/^\{"prompt":"a word .*… \(\d+ characters\)$/);
  expect(line.length).toBeLessThan(4800);
});

test.each([0, 4030, 4060, 4080, 4094])(
  'secrets are masked, also where the cut goes through them (%i characters before)',
  async (before) => {
    const requestBody = {
      pad: 'a '.repeat(before / 2),
      session_token: SESSION,
      password: 'han1han2han3',
      rest: 'b '.repeat(3000),
    };
    const [line = ''] = await written({ enabled: true }, { requestBody });
    expect(line).not.toMatch(/eyJ|han1/);
    expect(() => JSON.parse(line)).not.toThrow();
  },
);

test('with mask_token off they stand in full', async () => {
  const [line = ''] = await written({ enabled: true, maskToken: false }, { requestBody: { session_token: SESSION } });
  expect(line).toContain(SESSION);
});
