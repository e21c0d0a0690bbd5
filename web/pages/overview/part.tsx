import { type JSX, Match, Switch } from 'solid-js';
import { failureOf } from '../../api/errors.ts';
import { ErrorCard } from '../../ui/error-card.tsx';

interface PartProps<Data> {
  query: { data: Data | undefined; error: unknown; isFetching: boolean; refetch(): unknown };
  /** What it is when it could not be loaded. */
  failed: string;
  skeleton: JSX.Element;
  class?: string | undefined;
  children: (data: () => Data) => JSX.Element;
}

/** A part of the page by its own query: its skeleton, its content, or why there is none while the rest stays. */
export function Part<Data>(props: PartProps<Data>) {
  const failure = () => failureOf(props.query.error);
  return (
    <Switch fallback={props.skeleton}>
      <Match when={props.query.data}>{(data) => props.children(data)}</Match>
      <Match when={props.query.error}>
        <ErrorCard
          text={props.failed}
          hint={failure().message}
          requestId={failure().requestId ?? undefined}
          onRetry={() => void props.query.refetch()}
          isRetrying={props.query.isFetching}
          class={props.class}
        />
      </Match>
    </Switch>
  );
}
