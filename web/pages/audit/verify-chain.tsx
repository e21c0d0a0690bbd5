import ShieldCheck from 'lucide-solid/icons/shield-check';
import X from 'lucide-solid/icons/x';
import { createSignal, Show } from 'solid-js';
import { trpc } from '../../api/client.ts';
import { createCall } from '../../api/create-call.ts';
import type { Outputs } from '../../api/types.ts';
import { number } from '../../format.ts';
import { said } from '../../said/said.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

/** Walks the whole log, to see whether a line was changed or taken out since it was written. */
export function createVerification() {
  const call = createCall(() => trpc.audit.verify.query());
  const [found, setFound] = createSignal<Outputs['audit']['verify']>();
  return {
    ...call,
    found,
    async verify(): Promise<void> {
      setFound();
      setFound(await call.run(undefined));
    },
    forget(): void {
      call.forget();
      setFound();
    },
  };
}

type Verification = ReturnType<typeof createVerification>;

export function VerifyButton(props: { verification: Verification }) {
  return (
    <Button
      icon={<ShieldCheck />}
      busy={props.verification.isPending()}
      onClick={() => void props.verification.verify()}
    >
      {words().verify}
    </Button>
  );
}

/** What came of it. */
export function VerifyResult(props: { verification: Verification }) {
  return (
    <div role="status">
      <Show when={props.verification.found()}>
        {(found) => (
          <Notice
            kind={found().intact ? 'done' : 'bad'}
            class="mb-3"
            action={<IconButton size="tiny" label={words().dismiss} icon={<X />} onClick={props.verification.forget} />}
          >
            <Outcome found={found()} />
          </Notice>
        )}
      </Show>
      <Show when={props.verification.failure()}>
        {(failure) => (
          <ErrorCard
            class="mb-3"
            text={words().verifyFailed}
            hint={failure().message}
            requestId={failure().requestId ?? undefined}
            onRetry={() => void props.verification.verify()}
          />
        )}
      </Show>
    </div>
  );
}

function Outcome(props: { found: Outputs['audit']['verify'] }) {
  const broken = () => (props.found.intact ? null : props.found);
  const whole = () => (props.found.intact ? props.found : null);
  return (
    <>
      <Show when={whole()}>
        {(found) => (
          <>
            <b>{words().intact(number(found().entries))}</b> {words().lastSeal}{' '}
            <code class="font-mono text-label break-all">{found().lastHash}</code>
          </>
        )}
      </Show>
      <Show when={broken()}>
        {(found) => (
          <>
            <b>{words().broken}</b> {said(found().problem)}. {words().intactBefore(number(found().entries))}
          </>
        )}
      </Show>
    </>
  );
}
