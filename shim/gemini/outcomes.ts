import { ServiceError } from '../../schema/errors.ts';
import { asTheySettle, type Settled } from '../as-they-settle.ts';
import type { Made } from '../images/made.ts';

/** How one of the jobs of a call has ended, by its place in the call. */
export type Outcome = { index: number; made: Made } | { index: number; error: ServiceError };

/** How all have ended, in their order. */
export async function outcomesOf(making: readonly Promise<Made>[]): Promise<Outcome[]> {
  return (await Promise.allSettled(making)).map((result, index) => outcomeOf({ result, index }));
}

/** How each has ended, in the order in which they do. */
export async function* outcomesAsTheyCome(making: readonly Promise<Made>[]): AsyncGenerator<Outcome> {
  for await (const settled of asTheySettle(making)) yield outcomeOf(settled);
}

function outcomeOf({ index, result }: Settled<Made>): Outcome {
  return result.status === 'fulfilled'
    ? { index, made: result.value }
    : { index, error: ServiceError.from(result.reason) };
}

/** Why jobs have all come to nothing: the first failure that is no refusal of the content, else that refusal. */
export function worstOf(outcomes: readonly Outcome[]): ServiceError {
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  const [worst] = [...errors.filter((error) => !isRefusal(error)), ...errors];
  if (worst === undefined) throw new Error('None of these jobs has failed.');
  return worst;
}

/** Whether the content was refused, which on Google's wire is an answer and no failure. */
export function isRefusal({ code }: ServiceError): boolean {
  return code === 'content_rejected';
}
