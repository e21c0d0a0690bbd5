import { once } from 'node:events';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import roll from 'pino-roll';

/** Lines kept in memory while the disk does not take them; beyond it new ones are dropped, so that memory stays bounded. */
const MAX_PENDING_CHARACTERS = 4 * 1024 * 1024;
/** Lines hold what callers asked for: nothing for other users of the machine. */
const OWNER_AND_GROUP = 0o640;
const FILE_NAME = /^flow2api\.(\d{4}-\d{2}-\d{2})\.(\d+)\.log$/;

export interface LogFileOptions {
  folder: string;
  /** Size at which a new file is begun. */
  maxMb: number;
  /** Files kept in all, the current one included; at least 2. */
  files: number;
  /** Told when writing begins to fail, once until it works again. */
  onError(error: Error): void;
}

/** Where log lines go. */
export interface LogFile {
  write(line: string): void;
  /** Writes out what is pending, at once. For the end of the process. */
  flushSync(): void;
  /** Writes out what is pending and closes the file. Later lines are dropped. */
  close(): Promise<void>;
}

/**
 * Opens `flow2api.<date>.<number>.log` in the folder; a new one is begun each day and at the given size.
 * @throws when the folder cannot be made or the file cannot be opened
 */
export async function openLogFile({ folder, maxMb, files, onError }: LogFileOptions): Promise<LogFile> {
  await mkdir(folder, { recursive: true });
  const stream = await roll({
    file: join(folder, 'flow2api.log'),
    size: `${maxMb}m`,
    frequency: 'daily',
    dateFormat: 'yyyy-MM-dd',
    // Counted beside the current file.
    limit: { count: files - 1, removeOtherLogFiles: true },
    maxLength: MAX_PENDING_CHARACTERS,
    mode: OWNER_AND_GROUP,
    sync: false,
  });
  await once(stream, 'ready');
  // The library deletes old files only when it begins a new one while running, which a service restarted daily never sees.
  await deleteOldFiles(folder, files);

  let failing = false;
  let closed = false;
  stream.on('write', () => {
    failing = false;
  });
  stream.on('error', (error: Error) => {
    if (!failing) onError(error);
    failing = true;
  });

  return {
    write(line) {
      if (!closed) stream.write(line);
    },
    flushSync() {
      if (!closed) stream.flushSync();
    },
    async close() {
      if (closed) return;
      closed = true;
      const ended = once(stream, 'close');
      stream.end();
      await ended;
    },
  };
}

/** What all log files of a folder take, bytes; 0 where there is no such folder. */
export async function logBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch((): string[] => []);
  const sizes = names.filter((name) => FILE_NAME.test(name)).map((name) => stat(join(folder, name)).catch(() => null));
  // One that was deleted meanwhile takes nothing.
  return (await Promise.all(sizes)).reduce((sum, found) => sum + (found?.size ?? 0), 0);
}

async function deleteOldFiles(folder: string, keep: number): Promise<void> {
  const found = (await readdir(folder)).flatMap((name) => {
    const [, date, number] = FILE_NAME.exec(name) ?? [];
    return date === undefined ? [] : [{ name, date, number: Number(number) }];
  });
  found.sort((a, b) => b.date.localeCompare(a.date) || b.number - a.number);
  await Promise.all(found.slice(keep).map(({ name }) => unlink(join(folder, name))));
}
