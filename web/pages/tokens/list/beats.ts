import { createSignal, onCleanup, onMount } from 'solid-js';
import { trpc } from '../../../api/client.ts';
import { useTopics } from '../../../api/live/live.ts';
import type { Outputs } from '../../../api/types.ts';
import { gathered } from './gathered.ts';

export type TokenBeats = Outputs['tokens']['beats'][number]['beats'];

/** Rows come into view by the dozen: they are asked for together. */
const GATHER_MS = 60;
const EVERY_MS = 60_000;
const NEWS_MS = 10_000;
const MOST_AT_ONCE = 500;

export type BeatSource = ReturnType<typeof createBeats>;

/** The last hour of those tokens that are in view, and of no others. */
export function createBeats() {
  const [known, setKnown] = createSignal<ReadonlyMap<number, TokenBeats>>(new Map());
  const inView = new Map<number, number>();

  async function ask(ids: number[]): Promise<void> {
    const wanted = ids.filter((id) => inView.has(id)).slice(0, MOST_AT_ONCE);
    if (wanted.length === 0) return;
    const answer = await trpc.tokens.beats.query({ ids: wanted });
    setKnown((was) => new Map([...was, ...answer.map(({ tokenId, beats }) => [tokenId, beats] as const)]));
  }
  // Strokes that cannot be had stay as they were; the top bar says that the server does not answer.
  const askSoon = gathered<number>((ids) => void ask(ids).catch(() => {}), GATHER_MS);
  const askAgain = gathered<number>((ids) => void ask(ids).catch(() => {}), NEWS_MS);

  const timer = setInterval(() => askSoon(inView.keys()), EVERY_MS);
  onCleanup(() => clearInterval(timer));
  useTopics(['generation-changed'], {
    onEvents: (events) => askAgain(events.flatMap(({ tokenId }) => tokenId ?? [])),
    onGap: () => askSoon(inView.keys()),
  });

  /** For a row: undefined until it is known, null for nothing. */
  return (id: number): (() => TokenBeats | undefined) => {
    onMount(() => {
      inView.set(id, (inView.get(id) ?? 0) + 1);
      if (!known().has(id)) askSoon([id]);
    });
    onCleanup(() => {
      const left = (inView.get(id) ?? 1) - 1;
      if (left === 0) inView.delete(id);
      else inView.set(id, left);
    });
    return () => known().get(id);
  };
}
