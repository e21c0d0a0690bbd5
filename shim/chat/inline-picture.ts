import { ServiceError } from '../../schema/errors.ts';

const DATA_URL = /^data:([^,]{0,200}),/i;

export interface InlinePictureOptions {
  limitBytes: number;
  /** Field it stands in, for errors. */
  param: string;
}

/** Whether a text is a `data:` URL. */
export function isDataUrl(text: string): boolean {
  return DATA_URL.test(text);
}

/**
 * The bytes of a `data:` URL. The type it claims is not looked at: what the bytes are decides.
 * @throws ServiceError `image_invalid` when it is too large, which is known before anything is decoded, or not decodable
 */
export function decodeDataUrl(url: string, options: InlinePictureOptions): Buffer {
  const head = DATA_URL.exec(url);
  const payload = url.slice(head?.[0].length ?? 0);
  if (/;\s*base64$/i.test(head?.[1] ?? '')) return decodeBase64(payload, options);
  refuseOver(options, payload.length / 3);
  try {
    return Buffer.from(decodeURIComponent(payload), 'utf8');
  } catch (cause) {
    throw undecodable(options, cause);
  }
}

/** The bytes of bare base64, with or without line breaks. @throws ServiceError `image_invalid` as above */
export function decodeBase64(text: string, options: InlinePictureOptions): Buffer {
  refuseOver(options, decodedBytes(text));
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > 0 && bytes.length === decodedBytes(text)) return bytes;
  // The decoder skips what is not base64, so a wrong length is the sign of it. Line breaks are harmless.
  const packed = text.replace(/\s+/g, '');
  if (bytes.length === 0 || bytes.length !== decodedBytes(packed)) throw undecodable(options);
  return bytes;
}

/** How many bytes a clean base64 text stands for. */
function decodedBytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor(((text.length - padding) * 3) / 4);
}

function refuseOver({ limitBytes, param }: InlinePictureOptions, bytes: number): void {
  if (bytes <= limitBytes) return;
  throw new ServiceError('image_invalid', `The picture is larger than ${limitBytes} bytes, the limit of this server.`, {
    param,
  });
}

function undecodable({ param }: InlinePictureOptions, cause?: unknown): ServiceError {
  return new ServiceError('image_invalid', 'The picture cannot be decoded. Send its bytes as base64.', {
    param,
    cause,
  });
}
