import { useNavigate } from '@solidjs/router';
import FileInput from 'lucide-solid/icons/file-input';
import FlaskConical from 'lucide-solid/icons/flask-conical';
import TicketPlus from 'lucide-solid/icons/ticket-plus';
import { createSignal, type JSX, Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { failureOf } from '../../api/errors.ts';
import { Notice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';
import { words } from './words.ts';

/** Who makes what is asked for: an account, a whole list of them, or the sandbox. */
export function UpstreamStep(props: { onDone: () => void }) {
  const navigate = useNavigate();
  const [isBusy, setBusy] = createSignal(false);
  const accounts = api.tokens.list.useQuery(() => ({ filter: { upstream: 'flow' }, limit: 1 }));

  /** It serves by itself while there is no account, unless somebody has switched it off. */
  async function useSandbox(): Promise<void> {
    setBusy(true);
    try {
      const { sandbox } = await api.shell.get.fetch();
      if (!sandbox) {
        const { version } = await api.settings.get.fetch();
        // Where there are accounts it stands beside them; where there are none it leaves when the first one comes.
        const mode = accounts.data?.total ? 'on' : 'auto';
        await api.settings.save.mutate({ version, changes: [{ key: 'sandbox.mode', value: mode }] });
        await Promise.all([api.shell.get.refresh(), api.models.list.refresh()]);
      }
      props.onDone();
    } catch (cause) {
      const { message, requestId } = failureOf(cause);
      toast.failed(words().upstream.failed, { hint: message, requestId: requestId ?? undefined });
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <p class="mb-4 text-ink-2">{words().upstream.sentence}</p>
      <Show when={accounts.data?.total}>
        {(count) => (
          <Notice kind="done" class="mb-4">
            {words().upstream.has(count())}
          </Notice>
        )}
      </Show>
      <div class="flex flex-col gap-2">
        <Choice
          icon={<TicketPlus />}
          label={words().upstream.add}
          hint={words().upstream.addHint}
          onChoose={() => navigate('/tokens?add=1&from=start')}
        />
        <Choice
          icon={<FileInput />}
          label={words().upstream.import}
          hint={words().upstream.importHint}
          onChoose={() => navigate('/tokens?import=1&from=start')}
        />
        <Choice
          icon={<FlaskConical />}
          label={words().upstream.sandbox}
          hint={words().upstream.sandboxHint}
          isBusy={isBusy()}
          onChoose={() => void useSandbox()}
        />
      </div>
    </>
  );
}

interface ChoiceProps {
  icon: JSX.Element;
  label: string;
  hint: string;
  isBusy?: boolean;
  onChoose: () => void;
}

function Choice(props: ChoiceProps) {
  return (
    <button
      type="button"
      disabled={props.isBusy ?? false}
      aria-busy={props.isBusy}
      onClick={props.onChoose}
      class="flex items-start gap-3 rounded-[10px] border border-line-2 px-3.5 py-3 text-left transition-colors hover:bg-hover disabled:opacity-55"
    >
      <span class="mt-0.5 text-accent">{props.icon}</span>
      <span>
        <span class="block font-550">{props.label}</span>
        <span class="block text-label text-ink-2">{props.hint}</span>
      </span>
    </button>
  );
}
