// How the browser's part is built: client/ into client/dist, scripts in files of their own (the server's
// policy allows no inline script), one bundle per screen, and a worker that knows every file.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunks, WORLD } from './build/chunk-groups.ts'
import { brotliFiles } from './build/brotli.ts'
import { compileHint } from './build/compile-hints.ts'
import { worldPage } from './build/world-page.ts'
import { precache } from './build/precache.ts'

export default defineConfig({
  root: import.meta.dirname,
  resolve: { alias: { 'lib0/logging': `${import.meta.dirname}/build/yjs-console.ts` } },
  plugins: [react(), worldPage(WORLD), precache(), brotliFiles()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The oldest browsers that know light-dark(): the two lights of the paper rest on it.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        worker: `${import.meta.dirname}/worker/service-worker.ts`,
      },
      output: {
        entryFileNames: ({ name }) => (name === 'worker' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: chunks,
        // After all else, or it would be taken out as a comment.
        postBanner: compileHint,
      },
    },
  },
})
