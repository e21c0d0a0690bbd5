import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { buildConsole } from './testing/build-console.ts';

const DIST = join(import.meta.dirname, 'dist');
const KB = 1024;

interface Chunk {
  file: string;
  src?: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
let manifest: Record<string, Chunk>;

beforeAll(async () => {
  await buildConsole();
  manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));
}, 120_000);

const gzipped = (file: string): number => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;
const sizeOf = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipped(file), 0);

/** The files that come with an entry: itself and all that it imports without waiting. */
function comesWith(key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const imported of chunk.imports ?? []) comesWith(imported, found);
  return found;
}

const shell = () => comesWith('index.html');
const beyondShell = (key: string) => [...comesWith(key)].filter((file) => !shell().has(file));
const scripts = () => Object.entries(manifest).filter(([, { file }]) => file.endsWith('.js'));
const kilobytes = (bytes: number): number => bytes / KB;

test('the frame of the console weighs 95 KB at most', () => {
  expect(kilobytes(sizeOf(shell()))).toBeLessThanOrEqual(95);
});

test('with the overview it weighs 130 KB at most', () => {
  const overview = beyondShell('pages/overview/page.tsx');
  expect(overview.length).toBeGreaterThan(0);
  expect(kilobytes(sizeOf([...shell(), ...overview]))).toBeLessThanOrEqual(130);
});

test('no other part weighs more than 35 KB', () => {
  const heavy = scripts()
    .filter(([, { file }]) => !shell().has(file))
    .map(([key, { file }]) => [key, kilobytes(gzipped(file))] as const)
    .filter(([, size]) => size > 35);
  expect(heavy).toEqual([]);
});

test('the styles weigh 20 KB at most', () => {
  const styles = new Set(Object.values(manifest).flatMap(({ file, css = [] }) => [...css, file]));
  expect(kilobytes(sizeOf([...styles].filter((file) => file.endsWith('.css'))))).toBeLessThanOrEqual(20);
});

test('the letters that are needed at once weigh 30 KB at most', () => {
  const [letters] = Object.values(manifest).filter(({ src }) => src?.includes('geist-latin') === true);
  expect(kilobytes(readFileSync(join(DIST, letters?.file ?? '')).length)).toBeLessThanOrEqual(30);
});

test('nothing in the console comes from elsewhere', () => {
  const texts = scripts().map(([, { file }]) => readFileSync(join(DIST, file), 'utf8'));
  const loads = texts.flatMap((text) => text.match(/(?:import|fetch|src=|href=)[("'`]+https?:\/\/[^"'`]+/g) ?? []);
  expect(loads).toEqual([]);
});
