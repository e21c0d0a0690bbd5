import { Show } from 'solid-js';
import { dateTime } from '../../../format.ts';
import { said } from '../../../said/said.ts';
import { Button } from '../../../ui/button.tsx';
import { TextLink } from '../../../ui/link-button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import type { Desk } from '../desk.ts';
import type { TokenDetails, TokenState } from '../token-types.ts';
import { words } from '../words.ts';

const KIND: Record<TokenState, 'info' | 'warn' | 'bad'> = {
  'signed-out': 'bad',
  disabled: 'bad',
  'out-of-credits': 'warn',
  cooling: 'warn',
  limited: 'info',
  serving: 'info',
  off: 'info',
};

/** Why a token does not serve, since when or until when, and what to do about it. Nothing for one that serves. */
export function Reason(props: { token: TokenDetails; desk: Desk }) {
  const seen = () => props.token.seen;
  const isOff = () => !props.token.wanted.enabled;
  const models = () => seen().kinds.flatMap(({ limits }) => limits.map(({ model }) => model));
  return (
    <Show when={seen().state !== 'serving'}>
      <Notice
        kind={KIND[seen().state]}
        action={
          <Show when={isOff()}>
            <Button size="small" onClick={() => void props.desk.one(props.token, { action: 'enable' })}>
              {words().do.enable}
            </Button>
          </Show>
        }
      >
        <p>{words().drawer.reason[seen().state]}</p>
        <Show when={isOff() ? props.token.switchedOff : null}>
          {(off) => (
            <p>
              {words().drawer.offBy(off().by)}, {dateTime(off().at)}
            </p>
          )}
        </Show>
        <Show when={isOff() ? null : seen().reason}>
          {(reason) => <p class="text-ink-2">{sentence(said(reason()))}</p>}
        </Show>
        <Show when={!isOff() && models().length > 0}>
          <p class="text-ink-2">{words().drawer.models(models())}</p>
        </Show>
        <Show when={isOff() ? null : seen().until}>
          {(until) => (
            <p class="tabular text-ink-2">
              {words().drawer.until} {dateTime(until())}.{' '}
              <TextLink href={`/requests?token=${props.token.id}`}>{words().drawer.seeRequests}</TextLink>
            </p>
          )}
        </Show>
      </Notice>
    </Show>
  );
}

/** The server's reasons are parts of sentences, its errors whole ones. */
function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  if (/[.!?。！？]$/.test(begun)) return begun;
  return /\p{Script=Han}/u.test(begun) ? `${begun}。` : `${begun}.`;
}
