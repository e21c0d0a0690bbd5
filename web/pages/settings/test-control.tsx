import FlaskConical from 'lucide-solid/icons/flask-conical';
import { createSignal, type JSX, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { createCall } from '../../api/create-call.ts';
import { duration } from '../../format.ts';
import { said } from '../../said/said.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { type Input, problemOf } from './check.ts';
import { nameOf } from './show-value.ts';
import type { Setting } from './types.ts';
import { words } from './words.ts';

type Reached = Awaited<ReturnType<typeof api.settings.testProxy.mutate>>;

/** What can be tried before it is saved, by its key. */
const TESTS: Record<string, (url: string) => Promise<Reached>> = {
  'proxy.proxy_url': (url) => api.settings.testProxy.mutate({ url: url || 'direct', use: 'calls' }),
  'proxy.media_proxy_url': (url) => api.settings.testProxy.mutate({ url: url || null, use: 'media' }),
  'cache.base_url': (url) => api.settings.testBaseUrl.mutate({ url: url || location.origin }),
  'global.public_url': (url) => api.settings.testBaseUrl.mutate({ url: url || location.origin }),
};

/** A control, with a test and what came of it where what it says can be tried. */
export function TestControl(props: { setting: Setting; input: Input; children: JSX.Element }) {
  const test = () => TESTS[props.setting.key];
  return (
    <Show when={test()} fallback={props.children}>
      {(run) => (
        <Tested setting={props.setting} input={props.input} run={run()}>
          {props.children}
        </Tested>
      )}
    </Show>
  );
}

function Tested(props: {
  setting: Setting;
  input: Input;
  run: (url: string) => Promise<Reached>;
  children: JSX.Element;
}) {
  const call = createCall((url: string) => props.run(url));
  const [outcome, setOutcome] = createSignal<{ reached: Reached; isDirect: boolean }>();
  const url = () => String(props.input ?? '').trim();
  const test = async () => {
    const tried = url();
    setOutcome();
    const reached = await call.run(tried);
    if (reached !== undefined)
      setOutcome({ reached, isDirect: tried === '' && props.setting.key.startsWith('proxy.') });
  };
  return (
    <div class="w-full min-w-0">
      <div class="flex items-center gap-2">
        {props.children}
        <Button
          icon={<FlaskConical />}
          busy={call.isPending()}
          disabled={problemOf(props.setting, props.input) !== undefined}
          aria-label={words().tests.of(nameOf(props.setting.key))}
          onClick={() => void test()}
        >
          {words().tests.test}
        </Button>
      </div>
      <p role="status" class={cx('text-label break-words', (outcome() || call.failure()) && 'mt-1.5')}>
        <Show when={outcome()}>
          {(told) => (
            <span class={told().reached.ok ? 'text-ok' : 'text-bad'}>
              {told().isDirect ? words().tests.direct : ''}
              {inWords(told().reached)}
            </span>
          )}
        </Show>
        <Show when={call.failure()}>
          {(failure) => (
            <span class="text-bad">
              {words().tests.failed}: {failure().message} <code>{failure().requestId}</code>
            </span>
          )}
        </Show>
      </p>
    </div>
  );
}

/** `204 ms, labs.google answered 200, certificate checked`. */
function inWords({ ok, target, latencyMs, status, tlsVerified, problem }: Reached): string {
  const host = URL.parse(target)?.host ?? target;
  const { tests } = words();
  if (!ok) return tests.bad(host, said(problem ?? ''));
  return `${tests.ok(duration(latencyMs ?? 0), host, status)}, ${tlsVerified ? tests.tls : tests.noTls}`;
}
