import { createWords } from '../i18n/language.ts';
import type { Translate } from './translate.ts';

const AS_IT_IS: Translate = (text) => text;

const words = createWords({ translate: AS_IT_IS }, () => import('./said.zh.ts'));

/**
 * What the server said in plain English (a reason, an error, a note in a history), in the operator's language. What is not
 * known there stays as it is.
 */
export const said = (text: string): string => words().translate(text) ?? text;
