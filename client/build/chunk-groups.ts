// Which modules go into one file. Left to itself, the bundler makes a file of every set of modules that the
// same screens share: three dozen for the first view of a world, each of which costs a browser more to ask
// for than to read.
import { join } from 'node:path'
import type { Rolldown } from 'vite'

const at = (path: string): string => join(import.meta.dirname, path)
/** Where the browser begins, and the two screens that people begin with. */
const START = at('../main.tsx')
export const WORLD = at('../screens/world/world-screen.tsx')
const HOME = at('../screens/home/home-screen.tsx')

/** The files that a world is seen by. */
export const FIRST: ReadonlySet<string> = new Set(['start', 'world', 'libraries', 'world-screen'])

/**
 * Yjs imports it in place of its own module: it is beside Yjs, or the two files would wait for each other.
 */
const YJS_LOG = at('yjs-console.ts')

/** Imports of libraries that are not used here, or only later: no screen needs them. */
const SEPARATE = /\/(?:@codemirror\/(?:autocomplete|lang-html)|lucide-react\/dist\/esm\/icons)\//

/**
 * Small modules of libraries that many parts share; none of these libraries imports what is in another file
 * but the start. The two icons are on the bar of a world from the first.
 */
const SHARED: readonly (readonly [name: string, RegExp])[] = [
  ['icons', /\/lucide-react\/(?!.*\/(?:house|chevron-right)\.)/],
  ['controls', /\/(?:@base-ui|@floating-ui|reselect|use-sync-external-store|tabbable)\//],
  ['schemas', /\/zod\//],
]

/**
 * One file has the code of every visit; another has the code to see a world; the libraries of a world are
 * apart, so that a browser keeps them when we change. The rest is in files of its own, fetched on demand.
 */
export const chunks: Rolldown.CodeSplittingOptions = {
  groups: [{ name: nameOf }],
  includeDependenciesRecursively: false,
}

function nameOf(id: string, build: Rolldown.ChunkingContext): string | null {
  // A module that is fetched by itself stays by itself.
  const info = build.getModuleInfo(id)
  if (info === null || info.isEntry || info.dynamicImporters.length > 0) return null
  const needs = (screen: string): boolean => reachedFrom(screen, build).has(id)
  if (needs(START) || (needs(WORLD) && needs(HOME))) return 'start'
  if (!needs(WORLD)) return SHARED.find(([, test]) => test.test(id))?.[0] ?? null
  return id.includes('/node_modules/') || id === YJS_LOG ? 'libraries' : 'world'
}

const reached = new WeakMap<Rolldown.ChunkingContext, Map<string, ReadonlySet<string>>>()

/** A module and all that it imports before it runs. */
function reachedFrom(entry: string, build: Rolldown.ChunkingContext): ReadonlySet<string> {
  const known = reached.get(build) ?? new Map<string, ReadonlySet<string>>()
  reached.set(build, known)
  const before = known.get(entry)
  if (before) return before
  const found = new Set<string>()
  const left = [entry]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id) || SEPARATE.test(id)) continue
    found.add(id)
    left.push(...(build.getModuleInfo(id)?.importedIds ?? []))
  }
  known.set(entry, found)
  return found
}
