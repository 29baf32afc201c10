// Which modules go into one file. Left to itself, Vite makes a file of each set of modules that the same
// parts use: 64 for the first view of a world, which a slow phone then shows a second later.
import { normalizePath, type Rolldown } from 'vite'

const at = (path: string): string => normalizePath(`${import.meta.dirname}/../${path}`)
const START = at('main.tsx')
export const WORLD = at('screens/world/world-screen.tsx')
/** Fetched beside a world's own data. */
const THINGS = at('floor/drawing/floor-things.tsx')
/** It imports what every world fetches once it is seen. */
const TOOLS = at('screens/world/lazy-parts.ts')
/** It comes once somebody may write. */
const EDITOR = at('page/page-editor.tsx')
/** Of what it imports: other parts of the client import the rest, too. */
const EDITORS_OWN = /\/client\/page\/|\/node_modules\//
const OTHER_SCREENS = /\/client\/screens\/(?!world\/)/
/** What Markdown's language imports for functions that nothing here calls. */
const UNCALLED = /\/@codemirror\/(?:autocomplete|lang-html)\//

/**
 * Names the file of a module; null: Vite chooses. What a module imports is in its own file or in one that is
 * named before it, so no two files wait for each other.
 */
export function chunkOf(id: string, graph: Rolldown.ChunkingContext): string | null {
  const areas = known.get(graph) ?? areasOf(graph)
  const { start, world, things, editor, screens, tools } = areas
  known.set(graph, areas)
  const isShared = screens.some((screen) => screen.has(id))
  if (start.has(id) || (world.has(id) && isShared)) return 'start'
  if (world.has(id)) return 'world'
  if (things.has(id)) return 'things'
  if (editor.has(id)) return tools.has(id) || !EDITORS_OWN.test(id) ? 'pieces' : 'editor'
  if ([...screens, tools].filter((area) => area.has(id)).length > 1) return 'parts'
  return tools.has(id) ? 'tools' : null
}

const known = new WeakMap<Rolldown.ChunkingContext, ReturnType<typeof areasOf>>()

/** The modules of each part that is fetched by itself. */
function areasOf(graph: Rolldown.ChunkingContext) {
  const laterOf = (id: string): readonly string[] => graph.getModuleInfo(id)?.dynamicallyImportedIds ?? []
  const importsOf = (id: string): readonly string[] => {
    const ids = graph.getModuleInfo(id)?.importedIds ?? []
    return id.includes('/lang-markdown/') ? ids.filter((each) => !UNCALLED.test(each)) : ids
  }
  const everything = reached([START], (id) => [...importsOf(id), ...laterOf(id)])
  const screens = new Set([...everything].flatMap(laterOf).filter((id) => OTHER_SCREENS.test(id)))
  return {
    start: reached([START], importsOf),
    world: reached([WORLD], importsOf),
    things: reached([THINGS], importsOf),
    editor: reached([EDITOR], importsOf),
    screens: [...screens].map((screen) => reached([screen], importsOf)),
    tools: reached(laterOf(TOOLS), importsOf),
  }
}

/** These modules, and all that `next` leads to from them. */
function reached(from: readonly string[], next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(from)
  for (const id of found) for (const each of next(id)) found.add(each)
  return found
}
