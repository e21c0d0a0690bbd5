import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVENTS, JSON_TYPE } from '../../shim/openapi/testing/answer-case.ts';
import { faultsOf } from '../../shim/openapi/testing/answer-check.ts';
import { document } from '../../shim/testing/openapi.ts';
import { type SandboxProcess, startSandboxProcess } from '../testing/sandbox-process.ts';
import { type ServiceProcess, startService, TEST_CONNECTION_TOKEN } from '../testing/service-process.ts';

let sandbox: SandboxProcess;
let service: ServiceProcess;

beforeAll(async () => {
  sandbox = await startSandboxProcess({ accounts: [['session-a', 'a@example.com', 'PAYGATE_TIER_TWO', 1_000]] });
  service = await startService({ upstream: sandbox });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

const headers = { authorization: `Bearer ${TEST_CONNECTION_TOKEN}` };
const picture = { model: 'gpt-image-1', prompt: 'an otter' };
const interaction = { model: 'gemini-2.5-flash-image', input: 'an otter' };

test('the service serves the document, with its own address in it', async () => {
  const response = await fetch(`${service.baseUrl}/openapi.json`);
  const served = (await response.json()) as Record<string, unknown>;
  expect(served).toEqual({ ...document, servers: [{ url: service.baseUrl }] });
  expect(await new Validator().validate(served)).toEqual({ valid: true });
});

test('what the browser extension is answered is as documented, for a new account, a known one and none', async () => {
  const update = (session_token: string) => service.post('/api/plugin/update-token', { session_token }, { headers });
  for (const session of ['session-a', 'session-a', 'session-of-nobody']) {
    expect(await faultsOf('updateToken', await update(session), JSON_TYPE), session).toEqual([]);
  }
  const checked = await service.post('/api/plugin/check-tokens', {}, { headers });
  expect(await faultsOf('checkTokens', checked.clone(), JSON_TYPE)).toEqual([]);
  expect(await checked.json()).toMatchObject({ tokens: [{ email: 'a@example.com' }] });
});

test.each<[string, string, () => Promise<Response>]>([
  ['listModels', JSON_TYPE, () => service.fetch('/v1/models')],
  ['listGeminiModels', JSON_TYPE, () => service.fetch('/v1beta/models')],
  ['listPublisherModels', JSON_TYPE, () => service.fetch('/v1beta1/publishers/google/models')],
  ['getReadiness', JSON_TYPE, () => service.fetch('/ready')],
  ['getMetrics', 'text/plain', () => service.fetch('/metrics')],
  ['createImages', JSON_TYPE, () => service.post('/v1/images/generations', picture)],
  ['createImages', EVENTS, () => service.post('/v1/images/generations', { ...picture, stream: true })],
  ['createResponse', EVENTS, () => service.post('/v1/responses', { model: 'gpt-image-1', input: 'x', stream: true })],
  ['createInteraction', EVENTS, () => service.post('/v1beta/interactions', { ...interaction, stream: true })],
  ['createVideo', JSON_TYPE, () => service.post('/v1/videos', { model: 'veo-3.1-fast', prompt: 'waves' })],
  ['listVideos', JSON_TYPE, () => service.fetch('/v1/videos')],
])('what the whole service answers to %s (%s) is as documented', async (operation, type, ask) => {
  const response = await ask();
  expect(response.status).toBe(200);
  expect(await faultsOf(operation, response, type)).toEqual([]);
});

test('a job of the whole service is as documented, and so are its events, to the end', async () => {
  const accepted = await service.post('/v1/images/generations?async=true', picture);
  const id = accepted.headers.get('x-flow2api-job-id') ?? '';
  expect(await faultsOf('createImages', accepted, JSON_TYPE)).toEqual([]);
  expect(await faultsOf('followJob', await service.fetch(`/v1/jobs/${id}/events`), EVENTS)).toEqual([]);
  const job = await service.fetch(`/v1/jobs/${id}`);
  expect(await faultsOf('getJob', job.clone(), JSON_TYPE)).toEqual([]);
  expect(await job.json()).toMatchObject({ status: 'completed' });
});
