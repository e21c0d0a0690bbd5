import { drawImage, probeImage } from './draw-image.ts';
import type { VideoSpec } from './draw-video.ts';
import type { RenderAnswer, RenderOrder } from './renderer.ts';

if (process.send === undefined) throw new Error('render-worker.ts is started by renderer.ts, as a process of its own');

// A terminal tells everybody to stop at once; work for requests that are still answered ends when the parent lets go.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// Also when it is in the midst of a drawing: nobody is left to have it.
process.on('disconnect', () => process.exit());

/** Pictures and clips are made one after the other; only checks of uploads, which are short, are done in between. */
let lastDrawing: Promise<unknown> = Promise.resolve();

process.on('message', (order: RenderOrder) => {
  if (order.task === 'probe') void answer(order.id, probeImage(order.bytes));
  else {
    const draw = () => (order.task === 'image' ? drawImage(order.spec) : drawClip(order.spec));
    const drawing = lastDrawing.then(draw, draw);
    lastDrawing = drawing;
    void answer(order.id, drawing);
  }
});

/** The encoder is big and slow to load: it waits for the first clip. */
async function drawClip(spec: VideoSpec): Promise<Uint8Array> {
  const { drawVideo } = await import('./draw-video.ts');
  return drawVideo(spec);
}

async function answer(id: number, work: Promise<unknown>): Promise<void> {
  try {
    send({ id, ok: true, value: await work });
  } catch (cause) {
    send({ id, ok: false, message: cause instanceof Error ? cause.message : String(cause) });
  }
}

const send = (message: RenderAnswer) => process.send?.(message);
