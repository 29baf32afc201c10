// How the server is built: server/ into server/dist, with the packages that it uses, one file for each
// process and thread and the chunks that they share. Node finds and reads some 800 modules one by one
// otherwise, which is most of a start.
import { globSync, readFileSync, rmSync, statSync } from 'node:fs'
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
    code.search(NAMED_FILES) < 0
      ? null
      : sameLines(
          code.replaceAll(NAMED_FILES, (path) => {
            const file = resolve(dirname(id), path)
            const entry = ENTRIES.get(file)
            return entry === undefined ? relative(DIST, file) : `${entry}.js`
          }),
        ),
}

/** Code whose lines stand where they stood, so that the map of the sources holds. */
const sameLines = (code: string): { readonly code: string; readonly map: null } => ({ code, map: null })

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

/** How the bundler writes that a module of Node is imported, and that a package requires one. */
const NODE_IMPORT = /^import (?:(?<all>[\w$]+)|\{(?<names>[^}]*)\}) from "(?<module>node:[\w/]+)";$/gm
const NODE_REQUIRE = /__require\("(?:node:)?(?<module>[\w/]+)"\)/g
/** Modules of Node that a start does without: they are read when one of their functions is called. */
const SELDOM: ReadonlySet<string> = new Set([
  'assert',
  'child_process',
  'dns/promises',
  'https',
  'readline',
  'stream/consumers',
  'tls',
])

/**
 * Takes from modules of Node what is named, and no more. An import makes Node read every name of a module,
 * those too that load a part that nothing here uses, such as an HTTP client: a fifth of each start.
 */
const nodeByName: Plugin = {
  name: 'node-by-name',
  renderChunk: (code) =>
    sameLines(
      code
        .replaceAll(NODE_IMPORT, (...matched) => {
          const { all, names = '', module = '' } = matched.at(-1) as Record<string, string | undefined>
          const read = `process.getBuiltinModule("${module}")`
          if (!SELDOM.has(module.slice('node:'.length)))
            return `const ${all ?? `{${names.replaceAll(' as ', ': ')}}`} = ${read};`
          const one = names.split(',').map((name) => {
            const [there = '', here = there] = name.trim().split(' as ')
            return `${here} = ${whenCalled(`${read}.${there}`)}`
          })
          return `const ${all === undefined ? one.join(', ') : `${all} = ${whenCalled(read)}`};`
        })
        .replaceAll(NODE_REQUIRE, (required, module: string) =>
          SELDOM.has(module) ? whenCalled(required) : required,
        ),
    ),
}

/** JavaScript of a function, class or object that is read when it is called, or a member of it is. */
const whenCalled = (read: string): string => {
  const calls = [
    `get: (_, name) => ${read}[name]`,
    `apply: (_, self, given) => Reflect.apply(${read}, self, given)`,
    `construct: (_, given) => new (${read})(...given)`,
  ]
  return `new Proxy(function () {}, { ${calls.join(', ')} })`
}

/** Types of media that Express is asked for by the ending of a file, or adds a character set to. */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/javascript',
  'application/json',
  'application/octet-stream',
  'application/zip',
  'text/css',
  'text/html',
  'text/javascript',
  'text/plain',
])

/** Packages that Express reads at each start, and that nothing here calls: a fifth of all that was read. */
const UNUSED: ReadonlyMap<string, string> = new Map([
  // Bodies are read as bytes, so none is decoded.
  ['iconv-lite', 'A body is read as bytes here.'],
  // Queries are read by Node's own parser, and no body is a form.
  ['qs', 'A query is read by Node here.'],
])

/** The one function that Yjs takes from there. The whole of it is a twentieth of a start. */
const RANDOM_VALUES = `
  import { randomFillSync } from 'node:crypto'
  export const getRandomValues = (bytes) => randomFillSync(bytes)
`

/** Leaves out what packages bring along for others. */
const smallPackages: Plugin = {
  name: 'small-packages',
  enforce: 'pre',
  load(id) {
    if (id.endsWith('/lib0/webcrypto.node.js')) return RANDOM_VALUES
    const [, name = ''] = /node_modules\/([^/]+)\/(?!.*node_modules)/.exec(id) ?? []
    const why = UNUSED.get(name)
    if (why !== undefined)
      return `module.exports = new Proxy({}, { get() { throw new Error(${JSON.stringify(why)}) } })`
    if (name !== 'mime-db' || !id.endsWith('.json')) return null
    const all = JSON.parse(readFileSync(id, 'utf8')) as Record<string, unknown>
    return JSON.stringify(Object.fromEntries(Object.entries(all).filter(([type]) => MEDIA_TYPES.has(type))))
  },
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

/** Removes what builds left until a week ago; a node that runs may still ask for parts that are newer. */
const removesOlder: Plugin = {
  name: 'removes-older',
  buildStart() {
    for (const path of globSync(join(DIST, '*'))) {
      if (statSync(path).mtimeMs < Date.now() - 7 * DAY_MS) rmSync(path)
    }
  },
}

/** An entry waits in a file of its own: what is loaded meanwhile would else wait for what waits for it. */
const isNoEntry = (id: string): boolean => !ENTRIES.has(id)

/**
 * Builds these entries, apart from others. What each loads at its start is one file, so that a start reads
 * few files; what is loaded later is in others.
 */
const buildOf = (isHere: (name: string) => boolean, startsAs: string | null = null): EnvironmentOptions => ({
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
        // They are beside it.
        sourcemapExcludeSources: true,
        ...(startsAs !== null && {
          codeSplitting: { groups: [{ name: startsAs, tags: ['$initial'], test: isNoEntry }] },
        }),
      },
    },
  },
})

export default defineConfig({
  root: SERVER,
  plugins: [filesFromDist, nodeByName, smallPackages, asciiOnly, removesOlder],
  environments: {
    node: buildOf((name) => name === 'main', 'node'),
    store: buildOf((name) => name === 'store-worker', 'store'),
    others: buildOf((name) => name !== 'main' && name !== 'store-worker'),
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) {
        if (environment.name !== 'client' && environment.name !== 'ssr') await builder.build(environment)
      }
    },
  },
})
