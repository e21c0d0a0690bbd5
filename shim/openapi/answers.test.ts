import { expect, test } from 'vitest';
import { type ErrorCode, FAULT, ServiceError } from '../../schema/errors.ts';
import { namedEventsOf } from '../testing/named-events.ts';
import { answerFaults, answerFor, operationOf, operations, resolved } from '../testing/openapi.ts';
import { type AnswerCase, type Documented, EVENTS, JSON_TYPE, nameOf } from './testing/answer-case.ts';
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

/** What is different in an answer from what the document says of it. */
async function faultsOf(operation: string, response: Response, type: string | null): Promise<string[]> {
  const answer = answerFor(operationOf(operation), response.status);
  if (answer === null) return [`no answer ${response.status} is documented`];
  return [...headerFaults(answer.headers ?? {}, response.headers), ...(await bodyFaults(answer, response, type))];
}

type Answer = NonNullable<ReturnType<typeof answerFor>>;

/** Headers of every answer of the server's, which say nothing about an operation. */
const GENERAL = /^(x-accel-buffering|x-content-type-options)$/;

function headerFaults(documented: NonNullable<Answer['headers']>, headers: Headers): string[] {
  const missing = Object.entries(documented).filter(
    ([name, header]) => resolved(header).required === true && !headers.has(name),
  );
  const own = [...headers.keys()].filter((name) => /^(x-|idempotent|location|retry)/.test(name) && !GENERAL.test(name));
  return [
    ...missing.map(([name]) => `the header ${name} is missing`),
    ...own.filter((name) => documented[name] === undefined).map((name) => `the header ${name} is not documented`),
  ];
}

async function bodyFaults({ content = {} }: Answer, response: Response, type: string | null): Promise<string[]> {
  if (type === null) return [];
  const said = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (!new RegExp(`^${type.replace('*', '.+')}$`).test(said)) return [`the body is ${said}`];
  const schema = content[type]?.schema;
  if (schema === undefined) return [`a body of the type ${type} is not documented`];
  if (type === JSON_TYPE) return answerFaults(schema, await response.json());
  if (type !== EVENTS) return [];
  const events = await eventsOf(response);
  return events.length === 0 ? ['there is no event'] : events.flatMap((event) => answerFaults(schema, event));
}

/** The data of all events, but for the mark that some streams end with. */
async function eventsOf(response: Response): Promise<object[]> {
  const text = (await response.text()).replace('data: [DONE]\n\n', '');
  return (await namedEventsOf(new Response(text))).events.map(({ data }) => data);
}
