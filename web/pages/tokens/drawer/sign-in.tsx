import Pencil from 'lucide-solid/icons/pencil';
import { createSignal, Show } from 'solid-js';
import { relative } from '../../../format.ts';
import { Section } from '../../../ui/card.tsx';
import { useNow } from '../../../ui/clock.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { TimeAgo } from '../../../ui/time.tsx';
import type { TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { WayOut } from './way-out.tsx';

const DOTS = '••••••••';

/** How a token signs in, and by which way its calls go out. The session token goes in, and is never read back. */
export function SignIn(props: { token: TokenDetails }) {
  const [isReplacing, setReplacing] = createSignal(props.token.seen.state === 'signed-out');
  const canReplace = () => props.token.upstream === 'flow';
  const project = () => props.token.projects[0];
  return (
    <Section title={words().drawer.signIn}>
      <KeyValues
        items={[
          {
            name: words().drawer.sessionToken,
            value: <SecretEnd end={props.token.signIn.sessionTokenEnd} />,
            action: (
              <Show when={canReplace()}>
                <IconButton
                  size="tiny"
                  label={words().drawer.replace}
                  icon={<Pencil />}
                  pressed={isReplacing()}
                  onClick={() => setReplacing(!isReplacing())}
                />
              </Show>
            ),
          },
        ]}
      />
      <Show when={isReplacing() && canReplace()}>
        <ReplaceSecret token={props.token} onClose={() => setReplacing(false)} />
      </Show>
      <KeyValues
        items={[
          { name: words().drawer.accessToken, value: <AccessToken token={props.token} /> },
          { name: words().drawer.lastRefresh, value: <TimeAgo at={props.token.signIn.lastRefreshAt} /> },
          {
            name: words().drawer.project,
            mono: project() !== undefined,
            value: <>{project()?.id ?? <span class="text-ink-3">{words().drawer.noProject}</span>}</>,
            action: (
              <Show when={project()}>
                {(known) => <CopyButton text={known().id} label={words().drawer.copyProject} />}
              </Show>
            ),
          },
        ]}
      />
      <WayOut token={props.token} />
    </Section>
  );
}

function SecretEnd(props: { end: string | null }) {
  return (
    <Show when={props.end} fallback={<span class="text-ink-3">{DOTS}</span>}>
      {(end) => (
        <>
          <span aria-hidden="true" class="font-mono text-label">
            {`${DOTS} ${end()}`}
          </span>
          <span class="sr-only">{words().drawer.endsWith(end())}</span>
        </>
      )}
    </Show>
  );
}

function AccessToken(props: { token: TokenDetails }) {
  const now = useNow();
  const text = () => {
    const { accessTokenExpiresAt: at } = props.token.signIn;
    if (at === null) return words().drawer.noAccess;
    if (at > now()) return words().drawer.expiresIn(relative(at, now()));
    return props.token.seen.state === 'signed-out'
      ? words().expired(relative(at, now()))
      : words().drawer.renewsWhenUsed;
  };
  return <>{text()}</>;
}
