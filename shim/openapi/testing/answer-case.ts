import type { Call, Stage } from './stage.ts';

export const JSON_TYPE = 'application/json';
export const EVENTS = 'text/event-stream';

/** An answer that the document has. */
export interface Documented {
  operation: string;
  status: number;
  /** Type of its body; null for none. */
  type: string | null;
}

/** One, and a call that gets it. */
export interface AnswerCase extends Documented {
  ask(stage: Stage): Promise<Response>;
}

/** An answer in JSON with status 200. */
export function json(operation: string, ask: AnswerCase['ask'] = (stage) => stage.call(operation)): AnswerCase {
  return { operation, status: 200, type: JSON_TYPE, ask };
}

/** The answers of an operation that waits for what it makes, unless it is told not to. */
export function creating(operation: string, body: object): AnswerCase[] {
  return [json(operation, (stage) => stage.call(operation, { body })), accepted(operation)];
}

/** The same where events can be had by a field of the body. */
export function creatingOrStreaming(operation: string, body: object, events: object = body): AnswerCase[] {
  const ask = (stage: Stage) => stage.call(operation, { body: { ...events, stream: true } });
  return [...creating(operation, body), { operation, status: 200, type: EVENTS, ask }];
}

function accepted(operation: string): AnswerCase {
  return { operation, status: 202, type: JSON_TYPE, ask: (stage) => stage.call(operation, LATER) };
}

/** A call that does not wait. */
export const LATER: Call = { headers: { prefer: 'respond-async' } };

/** How an answer is called. */
export function nameOf({ operation, status, type }: Documented): string {
  return `${operation} ${status} ${type ?? 'without a body'}`;
}
