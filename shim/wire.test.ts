import { expect, test } from 'vitest';
import { type Wire, wireOf } from './wire.ts';

const BEARER = { authorization: 'Bearer key' };
const GOOGLE = { 'x-goog-api-key': 'key' };

test.each<[Wire, string, string, Record<string, string>]>([
  ['openai', 'GET', '/v1/models', BEARER],
  ['openai', 'GET', '/v1/models', {}],
  ['gemini', 'GET', '/v1/models', GOOGLE],
  ['gemini', 'GET', '/v1/models?key=k', {}],
  ['gemini', 'GET', '/v1/models?pageSize=2&key=k', BEARER],
  ['openai', 'GET', '/v1/models?monkey=k', BEARER],
  ['gemini', 'GET', '/v1/models', { ...BEARER, 'x-goog-api-client': 'google-genai-sdk/3.1.0' }],
  ['openai', 'GET', '/v1/models/imagen', BEARER],
  ['openai', 'GET', '/v1/models/google%2Fimagen:image', BEARER],
  ['gemini', 'GET', '/v1/models/imagen', GOOGLE],
  ['gemini', 'POST', '/v1/models/imagen:generateContent', BEARER],
  ['gemini', 'POST', '/v1/models/google/imagen:streamGenerateContent?alt=sse', BEARER],
  ['gemini', 'POST', '/v1/models/imagen%3ApredictLongRunning', BEARER],
  ['openai', 'POST', '/v1/models', BEARER],
  ['openai', 'DELETE', '/v1/models/ft:mine', BEARER],
  ['gemini', 'GET', '/v1/models/veo/operations/abc', BEARER],
  ['gemini', 'POST', '/v1/interactions', BEARER],
  ['gemini', 'GET', '/v1/interactions/v1_abc?stream=false', BEARER],
  ['gemini', 'POST', '/v1/publishers/google/models/veo:predictLongRunning', BEARER],
  ['gemini', 'POST', '/v1/projects/p/locations/l/publishers/google/models/veo:predict', BEARER],
  ['gemini', 'GET', '/v1/operations/abc', BEARER],
  ['openai', 'GET', '/v1/files', BEARER],
  ['gemini', 'GET', '/v1/files', GOOGLE],
  ['gemini', 'GET', '/v1/files/abc:download?alt=media', BEARER],
  ['gemini', 'GET', '/v1beta/models', BEARER],
  ['gemini', 'GET', '/v1beta', {}],
  ['gemini', 'GET', '/v1beta1/publishers/google/models', {}],
  ['gemini', 'GET', '/v1alpha/models', {}],
  ['gemini', 'GET', '//v1beta//models', {}],
  ['gemini', 'POST', '/upload/v1beta/files', GOOGLE],
  ['gemini', 'POST', '/upload/v1/files', GOOGLE],
  ['openai', 'POST', '/v1/chat/completions', GOOGLE],
  ['openai', 'GET', '/v1/jobs/abc?key=k', {}],
  ['openai', 'GET', '/v1betamax/models', GOOGLE],
  ['gemini', 'GET', '/v1/batches', GOOGLE],
  ['gemini', 'GET', '/v1/zzz?key=k', {}],
  ['openai', 'GET', '/v1/zzz', BEARER],
  ['openai', 'GET', '/', GOOGLE],
  ['plugin', 'POST', '/api/plugin/update-token', {}],
])('%s: %s %s %o', (wire, method, url, headers) => {
  expect(wireOf({ method, url, headers })).toBe(wire);
});

test('a request without an address or a method is of the first wire', () => {
  expect(wireOf({ headers: {} })).toBe('openai');
});
