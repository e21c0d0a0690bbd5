import { ServiceError } from '../../schema/errors.ts';
import type { ShimDeps, UploadPiece, UploadStanding } from '../deps.ts';
import type { FakeService } from './fake-service.ts';

/** Uploads in pieces, which go nowhere but into the list of pictures that were kept. */
export function createFakeUploads(service: () => FakeService): ShimDeps['uploads'] {
  function begin(_apiKeyId: string, announced: number | null): string {
    if (service().refusal !== null) throw service().refusal;
    if (announced !== null) service().announced.push(announced);
    const id = `upload${service().uploads.size + 1}`;
    service().uploads.set(id, { received: 0, image: null });
    return id;
  }

  function standing(id: string): UploadStanding {
    const upload = service().uploads.get(id);
    if (upload === undefined) throw new ServiceError('not_found', 'There is no such upload.');
    return upload;
  }

  async function add(id: string, { offset, bytes, isLast }: UploadPiece): Promise<UploadStanding> {
    const upload = standing(id);
    if (offset !== upload.received) throw new ServiceError('invalid_value', 'The piece does not fit.');
    const pieces = [];
    for await (const piece of bytes) {
      pieces.push(piece);
      upload.received += piece.length;
    }
    if (isLast) upload.image = await (await service().deps.images.take(Buffer.concat(pieces))).keep();
    return upload;
  }

  function cancel(id: string): void {
    standing(id);
    service().uploads.delete(id);
  }

  return { begin, add, standing, cancel };
}
