import { ServiceError } from '../../schema/errors.ts';
import type { Turn } from '../chat/turn.ts';
import type { Output } from '../images/output.ts';
import { parse } from '../parse.ts';
import { camelKeys } from './camel-keys.ts';
import { readContents } from './contents.ts';
import { outputOf } from './output.ts';
import { contentRequest, type GenerationConfig } from './request.ts';
import { readTurn } from './turn.ts';

/** What a request for content wants, checked as far as it can be without looking at the pictures. */
export interface ContentOrder {
  turn: Turn;
  config: GenerationConfig;
  /** How many pictures are to be made. */
  count: number;
  /** The form that is wanted; null leaves each picture in its own. */
  output: Output | null;
  /** What the answer may hold; null when the caller has not said it. */
  modalities: readonly string[] | null;
}

/** @throws ServiceError naming the field that is wrong */
export function readContentOrder(body: unknown): ContentOrder {
  const { contents, generationConfig } = parse(contentRequest, camelKeys(body));
  const config = generationConfig ?? {};
  const options = ['generationConfig', 'imageConfig', 'imageOutputOptions'];
  return {
    turn: readTurn(readContents(contents)),
    config,
    count: config.candidateCount ?? 1,
    output: outputOf(config.imageConfig?.imageOutputOptions, options),
    modalities: modalitiesOf(config),
  };
}

/** Only pictures are made here: whoever wants none must not pay for one. */
function modalitiesOf({ responseModalities }: GenerationConfig): readonly string[] | null {
  const modalities = responseModalities?.map((modality) => modality.trim().toUpperCase()) ?? [];
  if (modalities.length === 0) return null;
  if (modalities.includes('IMAGE')) return modalities;
  const param = 'generationConfig.responseModalities';
  throw new ServiceError('invalid_value', `'${param}' has no IMAGE, but this model makes nothing else.`, { param });
}
