import { defineConfig } from 'vitest/config';

/** As Node itself resolves: with Vite's own conditions a test would get another copy of a package than the code that it tests. */
const conditions = ['node', 'module-sync', 'import'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    // A hang is noticed; a machine that is busy with something else is none.
    testTimeout: 40_000,
    hookTimeout: 60_000,
    reporters: ['default', './.ci/count-reporter.ts'],
    projects: [
      {
        extends: true,
        resolve: { conditions },
        ssr: { resolve: { conditions, externalConditions: conditions } },
        test: {
          name: 'node',
          // Files share what has been loaded: they start real programs and servers of their own and change nothing of their process.
          isolate: false,
          include: [
            '{schema,server,shim,config,docs,bench,.ci}/**/*.test.ts',
            'web/{e2e,testing}/**/*.test.ts',
            'web/*.test.ts',
          ],
        },
      },
      './web/vitest.config.ts',
    ],
  },
});
