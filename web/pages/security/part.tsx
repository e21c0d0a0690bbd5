import { type JSX, Show } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { ErrorCard } from '../../ui/error-card.tsx';
import { toast } from '../../ui/toast.ts';

interface PartProps {
  query: { error: unknown; isError: boolean; isFetching: boolean; data: unknown; refetch(): Promise<unknown> };
  /** What failed, when it did. */
  failed: string;
  children: JSX.Element;
}

/** A list of the page, or why it could not be loaded; the others stay. */
export function Part(props: PartProps) {
  const failure = () => failureOf(props.query.error);
  return (
    <Show when={props.query.isError && props.query.data === undefined} fallback={props.children}>
      <div class="p-4">
        <ErrorCard
          text={props.failed}
          hint={failure().message}
          requestId={failure().requestId ?? undefined}
          onRetry={() => void props.query.refetch()}
          isRetrying={props.query.isFetching}
        />
      </div>
    </Show>
  );
}

/** Says what failed, with the request and what to do. */
export function tellFailure(text: string, cause: unknown): void {
  const { message, requestId } = failureOf(cause);
  toast.failed(text, { hint: message, requestId: requestId ?? undefined });
}
