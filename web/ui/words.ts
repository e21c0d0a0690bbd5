import { createWords } from '../i18n/language.ts';
import { en } from './words.en.ts';

/** The few words that the parts say by themselves. Read them in the markup, so that they follow the language. */
export const words = createWords(en, () => import('./words.zh.ts'));
