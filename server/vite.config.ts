// How the server is built: server/ into server/dist, with the packages that it uses, one file for each process
// and thread and the chunks that they share. Node finds and reads some 800 modules one by one otherwise, which
// is most of a start.
import { globSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { DAY_MS } from '../shared/time/durations.ts'

const SERVER = import.meta.dirname
const DIST = join(SERVER, 'dist')
/** What processes and threads begin with, and the name of its file in the bundle. */
const ENTRIES = new Map(
  globSync(['main.ts', 'cli.ts', '*/**/*-{worker,thread}.ts', 'storage/**/integrity-check.ts'], {
    cwd: SERVER,
  }).map((path) => [join(SERVER, path), basename(path, '.ts')]),
)

/**
 * Files that a module names by `new URL(path, import.meta.url)` are found from the bundle: what a process or
 * a thread begins with beside it, anything else where it lies.
 */
const filesFromDist: Plugin = {
  name: 'files-from-dist',
  enforce: 'pre',
  transform: (code, id) =>
    code.replaceAll(/(?<=new URL\(')[^']+(?=', import\.meta\.url\))/g, (path) => {
      const file = resolve(dirname(id), path)
      const entry = ENTRIES.get(file)
      return entry === undefined ? relative(DIST, file) : `${entry}.js`
    }),
}

/** Removes what builds left until a day ago; a node that runs may still ask for what is newer. */
const removesOlder: Plugin = {
  name: 'removes-older',
  buildStart() {
    for (const path of globSync(join(DIST, '*'))) {
      if (statSync(path).mtimeMs < Date.now() - DAY_MS) rmSync(path)
    }
  },
}

export default defineConfig({
  root: SERVER,
  plugins: [filesFromDist, removesOlder],
  // The second must run before the first; only one command needs them.
  ssr: { noExternal: true, external: ['@peculiar/x509', 'reflect-metadata'] },
  build: {
    ssr: true,
    outDir: DIST,
    emptyOutDir: false,
    target: 'node24',
    sourcemap: true,
    rollupOptions: {
      input: Object.fromEntries([...ENTRIES].map(([file, name]) => [name, file])),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', keepNames: true },
    },
  },
})
