import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createByteCache } from './byte-cache.ts';
import type { ImageSpec, ProbedImage } from './draw-image.ts';
import type { VideoSpec } from './draw-video.ts';

/** What the process is asked to do. */
export type RenderOrder = { id: number } & (
  | { task: 'image'; spec: ImageSpec }
  | { task: 'video'; spec: VideoSpec }
  | { task: 'probe'; bytes: Uint8Array }
);

export type RenderAnswer = { id: number } & ({ ok: true; value: unknown } | { ok: false; message: string });

/** A picture or clip to be drawn. */
export type Drawing = { task: 'image'; spec: ImageSpec } | { task: 'video'; spec: VideoSpec };

/**
 * Draws media and reads images in one process of its own, which exists only while there is work and a little longer. Not in
 * a thread: WebAssembly in threads that come and go brings V8 down now and then, and everybody with it.
 */
export interface Renderer {
  /** The bytes of a drawing; the same one is drawn once and remembered while there is room. */
  draw(drawing: Drawing): Promise<Buffer>;
  /** Starts a drawing that will be wanted later, unless many are waiting: then it is made when it is asked for. */
  prepare(drawing: Drawing): void;
  /** @throws Error when the bytes are no image. */
  probe(bytes: Uint8Array): Promise<ProbedImage>;
  close(): Promise<void>;
}

const WORKER = fileURLToPath(new URL('./render-worker.ts', import.meta.url));
const CACHE_BYTES = 64 * 1024 * 1024;
const IDLE_MS = 15_000;
const MAX_PREPARED = 8;

export function createRenderer({ idleMs = IDLE_MS }: { idleMs?: number } = {}): Renderer {
  const cache = createByteCache(CACHE_BYTES);
  const drawings = new Map<string, Promise<Buffer>>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let worker: ChildProcess | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;

  function start(): ChildProcess {
    const started = fork(WORKER, [], { serialization: 'advanced', execArgv: [] });
    started.unref(); // an idle process must not keep ours alive; a waiting request does
    started.channel?.unref();
    started.on('message', (answer: RenderAnswer) => {
      const order = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.ok) order?.resolve(answer.value);
      else order?.reject(new Error(answer.message));
      if (waiting.size === 0) restSoon();
    });
    started.on('error', giveUp);
    started.on('exit', () => {
      if (worker === started) giveUp(new Error('the render process ended'));
    });
    return started;
  }

  function giveUp(cause: unknown): void {
    worker = null;
    for (const order of waiting.values()) order.reject(cause);
    waiting.clear();
  }

  /** The encoder's memory is given back by ending the process. */
  function restSoon(): void {
    idle = setTimeout(stop, idleMs).unref();
  }

  function stop(): void {
    const stopping = worker;
    worker = null;
    stopping?.kill('SIGKILL'); // it holds nothing that could be lost
  }

  function order<T>(work: { task: 'probe'; bytes: Uint8Array } | Drawing): Promise<T> {
    if (idle) clearTimeout(idle);
    worker ??= start();
    lastId += 1;
    const result = Promise.withResolvers<unknown>();
    waiting.set(lastId, result);
    worker.send({ id: lastId, ...work });
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
      stop();
      giveUp(new Error('the sandbox is closing'));
    },
  };
}
