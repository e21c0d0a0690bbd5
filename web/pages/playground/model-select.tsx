import Clapperboard from 'lucide-solid/icons/clapperboard';
import ImageIcon from 'lucide-solid/icons/image';
import { Show } from 'solid-js';
import { duration } from '../../format.ts';
import { words as jobWords } from '../../job/words.ts';
import { Select } from '../../ui/select.tsx';
import { choicesOf } from './choose.ts';
import type { Form } from './create-form.ts';
import type { Offer } from './offers.ts';
import { words } from './words.ts';

/** The models that the mode and the pool can run, each with its cost and its usual time. */
export function ModelSelect(props: { form: Form }) {
  const hint = (offer: Offer): string => {
    const { variants, usualMs, deprecated } = offer;
    const { ratios, seconds } = choicesOf(variants);
    const price = props.form.priceOfOffer(offer);
    const length = seconds.length === 0 ? null : jobWords().seconds(seconds.at(-1) ?? 0);
    return [
      price && words().credits(price.least, price.most),
      usualMs === null ? (length ?? ratios.slice(0, 3).join(', ')) : words().about(duration(usualMs)),
      deprecated && words().old,
    ]
      .filter(Boolean)
      .join(' · ');
  };
  return (
    <Select
      tall
      label={words().model}
      value={props.form.offer()?.id ?? null}
      onChange={(id) => props.form.set({ models: { ...props.form.draft.models, [props.form.draft.mode]: id } })}
      options={props.form.offers().map((offer) => ({
        value: offer.id,
        label: offer.title,
        hint: hint(offer),
        icon: <KindIcon kind={offer.kind} />,
      }))}
    />
  );
}

function KindIcon(props: { kind: Offer['kind'] }) {
  return (
    <Show
      when={props.kind === 'video'}
      fallback={
        <span class="grid size-8 shrink-0 place-items-center rounded-control bg-image-soft text-image-ink">
          <ImageIcon />
        </span>
      }
    >
      <span class="grid size-8 shrink-0 place-items-center rounded-control bg-video-soft text-accent">
        <Clapperboard />
      </span>
    </Show>
  );
}
