import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { filesFirstPlugin } from './build/files-first-plugin.ts';

/** Where `npm start` listens, for the development server to pass calls on to. */
const SERVICE = process.env.FLOW2API_CONSOLE_SERVICE ?? 'http://127.0.0.1:8000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [solid(), tailwindcss(), filesFirstPlugin()],
  server: {
    proxy: {
      '/trpc/': SERVICE,
      '^/graphql(?:$|[/?])': { target: SERVICE, ws: true },
      '/files/': SERVICE,
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox128'],
    manifest: true,
    // Parts as data: addresses would be refused by the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 400,
  },
});
