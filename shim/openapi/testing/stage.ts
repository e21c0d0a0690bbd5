import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeService, KEY } from '../../testing/fake-service.ts';
import { finishedPicture, IMAGE_MODEL, TEXT_VIDEO_MODEL } from '../../testing/fixtures.ts';
import { operationOf, samplePath } from '../../testing/openapi.ts';
import { type RunningShim, startShim } from '../../testing/start-shim.ts';

export const PNG = Buffer.from('\x89PNG, or nearly', 'latin1');
/** The models that the document's examples name. */
const PICTURE_NAMES = ['gpt-image-2', 'gemini-2.5-flash-image'];
const VIDEO_NAMES = ['sora-2', 'veo-3.1-fast', 'gemini-omni-1.1-flash'];

export interface Call {
  /** What stands in the path. */
  path?: Record<string, string>;
  query?: string;
  headers?: Record<string, string>;
  /** Instead of the document's own example; a form is sent as one. */
  body?: unknown;
}

/** A shim whose jobs end as told, and which is called as the document says. */
export interface Stage extends AsyncDisposable {
  shim: RunningShim;
  /** What becomes of the jobs of a call as soon as they are made; by default each makes a picture. */
  end(service: FakeService): void;
  /** Calls an operation with a good key. */
  call(operationId: string, call?: Call): Promise<Response>;
}

export async function startStage(): Promise<Stage> {
  const shim = await startShim();
  const { service } = shim;
  const folder = await mkdtemp(join(tmpdir(), 'flow2api-openapi-'));
  for (const id of PICTURE_NAMES) service.models.push({ ...IMAGE_MODEL, id });
  for (const id of VIDEO_NAMES) service.models.push({ ...TEXT_VIDEO_MODEL, id, maxImages: 3 });
  service.jobIdOf = (index) => `gen_${String(index + 1).padStart(32, '0')}`;
  for (const [name, mimeType] of Object.entries({ 'result.png': 'image/png', 'result.mp4': 'video/mp4' })) {
    const path = join(folder, name);
    await writeFile(path, PNG);
    service.pictures.set(name, PNG);
    service.files.set(name, { path, mimeType, bytes: PNG.length, createdAt: 1_800_000_000_000 });
  }

  const stage: Stage = {
    shim,
    end: (jobs) => jobs.change(finishedPicture()),
    call,
    async [Symbol.asyncDispose]() {
      await shim[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };

  const { create } = service.deps.generations;
  service.deps.generations.create = async (...asked) => {
    const made = await create(...asked);
    stage.end(service);
    return made;
  };

  function call(operationId: string, { path = {}, query = '', headers = {}, body }: Call = {}): Promise<Response> {
    const { method, path: pattern, requestBody } = operationOf(operationId);
    const address = samplePath(pattern.replace(/\{(\w+)\}/g, (whole, name: string) => path[name] ?? whole));
    const said = body ?? requestBody?.content['application/json']?.example;
    return fetch(`${shim.url}${address}${query}`, {
      method: method.toUpperCase(),
      redirect: 'manual',
      headers: { authorization: `Bearer ${KEY}`, ...headers },
      body: said === undefined || isForm(said) ? (said ?? null) : JSON.stringify(said),
    });
  }

  return stage;
}

/** For jobs that are to stay as they were made. */
export const leave = (): void => undefined;

function isForm(body: unknown): body is FormData | Uint8Array<ArrayBuffer> {
  return body instanceof FormData || body instanceof Uint8Array;
}
