import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** An append-only file of JSON lines. Appends made in the same moment go out in one write. */
export interface Journal {
  append(line: string): void;
  /** Resolves when every line appended so far has been handed to the operating system, so that it survives a kill of this process. */
  settled(): Promise<void>;
  /** Replaces the file by these lines; lines appended meanwhile follow them. */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

/** A journal for a sandbox that keeps its state in memory only. */
export const noJournal: Journal = {
  append: () => {},
  settled: async () => {},
  rewrite: async () => {},
  close: async () => {},
};

const LINES_PER_WRITE = 500;

/** Reads the lines of a journal, oldest first; a file that is not there has none. */
export async function* readJournal(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) if (line !== '') yield line;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
}

/** Opens a journal for appending. `snapshot` yields the lines that a rewrite keeps. */
export async function openJournal(path: string, snapshot: () => Iterable<string>): Promise<Journal> {
  let file = await openToAppend(path);
  let next = newBatch();
  let writing: Promise<void> | null = null;

  /** Writes batch after batch until nothing waits; whoever waits for one batch is not held up by the following ones. */
  async function pump(): Promise<void> {
    await Promise.resolve(); // let everything appended in this turn join the first write
    while (next.lines.length > 0 || next.rewrite) {
      const batch = next;
      next = newBatch();
      writing = batch.done.promise;
      try {
        // A snapshot contains what the batch says: records change before their line is appended.
        if (batch.rewrite) file = await replace(path, file, snapshot());
        else await file.appendFile(batch.lines.join(''));
        batch.done.resolve();
      } catch (cause) {
        batch.done.reject(cause);
      }
    }
    writing = null;
    pumping = false;
  }
  let pumping = false;
  function start(): void {
    if (pumping) return;
    pumping = true;
    void pump();
  }
  const settled = async (): Promise<void> => {
    await (next.lines.length > 0 || next.rewrite ? next.done.promise : writing);
  };

  return {
    append: (line) => {
      next.lines.push(`${line}\n`);
      start();
    },
    settled,
    rewrite: () => {
      next.rewrite = true;
      start();
      return settled();
    },
    close: async () => {
      await settled();
      await file.close();
    },
  };
}

interface Batch {
  lines: string[];
  rewrite: boolean;
  done: PromiseWithResolvers<void>;
}

function newBatch(): Batch {
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => {}); // a failed write is told to those who wait for it; often nobody does
  return { lines: [], rewrite: false, done };
}

async function openToAppend(path: string): Promise<FileHandle> {
  const file = await open(path, 'a+', 0o600);
  const { size } = await file.stat();
  if (size === 0) return file;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  // A kill in the middle of a write leaves half a line; the next one must not be glued to it.
  if (buffer[0] !== 0x0a) await file.appendFile('\n');
  return file;
}

async function replace(path: string, previous: FileHandle, lines: Iterable<string>): Promise<FileHandle> {
  const fresh = await open(`${path}.new`, 'w', 0o600);
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(`${line}\n`);
    if (chunk.length < LINES_PER_WRITE) continue;
    await fresh.appendFile(chunk.join(''));
    chunk = [];
  }
  await fresh.appendFile(chunk.join(''));
  await fresh.close();
  await rename(`${path}.new`, path);
  await previous.close();
  return open(path, 'a', 0o600);
}
