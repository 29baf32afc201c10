// Of what the first view of a world is made of, a browser fetches what is used for it, and no more. The
// bundler keeps a module whole for all who import it: the first view would wait for all of a library that is
// ever used. So each such module is taken apart in two, and the rest comes with what uses it.
import { build, type Plugin, type Rolldown, type UserConfig } from 'vite'
import { FIRST_PART, splitModule, type Parts } from './split-module.ts'

/** In characters. A smaller rest does not pay: the two parts need words to import each other. */
const REST_MIN = 200

/** Whether a module is the rest of one that the first view uses. */
export const isRest = (id: string): boolean => /\.rest\.\w+$/.test(id)

interface FirstView {
  /** What a browser begins with, and the modules it then fetches to show a world. */
  readonly start: string
  readonly screens: readonly string[]
  readonly resolve: UserConfig['resolve']
  readonly plugins: UserConfig['plugins']
}

/** A Vite plugin that takes modules apart. */
export function splitFirstView(view: FirstView): Plugin {
  let used: Promise<ReadonlyMap<string, ReadonlySet<string>>>
  const made = new Map<string, string>()
  return {
    name: 'inkland-split',
    apply: 'build',
    enforce: 'pre',
    buildStart() {
      used = usedAtFirst(view)
    },
    resolveId(id, importer) {
      if (id === FIRST_PART) return importer?.replace(/\.rest(?=\.\w+$)/, '.first')
      return made.has(id) ? id : null
    },
    async load(id) {
      const code = made.get(id)
      if (code !== undefined) return { code, moduleSideEffects: !isRest(id) }
      const kept = (await used).get(id)
      const parts = kept && (await partsOf(id, kept, this))
      if (!parts) return null
      const [first, rest] = [id.replace(/\.\w+$/, '.first$&'), id.replace(/\.\w+$/, '.rest$&')]
      made.set(first, parts.first)
      made.set(rest, parts.rest)
      return parts.whole(first, rest)
    },
  }
}

/** The parts of a module's file. Null: it stays whole. */
async function partsOf(
  id: string,
  kept: ReadonlySet<string>,
  { fs }: Rolldown.PluginContext,
): Promise<Parts | null> {
  const lang = LANGUAGES.get(/\.\w+$/.exec(id)?.[0] ?? '')
  if (lang === undefined || id.startsWith('\0')) return null
  const parts = splitModule(await fs.readFile(id, { encoding: 'utf8' }), kept, lang)
  return parts === null || parts.rest.length < REST_MIN ? null : parts
}

const LANGUAGES: ReadonlyMap<string, 'js' | 'ts' | 'tsx'> = new Map([
  ['.js', 'js'],
  ['.mjs', 'js'],
  ['.ts', 'ts'],
  ['.tsx', 'tsx'],
])

/** Builds the first view alone, and looks which exports of each module are left in it. */
async function usedAtFirst({
  start,
  screens,
  resolve,
  plugins,
}: FirstView): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const fetchNothingElse: Plugin = {
    name: 'inkland-first-view',
    async resolveDynamicImport(specifier, importer) {
      if (typeof specifier !== 'string') return null
      const found = await this.resolve(specifier, importer)
      return found && screens.includes(found.id) ? found : { id: specifier, external: true }
    },
  }
  const built = await build({
    configFile: false,
    logLevel: 'error',
    ...(resolve && { resolve }),
    plugins: [...(plugins ?? []), fetchNothingElse],
    build: { write: false, minify: false, rollupOptions: { input: start } },
  })
  const used = new Map<string, ReadonlySet<string>>()
  for (const part of Array.isArray(built) ? built : [built]) {
    if (!('output' in part)) continue
    for (const file of part.output) {
      if (file.type !== 'chunk') continue
      for (const [id, { renderedExports }] of Object.entries(file.modules))
        used.set(id, new Set(renderedExports))
    }
  }
  return used
}
