// Which thing a file is in, by the folders around it. The page of a folder is the file of the same name
// beside it, or else `index.md` or `README.md` in it; a folder that has neither is a thing without a page.
import { IMPORTED_AS, nameFromFile } from './format/file-name.ts'
import { DEEP, folded, folderOf, INDEX, LIMBO, PAGE_ENDING } from './format/folder-paths.ts'
import { namedHost, type FolderThing } from './format/folder-thing.ts'

/** A file's thing before it is known what it is in. */
export type Loose = Omit<FolderThing, 'host'>

/** Finds out what each thing is in. */
export class FileHosts {
  readonly #loose: ReadonlyMap<string, Loose>
  readonly #rootPath: string | null
  readonly #isWorld: boolean
  readonly #indexes: ReadonlyMap<string, string>
  /** The paths of all pages, as some file system may take them for the same. */
  readonly #folded: ReadonlySet<string>
  readonly #housed = new Map<string, FolderThing>()
  readonly #folders = new Map<string, FolderThing | 'limbo' | null>()

  constructor(loose: ReadonlyMap<string, Loose>, indexes: ReadonlyMap<string, string>, isWorld: boolean) {
    this.#loose = loose
    this.#folded = new Set(Array.from(loose.keys(), folded))
    this.#rootPath = indexes.get('') ?? null
    this.#isWorld = isWorld
    this.#indexes = indexes
  }

  all(): { root: FolderThing | null; things: FolderThing[] } {
    const rootFile = this.#rootPath === null ? null : this.#loose.get(this.#rootPath)
    for (const path of this.#loose.keys()) if (path !== this.#rootPath) this.#thing(path)
    const things = [...this.#housed.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    return { root: rootFile ? { ...rootFile, host: null } : null, things }
  }

  #thing(path: string): FolderThing | null {
    const known = this.#housed.get(path)
    const file = this.#loose.get(path)
    if (known !== undefined || file === undefined) return known ?? null
    const folder = folderOf(path)
    // The page of a folder is beside it, or in it; then it is in the thing of the folder above.
    const isIndex = folder !== '' && this.#pageOf(folder) === path && path.startsWith(folder)
    // A file that says itself what it is in needs no thing for its folder.
    const saysItself = namedHost({ ...file, host: null }) !== null
    const host = saysItself ? null : this.#folder(isIndex ? folderOf(folder.slice(0, -1)) : folder)
    const thing = { ...file, host }
    this.#housed.set(path, thing)
    return thing
  }

  /** The file that stands for a folder: beside it, else in it. */
  #pageOf(folder: string): string | null {
    const bare = folder.slice(0, -1)
    for (const beside of [`${bare}${PAGE_ENDING}`, `${bare}.markdown`]) {
      if (beside !== this.#rootPath && this.#loose.has(beside)) return beside
    }
    return this.#indexes.get(folder) ?? null
  }

  /** The thing that a folder is; null for the whole. */
  #folder(folder: string): FolderThing | 'limbo' | null {
    if (folder === '') return null
    if (this.#isWorld && folder === `${LIMBO}/`) return 'limbo'
    if (this.#isWorld && folder === `${DEEP}/`) return null
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    const page = this.#pageOf(folder)
    const thing = (page === null ? null : this.#thing(page)) ?? this.#bare(folder)
    this.#folders.set(folder, thing)
    return thing
  }

  /** A folder that no page tells of. */
  #bare(folder: string): FolderThing {
    const bare = folder.slice(0, -1)
    const own = bare.slice(folderOf(bare).length)
    const name = nameFromFile(own) || 'Folder'
    const path = `${bare}${PAGE_ENDING}`
    const host = this.#folder(folderOf(bare))
    const nothing = new Map<string, unknown>()
    // Beside `CONTRIBUTING.md` the page of `contributing/` is in it: some systems take both for one file.
    const importedAs = this.#folded.has(folded(path))
      ? `${own}/${INDEX}${PAGE_ENDING}`
      : `${own}${PAGE_ENDING}`
    const thing = {
      path,
      id: null,
      name,
      page: '',
      isAsWritten: false,
      keys: new Map([[IMPORTED_AS, importedAs]]),
      more: nothing,
      host,
      isFolder: true,
    }
    this.#housed.set(path, thing)
    return thing
  }
}

/** By name, best first: which page in a folder stands for it. */
const INDEXES = ['index.md', 'readme.md', 'index.markdown', 'readme.markdown']

/** The pages that stand for the folders that they are in. */
export function indexesIn(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const rank = (path: string): number => INDEXES.indexOf(path.slice(folderOf(path).length).toLowerCase())
  for (const path of paths) {
    const before = found.get(folderOf(path))
    if (rank(path) < 0 || (before !== undefined && rank(before) <= rank(path))) continue
    found.set(folderOf(path), path)
  }
  return found
}
