import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ServiceError } from '../../schema/errors.ts';
import type { ArrivedImage, InputImage } from '../../schema/generation.ts';
import type { ShimDeps } from '../deps.ts';
import type { FakeService } from './fake-service.ts';

const PICTURE: InputImage = { file: 'in.png', mimeType: 'image/png', width: 4, height: 4, sha256: 'ab' };

/** Pictures that come in and go out. Whatever begins like a PNG is one. */
export function createFakeImages(service: () => FakeService): ShimDeps['images'] {
  function arrived({ file, ...image }: InputImage, bytes?: Uint8Array): ArrivedImage {
    return {
      ...image,
      async keep() {
        if (bytes !== undefined) service().keptPictures.push(Buffer.from(bytes));
        return { ...image, file };
      },
      async discard() {},
    };
  }

  return {
    async take(bytes) {
      if (bytes[0] !== 0x89) throw new ServiceError('image_invalid', 'The bytes are no picture.');
      return arrived({ ...PICTURE, sha256: createHash('sha256').update(bytes).digest('hex') }, bytes);
    },
    async receive(stream) {
      const pieces = [];
      for await (const piece of stream) pieces.push(piece);
      return service().deps.images.take(Buffer.concat(pieces));
    },
    async inFormat(file, format, quality) {
      service().conversions.push({ file, format, quality });
      const bytes = service().pictures.get(file);
      if (bytes === undefined) return null;
      const name = file.replace(/\.\w+$/, `.${format}`);
      service().pictures.set(name, bytes);
      return { file: name, mimeType: `image/${format}`, bytes: bytes.length, width: 1376, height: 768 };
    },
    async fetch(url, signal) {
      service().fetched.push(url);
      service().fetchSignals.push(signal);
      if (url.includes('never-ending') || url.includes('stubborn')) await once(signal, 'abort');
      if (url.includes('never-ending')) signal.throwIfAborted();
      if (url.includes('unreachable')) throw new ServiceError('image_unreachable', 'The address does not answer.');
      return arrived({ ...PICTURE, file: 'fetched.png' });
    },
    async fromFile(name) {
      return service().pictures.has(name) ? { ...PICTURE, file: name } : null;
    },
    async read(name) {
      const bytes = service().pictures.get(name);
      return bytes === undefined ? null : Readable.from(base64Pieces(bytes));
    },
  };
}

function* base64Pieces(bytes: Buffer): Generator<string> {
  const text = bytes.toString('base64');
  for (let at = 0; at < text.length; at += 1000) yield text.slice(at, at + 1000);
}
