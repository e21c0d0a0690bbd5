import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCLink,
} from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import { AnsweredByOther, isSignedOut, ServiceAway } from './errors.ts';
import { signedInAgain, viewer } from './session.ts';
import { hearShutOut } from './shut-out.ts';
import type { AppRouter } from './types.ts';

const URL = '/trpc';
/** The server takes no more calls in one request, and proxies no longer addresses. */
const MAX_CALLS = 20;
const MAX_URL_LENGTH = 6_000;

const ALONE = 'alone';
/** For a call that goes at once: a batch waits for its turn, before which the browser may draw. */
export const AT_ONCE = { context: { [ALONE]: true } };

/** Calls whose refusal is an answer: they are about signing in itself. */
const isAboutSigningIn = (path: string): boolean => path.startsWith('auth.');

/** A call that finds the session over waits for the next one, and is made again then. */
const resumeAfterSignIn: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let current: Unsubscribable | null = null;
      let isLeft = false;
      function attempt(): void {
        if (isLeft) return;
        current = next(op).subscribe({
          next(value) {
            hearShutOut(null);
            observer.next(value);
          },
          complete: () => observer.complete(),
          error(cause) {
            hearShutOut(cause);
            if (isAboutSigningIn(op.path) || !isSignedOut(cause) || viewer() == null) observer.error(cause);
            else signedInAgain().then(attempt, () => observer.error(cause));
          },
        });
      }
      attempt();
      return () => {
        isLeft = true;
        current?.unsubscribe();
      };
    });

let heard = (): void => {};
/** `listener` is told of every answer of the server: also one that refuses shows that it is there. */
export function whenAnswered(listener: () => void): void {
  heard = listener;
}

/**
 * Whether a process before the service answers for it in its form, since the service is away. What may have been carried out is
 * another matter.
 */
const isAway = ({ status, headers }: Response, options: { method?: string } | undefined): boolean =>
  !headers.has('x-request-id') && (status === 503 || (status === 502 && options?.method === 'GET'));

/** The server answers in JSON, also when it refuses. */
const fetchJson: NonNullable<Parameters<typeof httpBatchLink>[0]['fetch']> = async (url, options) => {
  const response = await fetch(url, options as RequestInit);
  if (!response.headers.get('content-type')?.includes('json')) throw new AnsweredByOther(response.status);
  if (isAway(response, options)) throw new ServiceAway();
  heard();
  return response;
};

/** The server's API. What fails, fails with an error that `failureOf` reads. */
export const trpc = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: httpSubscriptionLink({ url: URL }),
      false: [
        resumeAfterSignIn,
        splitLink({
          condition: ({ context }) => context[ALONE] === true,
          true: httpLink({ url: URL, fetch: fetchJson }),
          false: httpBatchLink({ url: URL, maxItems: MAX_CALLS, maxURLLength: MAX_URL_LENGTH, fetch: fetchJson }),
        }),
      ],
    }),
  ],
});
