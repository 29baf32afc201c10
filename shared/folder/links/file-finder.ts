// Which file of a folder a link means, as programs that write such folders have it: the file at that path
// from the page, or from the top, or else the nearest whose path ends so.
import { folderOf, PAGE_ENDING, resolvePath } from '../format/folder-paths.ts'
import { whyUnread } from '../format/left-out-files.ts'
import { alike, alikePartsOf } from './named-pictures.ts'

/** Files of one name that are told apart: a hostile page may name one in each of its lines. */
const ALIKE_MAX = 50

interface IndexedFile {
  readonly path: string
  readonly parts: readonly string[]
}

export type FileFinder = ReturnType<typeof createFileFinder>

/** Finds files among these; a page also without its ending, and the page that stands for a folder. */
export function createFileFinder(paths: Iterable<string>) {
  const all = new Set(paths)
  const byName = new Map<string, IndexedFile[]>()
  for (const path of all) {
    // One in a hidden folder is meant by its whole path alone.
    if (whyUnread(path) !== null) continue
    const parts = alikePartsOf(path)
    const name = parts.at(-1) ?? ''
    const bare = name.replace(/\.(?:md|markdown)$/, '')
    put(byName, name, { path, parts })
    if (bare !== name) put(byName, bare, { path, parts: [...parts.slice(0, -1), bare] })
  }

  function at(path: string | null): string | null {
    if (path === null) return null
    const folder = path === '' ? '' : `${path}/`
    const meant = [path, `${path}${PAGE_ENDING}`, `${folder}index.md`, `${folder}README.md`]
    return meant.find((one) => all.has(one)) ?? null
  }

  function ending(from: string, written: string): string | null {
    if (written.endsWith('/')) return null
    const wanted = alikePartsOf(written)
    const here = folderOf(from)
    let best: { readonly path: string; readonly far: number } | null = null
    for (const { path, parts } of byName.get(wanted.at(-1) ?? '') ?? []) {
      if (
        parts.length < wanted.length ||
        wanted.some((part, at) => part !== parts[parts.length - wanted.length + at])
      )
        continue
      const far = folderOf(path) === here ? 0 : parts.length
      if (best === null || far < best.far || (far === best.far && path < best.path)) best = { path, far }
    }
    return best?.path ?? null
  }

  return {
    /** `written`: the path of a link on the page `from`, without percents and without a heading. */
    find(from: string, written: string): string | null {
      const path = written.normalize('NFC')
      const relative = at(resolvePath(from, path))
      return relative ?? (/^\.{1,2}\//.test(path) ? null : (at(resolvePath('', path)) ?? ending(from, path)))
    },
  }
}

function put(map: Map<string, IndexedFile[]>, name: string, file: IndexedFile): void {
  const same = map.get(alike(name))
  if (same === undefined) map.set(alike(name), [file])
  else if (same.length < ALIKE_MAX) same.push(file)
}
