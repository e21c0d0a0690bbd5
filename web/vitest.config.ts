import solid from 'vite-plugin-solid';
import { defineProject } from 'vitest/config';

/** The console's parts in a document of their own. What needs a real browser or the service is in `e2e/`. */
export default defineProject({
  plugins: [solid()],
  test: {
    name: 'web',
    environment: 'happy-dom',
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['{e2e,testing}/**', '*.test.ts', 'dist/**'],
    testTimeout: 20_000,
  },
});
