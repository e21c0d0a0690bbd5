import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{schema,server,shim,config,docs,bench,.ci}/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default', './.ci/count-reporter.ts'],
  },
});
