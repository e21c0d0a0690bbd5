import { z } from 'zod';
import type { MediaKind } from '../../../schema/catalogue.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { GenerationRequest } from '../../../schema/generation.ts';
import { spokenNumber, wish, word } from '../../fields.ts';
import type { Output } from '../../images/output.ts';
import { fieldName, parse } from '../../parse.ts';
import { shortened } from '../../shortened.ts';
import type { Path } from '../contents.ts';
import type { FieldNames } from '../google-words.ts';
import { outputOf } from '../output.ts';
import type { InteractionRequest } from './request.ts';

export const format = z.object({
  type: wish.nullish(),
  aspect_ratio: wish.nullish(),
  image_size: wish.nullish(),
  resolution: wish.nullish(),
  duration: spokenNumber.nullish(),
  mime_type: wish.nullish(),
  delivery: word(['inline', 'uri']),
});

/** What the result is to be like. */
export interface ResultFormat {
  /** In our words. */
  wishes: Pick<GenerationRequest, 'aspectRatio' | 'resolution' | 'seconds' | 'seed'>;
  /** What the shared checks call fields, in the words of this request. */
  names: FieldNames;
  /** The form of a picture; null leaves it in its own. */
  output: Output | null;
  /** How it is handed over; null when the caller has not said it. */
  delivery: 'inline' | 'uri' | null;
}

/** @throws ServiceError naming the field that is wrong */
export function readFormat(request: InteractionRequest, kind: MediaKind): ResultFormat {
  checkModalities(request, kind);
  const { value, path } = formatFor(request.response_format, kind);
  const { aspect_ratio, image_size, resolution, duration, mime_type, delivery } = parse(format, value, path);
  const { image_config, seed } = request.generation_config ?? {};
  const isPicture = kind === 'image';
  const named = (field: string) => fieldName([...path, field]);
  return {
    wishes: {
      aspectRatio: aspect_ratio ?? image_config?.aspect_ratio ?? undefined,
      resolution: (isPicture ? (image_size ?? image_config?.image_size) : resolution) ?? undefined,
      seconds: (isPicture ? undefined : duration) ?? undefined,
      seed: seed ?? undefined,
    },
    names: {
      aspect_ratio: named('aspect_ratio'),
      resolution: named(isPicture ? 'image_size' : 'resolution'),
      seconds: named('duration'),
      seed: 'generation_config.seed',
    },
    output: isPicture ? outputOf({ mimeType: mime_type }, path, 'mime_type') : null,
    delivery: delivery ?? null,
  };
}

/** The one of the wished formats that the model makes. Texts may be wished for beside it. */
function formatFor(given: unknown, kind: MediaKind): { value: unknown; path: Path } {
  const path: Path = ['response_format'];
  if (given === undefined || given === null) return { value: {}, path };
  const list = Array.isArray(given) ? given : [given];
  if (list.length === 0) return { value: {}, path };
  const index = list.findIndex((each) => isOfKind(each, kind));
  const at = Array.isArray(given) ? [...path, Math.max(index, 0)] : path;
  if (index === -1) throw otherKind(typeIn(list[0]), kind, fieldName([...at, 'type']));
  return { value: list[index], path: at };
}

/** A format that does not say its type is left to the check of its form. */
function isOfKind(value: unknown, kind: MediaKind): boolean {
  const type = typeIn(value);
  return type === null || type === kind;
}

function typeIn(value: unknown): string | null {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  return typeof type === 'string' && type !== '' ? type.trim().toLowerCase() : null;
}

/** The older way of saying what the answer may hold. Whoever wants nothing that is made here must not pay for it. */
function checkModalities({ response_modalities: modalities, response_format }: InteractionRequest, kind: MediaKind) {
  if (response_format || !modalities || modalities.length === 0) return;
  if (modalities.some((modality) => modality.trim().toLowerCase() === kind)) return;
  throw otherKind(modalities.join(', '), kind, 'response_modalities');
}

function otherKind(type: string | null, kind: MediaKind, param: string): ServiceError {
  const makes = kind === 'image' ? 'pictures' : 'videos';
  const message = `'${param}' asks for '${shortened(type ?? '')}', but this model makes ${makes} and nothing else: use "${kind}".`;
  return new ServiceError('invalid_value', message, { param });
}
