import { createSignal } from 'solid-js';
import { setRegional } from '../format.ts';
import { keep } from '../kept.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, for those who cannot read the others. */
export const LANGUAGE_NAMES = { en: 'English', zh: '简体中文' };

const TAG = { en: 'en', zh: 'zh-CN' } as const;

/** What `theme.js` has put on the page before it was painted. */
const [language, setLanguageSignal] = createSignal<Language>(
  document.documentElement.lang.startsWith('zh') ? 'zh' : 'en',
);
setRegional({ language: language() });

export { language };

/** Words of parts that are on the page, by whose loading another language waits. */
const loaders = new Set<() => Promise<unknown>>();

/**
 * The words of a part of the console. English is there at once, Chinese is loaded when it is wanted.
 * @example const words = createWords(en, () => import('./words.zh.ts')); words().title
 */
export function createWords<W extends object>(en: W, loadZh: () => Promise<{ zh: W }>): () => W {
  const [zh, setZh] = createSignal<W>();
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> => {
    loading ??= loadZh().then(
      (loaded) => void setZh(() => loaded.zh),
      (cause) => {
        loading = undefined; // the connection may be back when it is asked for again
        throw cause;
      },
    );
    return loading;
  };
  loaders.add(load);
  if (language() === 'zh') load().catch(() => {});
  return () => (language() === 'zh' ? (zh() ?? en) : en);
}

/** Until the words of all that is loaded by now are there. Never fails: without its words a part speaks English. */
export async function wordsReady(): Promise<void> {
  if (language() === 'zh') await Promise.allSettled([...loaders].map((load) => load()));
}

/** Speaks another language from now on, once its words are there, and remembers it. */
export async function setLanguage(next: Language): Promise<void> {
  if (next === 'zh') await Promise.allSettled([...loaders].map((load) => load()));
  setLanguageSignal(next);
  setRegional({ language: next });
  document.documentElement.lang = TAG[next];
  keep('language', next);
}
