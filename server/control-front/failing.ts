/** How an answer of the front's own looks, told in the place of one of the service. */
export interface Failing {
  status: number;
  code: string;
  title: string;
  message: string;
  /** Seconds after which to ask again; null where that could do something twice. */
  retryAfter: number | null;
}

/** While the service itself does not run: nothing reached it. */
const AWAY: Failing = {
  status: 503,
  code: 'upstream_unavailable',
  title: 'Flow2API is away',
  message:
    'The service itself is not running (FLOW2API_ROLE=shim, on the same data folder). Start it; this comes back by itself.',
  retryAfter: 2,
};

/** The service took the request, or a part of it, and was gone. */
const CUT_OFF: Failing = {
  status: 502,
  code: 'upstream_unknown',
  title: 'Flow2API was cut off',
  message:
    'The service broke off before it answered. It is not known whether this was carried out: look at what there is before you send it again.',
  retryAfter: null,
};

/**
 * The one that a failed request to the service comes to.
 * @param cause what Node says: only who could not connect has sent nothing
 */
export const failingBy = ({ syscall }: NodeJS.ErrnoException): Failing => (syscall === 'connect' ? AWAY : CUT_OFF);
