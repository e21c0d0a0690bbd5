import { namedEventsOf } from '../../testing/named-events.ts';
import { answerFaults, answerFor, operationOf, resolved } from '../../testing/openapi.ts';
import { EVENTS, JSON_TYPE } from './answer-case.ts';

/**
 * What is different in an answer from what the document says of it; nothing for one that is as documented.
 * @param type documented type of its body; null for none
 */
export async function faultsOf(operation: string, response: Response, type: string | null): Promise<string[]> {
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
