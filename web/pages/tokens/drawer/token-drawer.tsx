import FlaskConical from 'lucide-solid/icons/flask-conical';
import Play from 'lucide-solid/icons/play';
import RefreshCw from 'lucide-solid/icons/refresh-cw';
import { onCleanup, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { type Failure, failureOf } from '../../../api/errors.ts';
import { useLiveQueries } from '../../../api/live/live.ts';
import { Button } from '../../../ui/button.tsx';
import { Drawer } from '../../../ui/drawer.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { isShortcut } from '../../../ui/keyboard.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { type Desk, targetOf } from '../desk.ts';
import { canRejoin, RowMenu } from '../list/row-menu.tsx';
import { TokenStateBadge } from '../token-state.tsx';
import { nameOf, type TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';
import { DrawerBody } from './drawer-body.tsx';

interface TokenDrawerProps {
  /** As the address has it. */
  id: string;
  desk: Desk;
  navigate: (href: string) => void;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** Tokens have numbers; nothing else is worth asking the server for. */
const NUMBER = /^[1-9]\d{0,14}$/;

/** One token: how it stands and why, what it did, what it may do. */
export default function TokenDrawer(props: TokenDrawerProps) {
  return (
    <Show when={NUMBER.test(props.id)} fallback={<NoToken {...props} />}>
      <OneToken {...props} id={Number(props.id)} />
    </Show>
  );
}

/** An address that cannot be one of a token. */
function NoToken(props: TokenDrawerProps) {
  return (
    <Drawer title={props.id} onClose={props.onClose}>
      <ErrorCard text={words().drawer.gone} />
    </Drawer>
  );
}

type OneTokenProps = Omit<TokenDrawerProps, 'id'> & { id: number };

function OneToken(props: OneTokenProps) {
  const token = api.tokens.get.useQuery(() => ({ id: props.id }));
  useLiveQueries(
    ['token-changed', 'generation-changed'],
    () => [api.tokens.get.key({ id: props.id }), api.tokens.activity.key({ id: props.id })],
    1_500,
  );
  /** Of the one before nothing is shown while the next one is on its way. */
  const data = () => (token.data?.id === props.id ? token.data : undefined);
  const failure = () => (token.error ? failureOf(token.error) : null);
  /** Deleted, perhaps while it is open: what was known of it is no longer so. */
  const isGone = () => failure()?.code === 'not_found';
  const standing = () => (isGone() ? undefined : data());
  useKeys(props, standing);
  const title = () => {
    const known = data();
    return known === undefined ? words().bulk.number(props.id) : nameOf(known);
  };
  return (
    <Drawer
      title={title()}
      subtitle={<Show when={data()}>{(known) => <Subtitle token={known()} />}</Show>}
      badge={<Show when={standing()}>{(known) => <TokenStateBadge seen={known().seen} />}</Show>}
      actions={<Show when={standing()}>{(known) => <Actions {...props} token={known()} />}</Show>}
      onClose={props.onClose}
      onPrevious={props.onPrevious}
      onNext={props.onNext}
    >
      <Show when={isGone()}>
        <ErrorCard text={words().drawer.gone} />
      </Show>
      <Show
        when={data()}
        fallback={
          <Show when={!isGone()}>
            <NotYet failure={failure()} isFetching={token.isFetching} onRetry={() => void token.refetch()} />
          </Show>
        }
      >
        {(known) => <DrawerBody token={known()} isGone={isGone()} desk={props.desk} />}
      </Show>
    </Drawer>
  );
}

/** On its way, or why it did not come. */
function NotYet(props: { failure: Failure | null; isFetching: boolean; onRetry: () => void }) {
  return (
    <Show when={props.failure} fallback={<Waiting />}>
      {(told) => (
        <ErrorCard
          text={words().drawer.failed}
          hint={told().message}
          requestId={told().requestId ?? undefined}
          onRetry={props.onRetry}
          isRetrying={props.isFetching}
        />
      )}
    </Show>
  );
}

function Subtitle(props: { token: TokenDetails }) {
  return (
    <>
      {props.token.name === null ? words().upstreams[props.token.upstream] : props.token.email}
      {` · ${words().plans[props.token.tier]}`}
    </>
  );
}

function Actions(props: OneTokenProps & { token: TokenDetails }) {
  const isBusy = () => props.desk.isBusy(props.token.id);
  return (
    <>
      <Show when={canRejoin(props.token)}>
        <Button
          size="small"
          icon={<Play />}
          disabled={isBusy()}
          onClick={() => void props.desk.one(props.token, { action: 'rejoin' })}
        >
          {words().do.rejoin}
        </Button>
      </Show>
      <Button
        size="small"
        icon={<RefreshCw />}
        busy={isBusy()}
        onClick={() => void props.desk.one(props.token, { action: 'refresh-sign-in' })}
      >
        {words().do['refresh-sign-in']}
      </Button>
      <LinkButton size="small" icon={<FlaskConical />} href={`/playground?token=${props.token.id}`}>
        {words().do.testShort}
      </LinkButton>
      <span class="ml-auto">
        <RowMenu row={props.token} desk={props.desk} navigate={props.navigate} inDrawer />
      </span>
    </>
  );
}

function Waiting() {
  return (
    <div class="appear-late space-y-4">
      <Skeleton class="h-14 w-full" />
      <Skeleton class="h-40 w-full" />
      <Skeleton class="h-60 w-full" />
    </div>
  );
}

/** The keys of the list hold for the token that is open. */
function useKeys({ desk }: OneTokenProps, token: () => TokenDetails | undefined): void {
  const onKey = (event: KeyboardEvent) => {
    const known = token();
    const panel = [...document.querySelectorAll('[role=dialog]')].at(-1);
    if (known === undefined || panel === undefined || !isShortcut(event, panel)) return;
    if (document.querySelectorAll('[role=dialog]').length > 1) return; // another dialog lies over it
    if (event.key === 'r') void desk.one(known, { action: 'refresh-sign-in' });
    else if (event.key === 'e') void desk.one(known, { action: known.wanted.enabled ? 'disable' : 'enable' });
    else if (event.key === 'l') desk.limit(targetOf(known));
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));
}
