import { Worker } from 'node:worker_threads';
import { createByteCache } from './byte-cache.ts';
import type { ImageSpec, ProbedImage } from './draw-image.ts';
import type { VideoSpec } from './draw-video.ts';

/** What the thread is asked to do. */
export type RenderOrder = { id: number } & (
  | { task: 'image'; spec: ImageSpec }
  | { task: 'video'; spec: VideoSpec }
  | { task: 'probe'; bytes: Uint8Array }
);

export type RenderAnswer = { id: number } & ({ ok: true; value: unknown } | { ok: false; message: string });

/** A picture or clip to be drawn. */
export type Drawing = { task: 'image'; spec: ImageSpec } | { task: 'video'; spec: VideoSpec };

/** Draws media and reads images in one thread of its own, which exists only while there is work and a little longer. */
export interface Renderer {
  /** The bytes of a drawing; the same one is drawn once and remembered while there is room. */
  draw(drawing: Drawing): Promise<Buffer>;
  /** Starts a drawing that will be wanted later, unless many are waiting: then it is made when it is asked for. */
  prepare(drawing: Drawing): void;
  /** @throws Error when the bytes are no image. */
  probe(bytes: Uint8Array): Promise<ProbedImage>;
  close(): Promise<void>;
}

const CACHE_BYTES = 64 * 1024 * 1024;
const IDLE_MS = 15_000;
const MAX_PREPARED = 8;

export function createRenderer({ idleMs = IDLE_MS }: { idleMs?: number } = {}): Renderer {
  const cache = createByteCache(CACHE_BYTES);
  const drawings = new Map<string, Promise<Buffer>>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;

  function startThread(): Worker {
    const started = new Worker(new URL('./render-worker.ts', import.meta.url));
    started.unref(); // an idle thread must not keep the process alive; a waiting request does
    started.on('message', (answer: RenderAnswer) => {
      const order = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) order?.resolve(answer.value);
      else order?.reject(new Error(answer.message));
      if (waiting.size === 0) restSoon();
    });
    started.on('error', giveUp);
    started.on('exit', () => {
      if (thread === started) giveUp(new Error('the render thread ended'));
    });
    return started;
  }

  function giveUp(cause: unknown): void {
    thread = null;
    for (const order of waiting.values()) order.reject(cause);
    waiting.clear();
  }

  /** The encoder's memory is given back by ending the thread. */
  function restSoon(): void {
    idle = setTimeout(() => void stopThread(), idleMs).unref();
  }

  async function stopThread(): Promise<void> {
    const stopping = thread;
    thread = null;
    await stopping?.terminate();
  }

  function order<T>(work: { task: 'probe'; bytes: Uint8Array } | Drawing): Promise<T> {
    if (idle) clearTimeout(idle);
    thread ??= startThread();
    lastId += 1;
    const result = Promise.withResolvers<unknown>();
    waiting.set(lastId, result);
    thread.postMessage({ id: lastId, ...work });
    return result.promise as Promise<T>;
  }

  async function drawNow(key: string, drawing: Drawing): Promise<Buffer> {
    try {
      const bytes = await order<Uint8Array>(drawing);
      const buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
      cache.set(key, buffer);
      return buffer;
    } finally {
      drawings.delete(key);
    }
  }

  function draw(drawing: Drawing): Promise<Buffer> {
    const key = JSON.stringify(drawing);
    const done = cache.get(key);
    if (done) return Promise.resolve(done);
    const underWay = drawings.get(key);
    if (underWay !== undefined) return underWay;
    const started = drawNow(key, drawing);
    drawings.set(key, started);
    return started;
  }

  return {
    draw,
    prepare: (drawing) => {
      // A drawing that fails here fails again, visibly, when it is asked for.
      if (drawings.size < MAX_PREPARED) draw(drawing).catch(() => {});
    },
    probe: (bytes) => order<ProbedImage>({ task: 'probe', bytes }),
    close: async () => {
      if (idle) clearTimeout(idle);
      await stopThread();
      giveUp(new Error('the sandbox is closing'));
    },
  };
}
