import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compressFiles } from './build/compress-files.ts';
import { builtFrom, STAMP, sourceDigest } from './build/source-digest.ts';

const DIST = join(import.meta.dirname, 'dist');

/**
 * Builds the console unless what is there was built from the same sources and packages. Takes a few milliseconds then.
 * Returns one line for whoever started it.
 */
async function buildConsole(): Promise<string> {
  const startedAt = performance.now();
  const digest = sourceDigest();
  if (builtFrom(DIST) === digest) return 'The console is up to date.';
  // Apart first, then in one step: a service that starts meanwhile sees the old one or the new one.
  const next = `${DIST}-${process.pid}`;
  // Else whoever starts this for a test or in development would get the libraries' slower and larger development code.
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  try {
    await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn', build: { outDir: next } });
    await compressFiles(next);
    await writeFile(join(next, STAMP), digest);
    await rm(DIST, { recursive: true, force: true });
    await rename(next, DIST);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return `The console is built, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`;
}

/** The service must start also where the packages to build with are not installed. */
function problemOf(cause: unknown): string {
  const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
  if (isAbsent) return 'The console is not built: its packages are for development. `npm ci` installs them.';
  return `The console could not be built: ${cause instanceof Error ? cause.message : String(cause)}`;
}

process.stderr.write(`${await buildConsole().catch(problemOf)}\n`);
