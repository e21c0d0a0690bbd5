import { Show } from 'solid-js';
import type { Failure } from '../../api/errors.ts';
import { span } from '../../format.ts';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

/** Why signing in has failed, read out as soon as it is there. */
export function Problem(props: { failure: Failure | null }) {
  const sentence = () => {
    if (props.failure === null) return null;
    const { code, message, retryAfterMs } = props.failure;
    return code === 'sign_in_blocked' && retryAfterMs !== null ? words().blocked(span(retryAfterMs)) : message;
  };
  return (
    <div role="alert">
      <Show when={sentence()}>{(text) => <Notice kind="bad">{text()}</Notice>}</Show>
    </div>
  );
}
