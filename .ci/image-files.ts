import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, matchesGlob } from 'node:path';

/** Whether a `.dockerignore` with these lines keeps a file out of the image. A line may name a file or a folder. */
function isIgnored(path: string, lines: readonly string[]): boolean {
  return lines.some((line) => matchesGlob(path, line) || matchesGlob(path, `${line}/**`));
}

/** The files of these folders that come into the image. */
export function imageFiles(root: string, folders: readonly string[], dockerignore: string): string[] {
  const lines = dockerignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return globSync(
    folders.map((folder) => `${folder}/**/*.*`),
    { cwd: root },
  ).filter((path) => !isIgnored(path, lines));
}

/** What a file imports when it runs: type imports are stripped before that. Relative ones as paths from the root. */
export function runtimeImports(root: string, path: string): { files: string[]; packages: string[] } {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = [
    ...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm),
    ...text.matchAll(/^import '([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
    ...text.matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g),
  ].map(([, specifier = '']) => specifier);
  const relative = specifiers.filter((specifier) => specifier.startsWith('.'));
  const bare = specifiers.filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier));
  return {
    files: relative.map((specifier) => join(dirname(path), specifier)),
    packages: bare.map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  };
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}
