import { useNavigate, useParams } from '@solidjs/router';
import { createSignal, Match, Show, Switch } from 'solid-js';
import { ShownOnceGuard } from '../../ui/leave-guard.tsx';
import { KeyDrawer } from './drawer/key-drawer.tsx';
import { MissingKey } from './drawer/missing-key.tsx';
import { NewKey } from './drawer/new-key.tsx';
import type { Key, KeyUsage, NewSecret } from './keys.ts';
import { MadeDialog } from './made/made-dialog.tsx';
import { RevokeDialog } from './made/revoke-dialog.tsx';
import { RotateDialog } from './made/rotate-dialog.tsx';

/** A question that was put, and about which key. */
export type Asked = { to: 'rotate' | 'revoke'; id: string };

interface KeyOverlaysProps {
  rows: readonly Key[];
  isLoaded: boolean;
  usage: KeyUsage;
  asked: Asked | null;
  onAsk: (asked: Asked | null) => void;
}

/** What lies over the list: the drawer of the address, and questions over that. */
export function KeyOverlays(props: KeyOverlaysProps) {
  const params = useParams<{ id?: string }>();
  const navigate = useNavigate();
  const [made, setMade] = createSignal<NewSecret | null>(null);
  const keyOf = (id: string | undefined) => props.rows.find((key) => key.id === id);
  const askedKey = (to: Asked['to']) => (props.asked?.to === to ? keyOf(props.asked.id) : undefined);
  const isNew = () => params.id === 'new';
  const go = (id: string | null, replace = false) =>
    navigate(id === null ? '/keys' : `/keys/${encodeURIComponent(id)}`, { scroll: false, replace });
  const neighbour = (by: 1 | -1) => {
    const at = props.rows.findIndex(({ id }) => id === params.id);
    const next = at === -1 ? undefined : props.rows[at + by];
    return next && (() => go(next.id, true));
  };
  const tell = (secret: NewSecret) => {
    props.onAsk(null);
    setMade(secret);
  };
  const kept = (id: string) => {
    setMade(null);
    if (isNew()) go(id, true);
  };
  return (
    <>
      <Switch>
        <Match when={isNew()}>
          <NewKey onClose={() => go(null)} onMade={tell} />
        </Match>
        <Match when={keyOf(params.id)}>
          {(key) => (
            <KeyDrawer
              key={key()}
              usage={props.usage}
              onClose={() => go(null)}
              onPrevious={neighbour(-1)}
              onNext={neighbour(1)}
              onRotate={() => props.onAsk({ to: 'rotate', id: key().id })}
              onRevoke={() => props.onAsk({ to: 'revoke', id: key().id })}
            />
          )}
        </Match>
        <Match when={props.isLoaded && params.id}>{(id) => <MissingKey id={id()} onClose={() => go(null)} />}</Match>
      </Switch>
      <Show when={askedKey('rotate')}>
        {(key) => <RotateDialog of={key()} onClose={() => props.onAsk(null)} onMade={tell} />}
      </Show>
      <Show when={askedKey('revoke')}>
        {(key) => (
          <RevokeDialog
            of={key()}
            recent={props.usage.requests(key().id).all}
            onClose={() => props.onAsk(null)}
            onRevoked={() => {
              props.onAsk(null);
              if (params.id !== undefined) go(null, true);
            }}
          />
        )}
      </Show>
      <Show when={made()}>
        {(secret) => <MadeDialog secret={secret().secret} models={secret().models} onKept={() => kept(secret().id)} />}
      </Show>
      <ShownOnceGuard isShown={made() !== null} onLeave={() => setMade(null)} />
    </>
  );
}
