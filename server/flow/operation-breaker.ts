import { type Breaker, CLOSED, settled, tripped } from '../../schema/breaker.ts';
import { ServiceError } from '../../schema/errors.ts';
import type { FlowCall } from './options.ts';
import { shapeOf } from './shape-of.ts';

/** An operation of the wire whose answers are no longer understood. */
export interface LostOperation {
  operation: string;
  /** The last fault's words. */
  message: string;
  /** The form of the last answer: names and types, no values. */
  sample: string;
}

export interface OperationBreakerDeps {
  /** Told once each time an operation is given up for a while. */
  onLost(lost: LostOperation): void;
  /** Milliseconds since some moment: a clock that is set changes nothing. */
  now(): number;
}

interface Operation {
  breaker: Breaker;
  /** In a row. */
  faults: number;
  /** The accounts that they were seen through. */
  accounts: Set<string>;
  /** One call finds out whether the answers are understood again; the others wait for it. */
  onTrial: boolean;
}

/** So many in a row, through more than one account; one alone may be chance. */
const FAULTS = 3;
/** So many when all came through one account, which may be the only one, or the only one behind a proxy that garbles. */
const FAULTS_OF_ONE = 6;
const POLICY = { firstMs: 30_000, maxMs: 10 * 60_000 };
/**
 * Only what may cost something without our learning of it is held back. Polls, media and sign-ins go on: what was paid for
 * is to be brought home.
 */
const HELD_BACK = new Set<FlowCall>(['generateImage', 'startVideo', 'upsampleImage']);
/** A request or an account that is not liked, however vaguely that is said: the wire has words for it. */
const KNOWN_STATUSES = [400, 403];

/**
 * Notices when the wire has changed under us. It is counted by operation and never against an account: one that was given up
 * is refused before anything is sent, and tried again by one call at a time.
 */
export function createOperationBreaker({ onLost, now }: OperationBreakerDeps) {
  const operations = new Map<string, Operation>();

  function operationOf(name: string): Operation {
    const known = operations.get(name) ?? { breaker: CLOSED, faults: 0, accounts: new Set<string>(), onTrial: false };
    operations.set(name, known);
    return known;
  }

  return {
    /** Before a call. @throws ServiceError `upstream_malformed`, not sent, while the operation is given up */
    admit(call: FlowCall, name: string): void {
      const operation = operations.get(name);
      if (operation === undefined || operation.breaker.state === 'closed' || !HELD_BACK.has(call)) return;
      operation.breaker = settled(operation.breaker, now());
      const waitMs = operation.breaker.state === 'open' ? operation.breaker.until - now() : 0;
      if (waitMs > 0 || operation.onTrial) throw givenUp(Math.max(waitMs, 1_000));
      operation.onTrial = true;
    },

    /** After a call through an account: its error, or null. `answer` is its parsed body as far as there was one. */
    ended(name: string, account: string, error: ServiceError | null, answer: unknown): void {
      const isFault = error !== null && isOfTheWire(error);
      if (!isFault && !operations.has(name)) return;
      const operation = operationOf(name);
      operation.onTrial = false;
      // A lost connection says nothing about the form of answers.
      if (error !== null && !isFault && error.outcome !== 'refused') return;
      if (!isFault) {
        operations.delete(name);
        return;
      }
      operation.faults += 1;
      if (operation.accounts.size < FAULTS) operation.accounts.add(account);
      const enough = operation.accounts.size > 1 ? FAULTS : FAULTS_OF_ONE;
      if (operation.faults < enough || operation.breaker.state === 'open') return;
      operation.breaker = tripped(operation.breaker, POLICY, { code: error.code }, now());
      onLost({ operation: name, message: error.message, sample: shapeOf(answer) });
    },

    /** The operator does not want to wait: the next call of each operation that was given up finds out. */
    tryAgain(): void {
      for (const operation of operations.values()) {
        const { breaker } = operation;
        if (breaker.state === 'closed') continue;
        operation.breaker = { state: 'half-open', trips: breaker.trips, code: breaker.code };
        operation.onTrial = false;
      }
    },
  };
}

export type OperationBreaker = ReturnType<typeof createOperationBreaker>;

/** An answer of unknown form, or a status that the wire does not know. */
function isOfTheWire({ code, upstreamStatus }: ServiceError): boolean {
  if (code === 'upstream_refused') return upstreamStatus !== undefined && !KNOWN_STATUSES.includes(upstreamStatus);
  return code === 'upstream_malformed';
}

/** Why a call was not sent: it would fare alike with every account. */
export class OperationRests extends Error {}

function givenUp(retryAfterMs: number): ServiceError {
  return new ServiceError(
    'upstream_malformed',
    'Google has changed how it takes or answers this kind of request, so nothing is sent at this moment. The operator has been told.',
    { outcome: 'not-sent', retryAfterMs, cause: new OperationRests() },
  );
}
