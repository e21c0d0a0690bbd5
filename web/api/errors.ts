import { TRPCClientError } from '@trpc/client';
import { said } from '../said/said.ts';
import { words } from './words.ts';

/** Why something failed, as the console shows it. */
export interface Failure {
  /** The server's name for it, `unreachable` when there was no answer, or `broken` for a mistake of the console's own. */
  code: string;
  /** A sentence for the operator, which says what to do where that is known. */
  message: string;
  /** To find it in the log; null when it never reached the server. */
  requestId: string | null;
  /** The field that is wrong, if one is. */
  field: string | null;
  /** When to come again, milliseconds; null when nothing is known. */
  retryAfterMs: number | null;
  /** For a conflict: what there is now. */
  current: unknown;
}

type Data = Partial<Omit<Failure, 'message'>>;

/** Reads whatever was thrown. */
export function failureOf(cause: unknown): Failure {
  const none = { requestId: null, field: null, retryAfterMs: null, current: null };
  if (!(cause instanceof TRPCClientError)) return { ...none, code: 'broken', message: words().broken };
  const data = cause.data as Data | null | undefined;
  if (data?.code === undefined) return { ...none, code: 'unreachable', message: unreachable(cause) };
  const { code, requestId = null, field = null, retryAfterMs = null, current = null } = data;
  return { code, message: sentenceOf(code, cause.message), requestId, field, retryAfterMs, current };
}

/** What answered was not the server but something before it, as a proxy with a page of its own. */
export class AnsweredByOther extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`answered by something else, with status ${status}`);
    this.status = status;
  }
}

/** Nothing of the service itself answered. */
export class ServiceAway extends Error {}

/** Says whether nothing answered at all. */
const unreachable = ({ cause }: Error): string =>
  cause instanceof AnsweredByOther ? words().answeredByOther(cause.status) : words().unreachable;

/** Ours where it says more than the server's or is in the operator's language; else the server's, which knows the particulars. */
function sentenceOf(code: string, message: string): string {
  const { sentences } = words();
  return Object.hasOwn(sentences, code) ? (sentences[code as keyof typeof sentences] ?? said(message)) : said(message);
}

/** Whether nobody is signed in any more. */
export function isSignedOut(cause: unknown): boolean {
  return cause instanceof TRPCClientError && (cause.data as Data | null | undefined)?.code === 'signed_out';
}
