import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The module by which Vite's own build wraps every dynamic import. */
const VITES_OWN = '\0vite/preload-helper.js';
const OURS = join(import.meta.dirname, '../late/files-first.ts');

/** Has dynamic imports wait for their files in our way, see `late/files-first.ts`, instead of in Vite's. */
export function filesFirstPlugin(): Plugin {
  return {
    name: 'files-first',
    enforce: 'pre',
    apply: 'build',
    config: () => ({
      // Vite leaves out the list where a part has no imports of its own.
      build: { modulePreload: { polyfill: false, resolveDependencies: withItself } },
    }),
    load: (id) => (id === VITES_OWN ? `export { filesFirst as __vitePreload } from ${JSON.stringify(OURS)};` : null),
  };
}

const withItself = (file: string, imported: string[], { hostType }: { hostType: 'html' | 'js' }): string[] =>
  hostType === 'js' ? [...new Set([file, ...imported])] : imported;
