import { expect, test } from 'vitest';
import { type ErrorCode, FAULT, ServiceError } from '../../schema/errors.ts';
import { answerFor, operationOf, operations } from '../testing/openapi.ts';
import { type AnswerCase, type Documented, JSON_TYPE, nameOf } from './testing/answer-case.ts';
import { faultsOf } from './testing/answer-check.ts';
import { FILE_CASES } from './testing/file-cases.ts';
import { GEMINI_CASES } from './testing/gemini-cases.ts';
import { GEMINI_VARIANTS } from './testing/gemini-variants.ts';
import { OPENAI_CASES } from './testing/openai-cases.ts';
import { OPENAI_VARIANTS } from './testing/openai-variants.ts';
import { startStage } from './testing/stage.ts';

const CASES: readonly AnswerCase[] = [...OPENAI_CASES, ...FILE_CASES, ...GEMINI_CASES];
/** Answered by server/tokens/plugin.ts, so that server/e2e/openapi.test.ts looks at them. */
const ELSEWHERE = ['updateToken', 'checkTokens'];

test('there is a call for every answer that the document has, failures aside', () => {
  const documented = operations
    .filter(({ operationId }) => !ELSEWHERE.includes(operationId))
    .flatMap(({ operationId: operation, responses }) =>
      Object.keys(responses)
        .filter((status) => /^\d+$/.test(status))
        .flatMap((status) => typesOf(operation, Number(status)))
        .map(nameOf),
    );
  expect(CASES.map(nameOf).toSorted()).toEqual(documented.toSorted());
});

function typesOf(operation: string, status: number): Documented[] {
  const types = Object.keys(answerFor(operationOf(operation), status)?.content ?? {});
  return (types.length === 0 ? [null] : types).map((type) => ({ operation, status, type }));
}

test.each(CASES.map((each) => [nameOf(each), each] as const))('%s is as documented', async (_name, each) => {
  await using stage = await startStage();
  const response = await each.ask(stage);
  expect(response.status).toBe(each.status);
  expect(await faultsOf(each.operation, response, each.type)).toEqual([]);
});

const VARIANTS = [...OPENAI_VARIANTS, ...GEMINI_VARIANTS];

test.each(VARIANTS.map((each) => [each.name, each] as const))(
  '%s: the answer is as documented',
  async (_name, each) => {
    await using stage = await startStage();
    const response = await each.ask(stage);
    expect(response.status).toBe(each.status);
    expect(await faultsOf(each.operation, response, each.type)).toEqual([]);
  },
);

test.each(operations.map(({ operationId, method }) => [operationId, method] as const))(
  'what %s answers without a key, or about nothing, is as documented',
  async (operation, method) => {
    await using stage = await startStage();
    const response = await stage.call(operation, { headers: { authorization: '' } });
    if (response.status < 400) return expect(operationOf(operation).security).toEqual([]);
    expect(await faultsOf(operation, response, method === 'head' ? null : JSON_TYPE)).toEqual([]);
  },
);

test.each(['createImages', 'generateContent', 'updateToken'])(
  'every failure of %s is as documented',
  async (operation) => {
    await using stage = await startStage();
    for (const code of Object.keys(FAULT) as ErrorCode[]) {
      stage.shim.service.refusal = new ServiceError(code, 'Refused.', { param: 'prompt', retryAfterMs: 2_000 });
      const response = await stage.call(operation, { path: { model: 'gpt-image-2' } });
      expect(response.status, code).toBeGreaterThanOrEqual(400);
      expect(await faultsOf(operation, response, JSON_TYPE), code).toEqual([]);
    }
  },
);
