// How the browser's part is built: client/ into client/dist, scripts in files of their own (the server's
// policy allows no inline script), one bundle per screen, and a worker that knows every file.
import type { ReactNode } from 'react'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunks, filesBeside, START, WORLD } from './build/chunk-groups.ts'
import { brotliFiles } from './build/brotli.ts'
import { compileHint } from './build/compile-hints.ts'
import { unusedReact } from './build/unused-react.ts'
import { worldPage } from './build/world-page.ts'
import { splitFirstView } from './build/first-view-split.ts'
import { madeSheets } from './build/made-sheets.ts'
import { precache } from './build/precache.ts'
import { drawingSheet } from './drawings/drawing-sheet.tsx'
import { INDOORS } from './drawings/indoor-shapes.tsx'
import { OUTDOORS } from './drawings/outdoor-shapes.tsx'
import type { LaterSprite } from './drawings/drawn-sprites.ts'
import { FIRST_DRAWINGS } from './drawings/thing-shapes.tsx'

/** A drawing that no sheet has would be a type error here. */
const LATER_DRAWINGS: Readonly<Record<LaterSprite, ReactNode>> = { ...INDOORS, ...OUTDOORS }

const resolve = { alias: { 'lib0/logging': `${import.meta.dirname}/build/yjs-console.ts` } }

/** What makes code of files. */
const plugins = [
  unusedReact(),
  react(),
  madeSheets({
    // An emoji has a shadow, and nothing else that we draw.
    'first-drawings': () => drawingSheet({ emoji: null, ...FIRST_DRAWINGS }),
    'later-drawings': () => drawingSheet(LATER_DRAWINGS),
  }),
]

export default defineConfig({
  root: import.meta.dirname,
  resolve,
  plugins: [
    splitFirstView({ start: START, screens: [WORLD], resolve, plugins }),
    ...plugins,
    worldPage(WORLD),
    precache(),
    brotliFiles(),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The oldest browsers that know light-dark(): the two lights of the paper rest on it.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false, resolveDependencies: filesBeside },
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
