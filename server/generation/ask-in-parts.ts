import { type ErrorCode, ServiceError } from '../../schema/errors.ts';
import { FrontEndPage } from '../flow/errors.ts';
import type { OperationRef, OperationStatus, PollResult } from '../flow/types.ts';

/** What asking about a list of operations has brought. */
export interface Answers {
  /** By the operation's name. */
  statuses: Map<string, OperationStatus>;
  /** Operations, by name, that the upstream would not be asked about even by themselves. */
  refused: Map<string, ServiceError>;
  /** Why the asking broke off; null when it came to its end. */
  failed: ServiceError | null;
  /** Whether the list was refused as a whole and asked about in parts. */
  inParts: boolean;
}

/**
 * One call for all. When the upstream refuses the list for what stands in it, it is asked in halves, so that one operation it
 * no longer knows does not hide the others: up to twice as many calls as there are operations, less one. Whatever else goes
 * wrong ends the asking, since more calls would fare no better.
 */
export async function askInParts(
  poll: (refs: readonly OperationRef[]) => Promise<PollResult>,
  all: readonly OperationRef[],
): Promise<Answers> {
  const answers: Answers = { statuses: new Map(), refused: new Map(), failed: null, inParts: false };

  async function ask(refs: readonly OperationRef[]): Promise<void> {
    try {
      const { statuses } = await poll(refs);
      // What an answer leaves out is still under way.
      for (const { name } of refs) answers.statuses.set(name, statuses.get(name) ?? LEFT_OUT);
    } catch (cause) {
      const error = ServiceError.from(cause);
      const [first] = refs;
      if (first === undefined || !blamesTheList(error)) answers.failed = error;
      else if (refs.length === 1) answers.refused.set(first.name, error);
      else await askHalves(refs);
    }
  }

  async function askHalves(refs: readonly OperationRef[]): Promise<void> {
    answers.inParts = true;
    const middle = refs.length >> 1;
    await ask(refs.slice(0, middle));
    if (answers.failed === null) await ask(refs.slice(middle));
  }

  await ask(all);
  return answers;
}

const LEFT_OUT: OperationStatus = { state: 'running', upstreamStatus: 'left out of the answer' };
const OF_THE_REQUEST: readonly (number | undefined)[] = [400, 404];
const CODES: readonly ErrorCode[] = ['upstream_refused', 'upstream_not_found', 'content_rejected'];

/** Whether the service that was asked, and neither a front end nor the sign-in before it, finds fault with what stands in the request. */
function blamesTheList({ code, outcome, upstreamStatus, cause }: ServiceError): boolean {
  if (outcome !== 'refused' || cause instanceof FrontEndPage) return false;
  return CODES.includes(code) && OF_THE_REQUEST.includes(upstreamStatus);
}
