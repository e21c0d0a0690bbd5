import { join } from 'node:path';
import { destination, type Logger, multistream, pino, stdTimeFunctions } from 'pino';
import type { Settings } from '../../schema/settings.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { maskSecrets } from './mask.ts';
import { currentRequestId } from './request-context.ts';

export interface LoggerOptions {
  debug: Pick<Settings['debug'], 'logLevel' | 'maskToken' | 'logMaxMb' | 'logFiles'>;
  /** Log files go to `logs/` in it; null writes none. */
  dataDir: string | null;
  /** Whether lines on standard output are made for eyes; by default when it is a terminal. */
  pretty?: boolean;
  /** Takes what would go to standard output. */
  output?: LineOutput;
}

/** Takes text; `flush` calls back when all of it has gone out. */
interface LineOutput {
  write(text: string): void;
  flush?(done: () => void): void;
}

/** The log and its end. */
export interface Log {
  logger: Logger;
  /** Takes another level and other masking, for every line from now on. */
  change(debug: Pick<Settings['debug'], 'logLevel' | 'maskToken'>): void;
  /** Writes out everything that is pending. Lines that come later reach standard output only. */
  close(): Promise<void>;
}

/**
 * Logs to standard output (readable on a terminal, JSON lines otherwise) and, as JSON lines, to files that are begun anew
 * by day and size. Every line inside a request carries its id; with `maskToken` no line shows a secret whole.
 *
 * Both are written from this process: worker transports cost more memory and lose lines when the process ends in a hurry.
 * @throws when the log folder cannot be written
 */
export async function createLogger({ debug, dataDir, pretty, output }: LoggerOptions): Promise<Log> {
  const standard = output ?? standardOutput();
  const format = (pretty ?? process.stdout.isTTY) ? await prettyFormat() : (line: string) => line;
  const file = dataDir === null ? null : await openFile(join(dataDir, 'logs'));
  const sinks = [{ write: (line: string) => standard.write(format(line)) }, ...(file === null ? [] : [file])];
  let { maskToken } = debug;
  const logger = pino(
    {
      level: debug.logLevel,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: requestFields,
      hooks: { streamWrite: (line) => (maskToken ? maskSecrets(line) : line) },
    },
    // The logger's own level decides; the streams take all that it lets through.
    multistream(sinks.map((stream) => ({ level: 'trace', stream }))),
  );
  const flushAtExit = () => file?.flushSync();
  process.on('exit', flushAtExit);

  return {
    logger,
    change(next) {
      ({ maskToken } = next);
      logger.level = next.logLevel;
    },
    async close() {
      process.off('exit', flushAtExit);
      await file?.close();
      await new Promise<void>((done) => (standard.flush === undefined ? done() : standard.flush(done)));
    },
  };

  function openFile(folder: string): Promise<LogFile> {
    return openLogFile({ folder, maxMb: debug.logMaxMb, files: debug.logFiles, onError: reportFailingFile });
  }

  /** Straight to standard output: the log itself would come back to the file that fails. */
  function reportFailingFile({ message }: Error): void {
    standard.write(
      format(
        `${JSON.stringify({ level: 'error', time: new Date().toISOString(), msg: `The log file cannot be written: ${message}` })}\n`,
      ),
    );
  }
}

/** Standard output that never holds the process up, and that a reader may leave. */
function standardOutput(): LineOutput {
  return destination({ dest: 1, sync: false });
}

/** A fresh object each time: pino puts the line's own fields into it. */
function requestFields(): object {
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { requestId };
}

/** Loaded only where it is needed, since a service without a terminal never does. */
async function prettyFormat(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ colorize: process.stdout.isTTY, translateTime: 'SYS:HH:MM:ss.l', singleLine: false }) as (
    line: string,
  ) => string;
}
