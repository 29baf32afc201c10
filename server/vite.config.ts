// How the server is built: server/ into server/dist, with the packages that it uses, one file for each
// process and thread and the chunks that they share. Node finds and reads some 800 modules one by one
// otherwise, which is most of a start.
import { globSync, rmSync, statSync } from 'node:fs'
import http from 'node:http'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite'
import { DAY_MS } from '../shared/time/durations.ts'

const SERVER = import.meta.dirname
const DIST = join(SERVER, 'dist')
/** What processes and threads begin with, and the name of its file in the bundle. */
const ENTRIES: ReadonlyMap<string, string> = new Map(
  globSync(['main.ts', 'cli.ts', '*/**/*-{worker,thread}.ts', 'storage/**/integrity-check.ts'], {
    cwd: SERVER,
  }).map((path) => [join(SERVER, path), basename(path, '.ts')]),
)

/** Paths that a module names by `new URL(path, import.meta.url)`. */
const NAMED_FILES = /(?<=new URL\(')[^']+(?=', import\.meta\.url\))/g

/**
 * Files that a module names are found from the bundle: what a process or a thread begins with beside it,
 * anything else where it lies.
 */
const filesFromDist: Plugin = {
  name: 'files-from-dist',
  enforce: 'pre',
  transform: (code, id) =>
    code.replaceAll(NAMED_FILES, (path) => {
      const file = resolve(dirname(id), path)
      const entry = ENTRIES.get(file)
      return entry === undefined ? relative(DIST, file) : `${entry}.js`
    }),
}

/**
 * For tests, which run the sources: the processes and threads that these start run the bundle. What a test
 * itself starts from a source stays so.
 */
export const bundledWorkers: Plugin = {
  name: 'bundled-workers',
  enforce: 'pre',
  transform: (code, id) =>
    !id.startsWith(SERVER) || code.search(NAMED_FILES) < 0
      ? null
      : code.replaceAll(NAMED_FILES, (path) => {
          const entry = ENTRIES.get(resolve(dirname(id), path))
          return entry === undefined ? path : join(relative(dirname(id), DIST), `${entry}.js`)
        }),
}

const HTTP_NAMES = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, how]) =>
  'value' in how ? [name] : [],
)

/**
 * To import one name of `node:http` makes Node read all of them, those too that load an HTTP client which
 * nothing here uses: 65 ms of each start.
 */
const httpByName: Plugin = {
  name: 'http-by-name',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === 'node:http' && importer?.startsWith(SERVER) === true ? '\0http-by-name' : null,
  load: (id) =>
    id === '\0http-by-name'
      ? `export const { ${HTTP_NAMES.join(', ')} } = process.getBuiltinModule('node:http')`
      : null,
}

/** A template literal whose backslashes are letters. */
const RAW_BEYOND_ASCII = /String\.raw`[^`]*[^\0-\x7f`]/

/**
 * One letter beyond ASCII makes Node keep a whole file with two bytes for each letter, and turn it around
 * several times: without, a start takes a tenth less work and 9 MB less memory.
 */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue
      if (RAW_BEYOND_ASCII.test(file.code))
        this.error(`${file.fileName} has a letter beyond ASCII in a String.raw: it cannot be escaped there.`)
      file.code = file.code.replaceAll(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    }
  },
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

/** Builds these entries, apart from others: what a node loads is in few files, whatever its threads share. */
const buildOf = (isHere: (name: string) => boolean): EnvironmentOptions => ({
  consumer: 'server',
  // The second must run before the first; only one command needs them.
  resolve: { noExternal: true, external: ['@peculiar/x509', 'reflect-metadata'] },
  build: {
    ssr: true,
    outDir: DIST,
    emptyOutDir: false,
    target: 'node24',
    sourcemap: true,
    rollupOptions: {
      input: Object.fromEntries([...ENTRIES].flatMap(([file, name]) => (isHere(name) ? [[name, file]] : []))),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        keepNames: true,
        comments: false,
      },
    },
  },
})

export default defineConfig({
  root: SERVER,
  plugins: [filesFromDist, httpByName, asciiOnly, removesOlder],
  environments: {
    node: buildOf((name) => name === 'main'),
    others: buildOf((name) => name !== 'main'),
  },
  builder: {
    async buildApp(builder) {
      const { node, others } = builder.environments
      if (node) await builder.build(node)
      if (others) await builder.build(others)
    },
  },
})
