import { createMemo } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import type { Inputs } from '../../api/types.ts';
import { type Axis, choicesOf, choose, imageRange, largerThan, priceOf, type Wish } from './choose.ts';
import { type Draft, type Picture, useDraft } from './draft.ts';
import { RULES } from './modes.ts';
import { type Offer, offersFor } from './offers.ts';
import { useOnceBack } from './use-once-back.ts';
import { words } from './words.ts';

const DAY_MS = 86_400_000;
const MAX_TOKENS = 200;
/** What can be run changes with the pool; the list need not follow each of its steps. */
const NEWS_MS = 3_000;

/** A week ago, to the day: the same for every visit of a day, so that what was answered is found again. */
const weekAgo = (): number => (Math.floor(Date.now() / DAY_MS) - 7) * DAY_MS;

type Request = Inputs['jobs']['create'];

/** The form: what was put in, what the server offers for it, and the request that it comes to. */
export function createForm() {
  const { draft, set } = useDraft();
  const from = weekAgo();
  const models = api.models.list.useQuery(
    () => ({ from }),
    () => ({ staleTime: 60_000 }),
  );
  const variants = api.models.variants.useQuery();
  const tokens = api.tokens.list.useQuery(() => ({ limit: MAX_TOKENS }));
  useOnceBack(models, variants, tokens);
  useLiveQueries(
    ['token-changed', 'settings-changed'],
    () => [api.models.variants.key(), api.tokens.list.key()],
    NEWS_MS,
  );

  const isKnown = () => models.data !== undefined && variants.data !== undefined;
  /** Why there is nothing to choose from; what was answered before a failure goes on being offered. */
  const failure = () =>
    (models.data === undefined ? models.error : null) ?? (variants.data === undefined ? variants.error : null);

  const rule = () => (draft.mode === 'upscale' ? null : RULES[draft.mode]);
  const offered = createMemo(() => {
    const of = rule();
    return offersFor(models.data ?? [], variants.data ?? [], of === null ? () => false : of.takes);
  });
  const offer = createMemo(() => {
    const { offers } = offered();
    return offers.find(({ id }) => id === draft.models[draft.mode]) ?? offers[0];
  });
  const pictures = createMemo((): readonly Picture[] => {
    if (draft.mode === 'frames') return draft.frames.filter((frame) => frame !== null);
    if (draft.mode === 'edit-image') return draft.edits;
    return draft.mode === 'references' ? draft.references : [];
  });
  const range = createMemo(() => imageRange(offer()?.variants ?? [], rule()?.withPictures ?? false));
  const sizes = createMemo(() => (draft.source === null ? [] : largerThan(draft.source, variants.data ?? [])));
  const variant = createMemo(() => {
    if (draft.mode === 'upscale') return sizes().find(({ resolution }) => resolution === draft.size) ?? sizes()[0];
    const images = Math.max(pictures().length, range().min);
    return choose(offer()?.variants ?? [], draft.wish, { order: draft.order, images });
  });
  const choices = createMemo(() => choicesOf(offer()?.variants ?? []));
  const count = () => (draft.mode === 'upscale' ? 1 : draft.count);
  const tiers = () => {
    const meant = (tokens.data?.items ?? []).filter(({ id }) => draft.tokenId === null || id === draft.tokenId);
    return new Set<string>(meant.flatMap(({ tier }) => tier ?? []));
  };

  function wish<A extends Axis>(axis: A, value: Wish[A]): void {
    set({ wish: { ...draft.wish, [axis]: value }, order: [axis, ...draft.order.filter((other) => other !== axis)] });
  }

  /** Why it cannot be sent as it stands; null when it can. */
  const problem = createMemo((): string | null => {
    const said = words().problem;
    if (!isKnown()) return failure() === null ? said.loading : said.notLoaded;
    if (draft.mode === 'upscale') {
      if (draft.source === null) return said.source;
      return variant() === undefined ? said.largest : null;
    }
    if (offer() === undefined) return said.model;
    if (draft.prompt.trim() === '') return said.prompt;
    if (draft.mode === 'frames' && draft.frames[0] === null) return said.frame;
    const { min, max } = range();
    if (pictures().length < min) return said.pictures(min);
    return pictures().length > max ? said.tooMany(max) : null;
  });

  /** What is sent; null while something is missing. */
  const request = createMemo((): Request | null => {
    const made = variant();
    if (made === undefined || problem() !== null) return null;
    const common = { count: count(), ...(draft.tokenId !== null && { tokenId: draft.tokenId }) };
    if (draft.mode === 'upscale') {
      const { source } = draft;
      return source && { ...common, ...enlarging(source), model: made.id };
    }
    const { role } = RULES[draft.mode];
    return {
      ...common,
      model: offer()?.id ?? made.id,
      prompt: draft.prompt,
      images: pictures().map(({ file }) => file),
      aspectRatio: made.ratio,
      resolution: made.resolution,
      ...(made.seconds !== null && { seconds: made.seconds }),
      ...(role !== undefined && { imageRole: role }),
      ...(draft.seed !== null && { seed: draft.seed }),
    };
  });

  return {
    ...{
      draft,
      set,
      wish,
      models,
      variants,
      tokens,
      offer,
      variant,
      choices,
      range,
      pictures,
      sizes,
      problem,
      request,
      isKnown,
      failure,
    },
    offers: () => offered().offers,
    /** Why nobody could run what is missing. */
    blocked: () => offered().blocked,
    price: () => priceOf(variant(), tiers(), count()),
    /** What one result of a model costs, as it is usually made. */
    priceOfOffer: ({ variants: [usual] }: Offer) => priceOf(usual, tiers(), 1),
    count,
  };
}

export type Form = ReturnType<typeof createForm>;

const ROLE = { t2i: undefined, t2v: undefined, i2v: 'frames', r2v: 'references' } as const;

function enlarging({ mode, prompt, seed, inputs }: NonNullable<Draft['source']>) {
  const role = ROLE[mode];
  return {
    ...{ prompt, seed, images: inputs.map(({ file }) => file) },
    ...(role !== undefined && inputs.length > 0 && { imageRole: role }),
  };
}
