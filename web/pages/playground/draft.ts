import { createEffect, createRoot } from 'solid-js';
import { createStore } from 'solid-js/store';
import { viewer } from '../../api/session.ts';
import type { Axis, Source, Wish } from './choose.ts';
import type { ModeId } from './modes.ts';

/** A picture that the server keeps. */
export interface Picture {
  file: string;
  width: number;
  height: number;
}

/** A result to be made larger, with all that it takes to ask for it again. */
export interface SourceJob extends Source {
  id: string;
  kind: 'image' | 'video';
  prompt: string;
  seed: number;
  inputs: readonly Picture[];
  /** Its file. */
  file: string;
}

/** What the operator has put into the form. */
export interface Draft {
  mode: ModeId;
  prompt: string;
  /** The model of each way of asking; absent: the first that is offered. */
  models: Partial<Record<ModeId, string>>;
  wish: Wish;
  /** Whichever was chosen last stands first. */
  order: readonly Axis[];
  frames: readonly [Picture | null, Picture | null];
  edits: readonly Picture[];
  references: readonly Picture[];
  source: SourceJob | null;
  /** How large the source is to be. */
  size: string | null;
  count: number;
  /** The one token that it is to run on. */
  tokenId: number | null;
  /** Null: another one each time. */
  seed: number | null;
}

export const MAX_COUNT = 8;

const EMPTY: Draft = {
  mode: 'text-image',
  prompt: '',
  models: {},
  wish: { ratio: null, seconds: null, resolution: null },
  order: ['ratio', 'seconds', 'resolution'],
  frames: [null, null],
  edits: [],
  references: [],
  source: null,
  size: null,
  count: 1,
  tokenId: null,
  seed: null,
};

const NAME = 'flow2api.draft.1';

/** What this tab was left with by the same operator: a reload, or a lost connection, takes nothing that was typed. */
function remembered(who: string): Partial<Draft> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as { who: string; draft: Partial<Draft> } | null;
    return kept?.who === who ? kept.draft : {};
  } catch {
    return {};
  }
}

function remember(who: string, draft: Draft): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ who, draft }));
  } catch {
    // It holds for as long as the page is there then.
  }
}

interface Owned {
  who: string;
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

let owned: Owned | undefined;

/** The form's content, the same one for as long as the tab lives and the same operator is signed in. */
export function useDraft(): { draft: Draft; set: (change: Partial<Draft>) => void } {
  const who = viewer()?.name ?? '';
  if (owned?.who !== who) owned = createRoot(() => own(who));
  return owned;
}

function own(who: string): Owned {
  const [draft, setDraft] = createStore<Draft>({ ...EMPTY, ...remembered(who) });
  createEffect(() => remember(who, { ...draft }));
  return { who, draft, set: (change) => setDraft(change) };
}
