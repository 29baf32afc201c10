// Which modules go into one file. Left to itself, the bundler makes a file of every set of modules that the
// same screens share: three dozen for the first view of a world, each of which costs a browser more to ask
// for than to read.
import { join } from 'node:path'
import type { Rolldown } from 'vite'
import { isRest } from './first-view-split.ts'

const at = (path: string): string => join(import.meta.dirname, path)
/** Where the browser begins, and the two screens that people begin with. */
export const START = at('../main.tsx')
export const WORLD = at('../screens/world/world-screen.tsx')
const HOME = at('../screens/home/home-screen.tsx')
const SCREENS = at('../screens/')

/** What every visit to a world fetches once the world is seen: one file, since each costs as it comes. */
const TOOLS = [
  '../screens/world/bar-start.tsx',
  '../screens/world/bar-tools.tsx',
  '../screens/world/commands/command-keys.tsx',
  '../screens/world/floor-lines.tsx',
  '../screens/world/floor-marks.tsx',
  '../screens/world/people-around.tsx',
  '../screens/world/phone-dock.tsx',
  '../screens/world/side-panel.tsx',
  '../adding/sending-mark.tsx',
  '../floor/zoom-buttons.tsx',
  '../people/figures/floor-figures.tsx',
  '../people/follow-band.tsx',
  '../session/keep-tab-steps.ts',
  '../undo/stored-undo.ts',
].map(at)

/** And what who may write fetches then. */
const WRITING = [
  '../floor/floor-input.tsx',
  '../floor/gestures/select-frame.tsx',
  '../page/page-tools.ts',
  '../screens/world/floor-drop.tsx',
].map(at)

/** The files that a world is seen by. */
export const FIRST: ReadonlySet<string> = new Set(['start', 'world', 'libraries'])

/**
 * Yjs imports it in place of its own module: it is beside Yjs, or the two files would wait for each other.
 */
const YJS_LOG = at('yjs-console.ts')

/** Imports of libraries that are not used here, or only later: no screen needs them. */
const SEPARATE = /\/(?:@codemirror\/(?:autocomplete|lang-html)|lucide-react\/dist\/esm\/icons)\//

/**
 * Small modules of libraries that many parts share; none of these libraries imports what is in another file
 * but the start.
 */
const SHARED: readonly (readonly [name: string, RegExp])[] = [
  ['icons', /\/lucide-react\//],
  ['controls', /\/(?:@base-ui|@floating-ui|reselect|use-sync-external-store|tabbable)\//],
  ['schemas', /\/zod\//],
]

/**
 * One file has the code of every visit; another has the code to see a world; the libraries of a world are
 * apart, so that a browser keeps them when we change. What the first view does not use of the modules in one
 * of them is in a file beside it. All else is in files of its own, fetched on demand.
 */
export const chunks: Rolldown.CodeSplittingOptions = {
  groups: [{ name: nameOf }],
  includeDependenciesRecursively: false,
}

function nameOf(id: string, build: Rolldown.ChunkingContext): string | null {
  const info = build.getModuleInfo(id)
  if (info === null || info.isEntry) return null
  const needs = (...modules: readonly string[]): boolean =>
    modules.some((module) => reachedFrom(module, build).has(id))
  const needsFirst = (module: string): boolean => reachedFrom(module, build, false).has(id)
  const isTool = needs(...TOOLS)
  const isAfterwards = isTool || needs(...WRITING)
  if (id === WORLD) return 'world'
  // A module that is fetched by itself stays by itself, unless it comes with these.
  if (info.dynamicImporters.length > 0 && !isAfterwards) return null
  if (needsFirst(START) || (needsFirst(WORLD) && needsFirst(HOME))) return 'start'
  if (needsFirst(WORLD)) return isLibrary(id) || id === YJS_LOG ? 'libraries' : 'world'
  if (needs(START) || (needs(WORLD) && needs(HOME))) return 'start-rest'
  if (needs(WORLD)) return isLibrary(id) ? 'library-rest' : 'world-rest'
  const shared = SHARED.find(([, test]) => test.test(id))?.[0]
  if (shared !== undefined) return shared
  if (!isAfterwards) return null
  if (!isNeededElsewhere(id, build)) return isTool ? 'tools' : 'writing'
  return isLibrary(id) ? null : 'parts'
}

/** Files that are fetched at once where one begins, or as soon as a world is seen. */
const AT_ONCE = /\/(?:home-screen|live-connection|sign-in-screen|tools|writing)-/

/**
 * The files that are asked for together with one that is fetched later. Of most, only styles: to name all
 * that a file imports, for each that may ever be fetched, took 3 kB of the first view.
 */
export const filesBeside = (file: string, beside: readonly string[]): string[] =>
  beside.filter((other) => AT_ONCE.test(file) || other.endsWith('.css'))

const isLibrary = (id: string): boolean => id.includes('/node_modules/')

const reached = new WeakMap<Rolldown.ChunkingContext, Map<string, ReadonlySet<string>>>()

/** A module and all that it imports before it runs, with or without the rest of modules. */
function reachedFrom(entry: string, build: Rolldown.ChunkingContext, withRest = true): ReadonlySet<string> {
  const known = reached.get(build) ?? new Map<string, ReadonlySet<string>>()
  reached.set(build, known)
  const key = `${entry} ${withRest}`
  const before = known.get(key)
  if (before) return before
  const isLeftOut = (id: string): boolean => SEPARATE.test(id) || (!withRest && isRest(id))
  const found = walked([entry], (id) => (isLeftOut(id) ? null : (build.getModuleInfo(id)?.importedIds ?? [])))
  known.set(key, found)
  return found
}

/** These modules and all that `next` leads to from them; it answers null for one that does not count. */
function walked(from: readonly string[], next: (id: string) => readonly string[] | null): Set<string> {
  const found = new Set<string>()
  const left = [...from]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const further = found.has(id) ? null : next(id)
    if (further === null) continue
    found.add(id)
    left.push(...further)
  }
  return found
}

const elsewhere = new WeakMap<Rolldown.ChunkingContext, ReadonlySet<string>>()

/** Whether a screen that is no world needs a module, at once or later. */
function isNeededElsewhere(id: string, build: Rolldown.ChunkingContext): boolean {
  const found = elsewhere.get(build) ?? reachedBesideWorld(build)
  elsewhere.set(build, found)
  return found.has(id)
}

function reachedBesideWorld(build: Rolldown.ChunkingContext): ReadonlySet<string> {
  const start = reachedFrom(START, build)
  const laterOf = (id: string): readonly string[] => build.getModuleInfo(id)?.dynamicallyImportedIds ?? []
  const screens = [...start].flatMap(laterOf).filter((id) => id.startsWith(SCREENS))
  return walked(screens, (id) =>
    id === WORLD || start.has(id) ? null : [...(build.getModuleInfo(id)?.importedIds ?? []), ...laterOf(id)],
  )
}
