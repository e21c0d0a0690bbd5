import { createWords } from '../../i18n/language.ts';
import { en } from './words.en.ts';

export const words = createWords(en, () => import('./words.zh.ts'));
