import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createFakeService } from '../testing/fake-service.ts';
import { finishedPicture } from '../testing/fixtures.ts';
import { openMade } from './made.ts';

const [PICTURE] = finishedPicture().assets ?? [];

/** A finished job of these files, and the streams that are opened for it. */
function finished(...files: string[]) {
  const service = createFakeService();
  const opened: Readable[] = [];
  const read = async () => {
    const stream = Readable.from(['AAAA']);
    opened.push(stream);
    return stream;
  };
  service.change({ state: 'completed', assets: files.map((file) => ({ ...PICTURE, file }) as never) });
  const options = {
    images: { ...service.deps.images, read },
    publicUrl: 'http://here.example',
    output: { format: 'png' as const, quality: undefined },
    delivery: 'b64_json' as const,
    signal: AbortSignal.timeout(10_000),
  };
  return { service, opened, open: () => openMade(service.job(), options) };
}

test('what was opened and not written is closed', async () => {
  const { service, opened, open } = finished('a.png', 'b.png');
  service.pictures.set('a.png', Buffer.from('a')).set('b.png', Buffer.from('b'));
  {
    using made = await open();
    expect(made.pictures).toHaveLength(2);
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  }
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, true]);
});

test('when one of several files is gone, those opened before it are closed', async () => {
  const { service, opened, open } = finished('a.png', 'gone.png');
  service.pictures.set('a.png', Buffer.from('a'));
  await expect(open()).rejects.toMatchObject({ code: 'media_unavailable', outcome: 'unknown' });
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
});
