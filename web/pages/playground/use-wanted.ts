import { type Accessor, createEffect, on } from 'solid-js';
import { api } from '../../api/api.ts';
import type { Job } from '../../job/types.ts';
import { toast } from '../../ui/toast.ts';
import type { Form } from './create-form.ts';
import { filledFrom, nameFor } from './fill.ts';
import { MODES, type ModeId, RULES } from './modes.ts';
import { type Model, offersFor, type Variant } from './offers.ts';
import { words } from './words.ts';

interface Known {
  models: readonly Model[];
  variants: readonly Variant[];
}

/** The name that a mode offers for something exact; none where the mode cannot make it. */
const nameIn = ({ models, variants }: Known, mode: ModeId, id: string): string | undefined =>
  mode === 'upscale' ? undefined : nameFor(offersFor(models, variants, RULES[mode].takes).offers, models, id);

/** Fills the form with what other pages ask for in the address: a model, or a job's settings. `onMode` goes to another mode. */
export function useWanted(
  form: Form,
  wanted: { model: Accessor<string | undefined>; from: Accessor<string | undefined> },
  onMode: (mode: ModeId) => void,
) {
  const known = (): Known | null =>
    form.models.data && form.variants.data ? { models: form.models.data, variants: form.variants.data } : null;

  async function fill(job: Job): Promise<void> {
    const of = known() ?? {
      models: await api.models.list.fetch({}),
      variants: await api.models.variants.fetch(),
    };
    const { mode = 'text-image' } = filledFrom(job, () => undefined);
    const change = filledFrom(job, (id) => nameIn(of, mode, id));
    form.set({ ...change, models: { ...form.draft.models, ...change.models } });
    onMode(mode);
  }

  createEffect(
    on([wanted.model, known], ([name, of]) => {
      if (name === undefined || of === null) return;
      const meant = of.models.find(({ id, aliases }) => id === name || aliases.includes(name));
      const modes = [form.draft.mode, ...MODES];
      const found = modes
        .flatMap((mode) => (meant?.variants ?? []).map((id) => ({ mode, offered: nameIn(of, mode, id) })))
        .find(({ offered }) => offered !== undefined);
      if (found === undefined) return;
      form.set({ models: { ...form.draft.models, [found.mode]: found.offered } });
      onMode(found.mode);
    }),
  );
  createEffect(
    on(wanted.from, (id) => {
      if (id === undefined) return;
      api.jobs.get.fetch({ id }).then(
        ({ job }) => fill(job),
        () => toast.failed(words().jobGone),
      );
    }),
  );
  return { fill };
}
