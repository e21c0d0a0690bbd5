import { useSearchParams } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { api } from '../../api/api.ts';
import { useShortcut } from '../../app/shortcuts/registry.ts';
import { useJobActions } from '../../job/actions.ts';
import type { Job } from '../../job/types.ts';
import { useJob } from '../../job/use-job.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { toast } from '../../ui/toast.ts';
import { CodeCard } from './code-card.tsx';
import { Composer } from './composer.tsx';
import { createForm } from './create-form.ts';
import { createRun } from './create-run.ts';
import { sourceOf } from './fill.ts';
import { MODE_ICON, MODES } from './modes.ts';
import { Recent } from './recent.tsx';
import { Stage } from './stage.tsx';
import { type Query, useMode } from './use-mode.ts';
import { useWanted } from './use-wanted.ts';
import { words } from './words.ts';

export default function PlaygroundPage() {
  const [query, setQuery] = useSearchParams<Query>();
  const form = createForm();
  const actions = useJobActions();
  const [batch, setBatch] = createSignal<string[]>([]);
  const shown = useJob(() => query.job ?? null);
  const look = (id: string) => setQuery({ job: id });
  const run = createRun(form, (ids) => {
    setBatch(ids);
    look(ids[0] ?? '');
    void api.jobs.list.refresh();
  });

  // A token that is to be tried. It is chosen once, and can be changed then.
  const tokenId = Number(query.token);
  if (Number.isSafeInteger(tokenId) && tokenId > 0) form.set({ tokenId });
  const setMode = useMode(form, run.clear);
  function enlarge(job: Job): void {
    form.set({ source: sourceOf(job), size: null });
    setMode('upscale');
  }
  const { fill } = useWanted(form, { model: () => query.model, from: () => query.from }, setMode);

  useShortcut('$mod+Enter', () => words().keys.run, run.send);
  useShortcut(
    '$mod+.',
    () => words().keys.cancel,
    () => {
      const job = shown.data?.job;
      if (job?.actions.cancel) void actions.cancel(job.id);
    },
  );
  MODES.forEach((mode, index) => {
    useShortcut(
      `Alt+Digit${index + 1}`,
      () => words().keys.mode(words().modes[mode]),
      () => setMode(mode),
    );
  });

  return (
    <>
      <h1 class="sr-only">{words().title}</h1>
      <div class="mb-3">
        <Tabs
          label={words().mode}
          value={form.draft.mode}
          onChange={setMode}
          options={MODES.map((mode) => ({
            value: mode,
            label: words().modes[mode],
            icon: <Dynamic component={MODE_ICON[mode]} />,
          }))}
        />
      </div>
      <div class="grid items-start gap-3 lg:grid-cols-[21.5rem_minmax(0,1fr)] xl:grid-cols-[21.5rem_minmax(0,1fr)_7.75rem]">
        <Composer form={form} run={run} />
        <div class="min-w-0 space-y-3">
          <Stage
            id={query.job ?? null}
            query={shown}
            batch={batch()}
            onLook={look}
            onReuse={(job) => void fill(job).then(() => toast.done(words().reused))}
            onEnlarge={enlarge}
            onFrame={(frame) => {
              form.set({ frames: [frame, null] });
              setMode('frames');
            }}
          />
          <CodeCard form={form} seen={shown.data} />
        </div>
        <Recent current={query.job ?? null} onLook={look} />
      </div>
    </>
  );
}
