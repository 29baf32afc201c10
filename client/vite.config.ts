// How the browser's part is built: client/ into client/dist, scripts in files of their own (the server's
// policy allows no inline script), one bundle per screen, and a worker that knows every file.
import type { ReactNode } from 'react'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunkOf } from './build/chunk-groups.ts'
import { brotliFiles } from './build/brotli.ts'
import { worldPage } from './build/world-page.ts'
import { madeFiles, madeSheets } from './build/made-sheets.ts'
import { precache } from './build/precache.ts'
import { drawingSheet, drawnThings } from './drawings/drawing-sheet.tsx'
import { INDOORS } from './drawings/indoor-shapes.tsx'
import { OUTDOORS } from './drawings/outdoor-shapes.tsx'
import type { LaterSprite } from './drawings/drawn-sprites.ts'
import { FIRST_DRAWINGS } from './drawings/thing-shapes.tsx'
import { numberRules } from '../shared/page/number-classes.ts'
import { sectionsSheet } from '../shared/folder/sections-sheet.ts'

/** A drawing that no sheet has would be a type error here. */
const LATER_DRAWINGS: Readonly<Record<LaterSprite, ReactNode>> = { ...INDOORS, ...OUTDOORS }

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    madeSheets({
      // An emoji has a shadow, and nothing else that we draw.
      'first-drawings': () => drawingSheet({ emoji: null, ...FIRST_DRAWINGS }),
      'later-drawings': () => drawingSheet(LATER_DRAWINGS),
      words: () => sectionsSheet('#words'),
      'page-numbers': numberRules,
    }),
    madeFiles({
      'drawings.json': () => JSON.stringify(drawnThings({ ...FIRST_DRAWINGS, ...LATER_DRAWINGS })),
    }),
    worldPage(),
    precache(),
    brotliFiles(),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The oldest browsers that know light-dark(), URL.parse and @property.
    target: ['chrome126', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        worker: `${import.meta.dirname}/worker/service-worker.ts`,
      },
      output: {
        entryFileNames: ({ name }) => (name === 'worker' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [{ name: chunkOf }], includeDependenciesRecursively: false },
      },
    },
  },
})
