import type {
  InfiniteData,
  MutationOptions,
  QueryKey,
  QueryOptions,
  UseInfiniteQueryResult,
  UseMutationResult,
  UseQueryResult,
} from '@tanstack/solid-query';
import type { TRPCClientError } from '@trpc/client';
import type {
  AnyTRPCMutationProcedure,
  AnyTRPCQueryProcedure,
  inferProcedureInput,
  inferTransformedProcedureOutput,
} from '@trpc/server';
import type { AppRouter } from './types.ts';

type ApiError = TRPCClientError<AppRouter>;
type Optional<I, F extends () => unknown> = undefined extends I ? [input?: F] : [input: F];
type Given<I> = undefined extends I ? [input?: I] : [input: I];

type Extra = 'enabled' | 'staleTime' | 'gcTime' | 'refetchInterval' | 'refetchOnWindowFocus' | 'refetchOnMount';
type QueryExtras<O> = Partial<Pick<QueryOptions<O, ApiError>, Extra | 'placeholderData' | 'initialData' | 'reconcile'>>;
type PagesExtras<O> = Partial<Pick<QueryOptions<InfiniteData<O>, ApiError>, Extra | 'placeholderData' | 'reconcile'>>;

/** In which field of a page the cursor of the next one stands, null at the end, and in which field of the input it is taken. */
interface Paging<I, O> {
  next: keyof O & string;
  into: keyof I & string;
  /** Of the input, what is otherwise for all pages but the first. */
  further?: Partial<I>;
}

interface QueryApi<I, O> {
  /** The answer, asked for again when `input` changes. `data` is undefined until it is there. */
  useQuery(...given: [...Optional<I, () => I>, options?: () => QueryExtras<O>]): UseQueryResult<O, ApiError>;
  /** A list, page after page. */
  usePages(
    input: () => I,
    paging: Paging<NonNullable<I>, O>,
    options?: () => PagesExtras<O>,
  ): UseInfiniteQueryResult<InfiniteData<O>, ApiError>;
  /** The answer once, from the cache if it is fresh. */
  fetch(...given: Given<I>): Promise<O>;
  /** For `useQueryClient` and the like; without input it stands for all inputs. */
  key(input?: I): QueryKey;
  /** Asks again, at once where it is on the page; without input for all inputs. */
  refresh(input?: I): Promise<void>;
  /** Changes what is in the cache, without asking; undefined stands for all inputs. */
  patch(input: I | undefined, change: (was: O) => O): void;
}

interface MutationApi<I, O> {
  useMutation(options?: () => Omit<MutationOptions<O, ApiError, I>, 'mutationFn'>): UseMutationResult<O, ApiError, I>;
  mutate(...given: Given<I>): Promise<O>;
}

type Procedure<P> = P extends AnyTRPCQueryProcedure
  ? QueryApi<inferProcedureInput<P>, inferTransformedProcedureOutput<AppRouter, P>>
  : P extends AnyTRPCMutationProcedure
    ? MutationApi<inferProcedureInput<P>, inferTransformedProcedureOutput<AppRouter, P>>
    : never;

type Routes<R> = {
  readonly [K in keyof R]: R[K] extends { _def: { procedure: true } } ? Procedure<R[K]> : Routes<R[K]>;
};

/** Queries and mutations by their place in the server's router. */
export type Api = Routes<AppRouter['_def']['record']>;
