import { ServiceError } from '../../schema/errors.ts';
import { fieldName } from '../parse.ts';
import { shortened } from '../shortened.ts';
import type { PictureSettings } from './request.ts';

export const PICTURE_FORMATS = ['png', 'jpeg', 'webp'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** The form in which pictures are delivered. */
export interface Output {
  format: PictureFormat;
  /** From 1 to 100, for formats that lose something; undefined leaves it to the converter. */
  quality: number | undefined;
}

const FORMATS: Readonly<Record<string, PictureFormat>> = {
  '': 'png',
  png: 'png',
  jpeg: 'jpeg',
  jpg: 'jpeg',
  webp: 'webp',
};

/**
 * The wished form; PNG unless another is named, since some clients label every picture so.
 * @param base where the settings stand in the request, for errors
 * @throws ServiceError `invalid_value` for a form that cannot be made
 */
export function outputOf(settings: PictureSettings, base: readonly PropertyKey[] = []): Output {
  const named = settings.output_format?.trim().toLowerCase() ?? '';
  const format = Object.hasOwn(FORMATS, named) ? FORMATS[named] : undefined;
  if (format === undefined) {
    throw refused(
      [...base, 'output_format'],
      `Pictures cannot be made as '${shortened(named)}'; use png, jpeg or webp.`,
    );
  }
  if (settings.background === 'transparent') {
    const message = 'The upstream makes no transparent backgrounds. Leave it out, or use "opaque" or "auto".';
    throw refused([...base, 'background'], message);
  }
  const { output_compression: compression } = settings;
  // Nought is taken on the wire, but no encoder has it.
  const quality = format === 'png' || typeof compression !== 'number' ? undefined : Math.max(1, compression);
  return { format, quality };
}

function refused(path: readonly PropertyKey[], message: string): ServiceError {
  return new ServiceError('invalid_value', message, { param: fieldName(path) });
}
