// The templates that come with the node: worlds to begin with, each a folder of Markdown files in `worlds/`,
// written as anybody writes one. They are read by the same reader as everybody's folders. There is no code
// behind a world.
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as Y from 'yjs'
import type { FolderPicture } from '../../shared/folder/images/folder-pictures.ts'
import { problemWords } from '../../shared/folder/format/folder-problem.ts'
import { sceneFromFolder } from '../../shared/folder/grow-scene.ts'
import { readFolder, type FolderFile } from '../../shared/folder/read-folder.ts'
import type { RandomBytes } from '../../shared/world/address.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { glanceAt, type WorldGlance } from '../../shared/world/glance/miniature.ts'

const FOLDER = fileURLToPath(new URL('./worlds', import.meta.url))

/** A world that comes with the node. */
interface NodeTemplate {
  /** The name of its folder. */
  readonly name: string
  readonly glance: WorldGlance
}

interface Looked {
  readonly templates: readonly NodeTemplate[]
  readonly pictures: ReadonlyMap<PictureId, FolderPicture>
}

interface Beginning {
  readonly scene: Y.Doc
  readonly pictures: readonly FolderPicture[]
}

/** Those that come first, and in this order: a newcomer looks at the first ones. */
const FIRST = ['garden', 'game', 'adventure', 'board', 'meeting', 'quiz']

export interface NodeTemplates {
  /** A friendly one first. */
  all(): Promise<readonly NodeTemplate[]>
  /** A picture that one of them shows; null: none does. */
  picture(id: PictureId): Promise<FolderPicture | null>
  /**
   * A scene to begin with, which is the caller's to destroy; null: there is no such template. Its programs
   * run at once: the node vouches for what it brings.
   */
  begin(name: string, title: string): Promise<Beginning | null>
}

/** Reads the folders when they are first asked for. */
export function createNodeTemplates(random: RandomBytes, folder = FOLDER): NodeTemplates {
  let read: Promise<ReadonlyMap<string, readonly FolderFile[]>> | null = null
  let looked: Promise<Looked> | null = null

  const folders = (): Promise<ReadonlyMap<string, readonly FolderFile[]>> =>
    (read ??= readAll(folder).catch((error: unknown) => {
      read = null
      throw error
    }))

  async function grow(name: string, title: string | null): Promise<Beginning | null> {
    const files = (await folders()).get(name)
    if (files === undefined) return null
    const told = readFolder(files)
    if (!told.ok) throw new Error(`the template ${name}: ${told.problems.map(problemWords).join(' ')}`)
    return { scene: sceneFromFolder(told.folder, title, random, true), pictures: told.folder.pictures }
  }

  async function look(): Promise<Looked> {
    const templates: NodeTemplate[] = []
    const pictures = new Map<PictureId, FolderPicture>()
    for (const name of (await folders()).keys()) {
      const grown = await grow(name, null)
      if (grown === null) continue
      templates.push({ name, glance: glanceAt(grown.scene) })
      for (const picture of grown.pictures) pictures.set(picture.id, picture)
      grown.scene.destroy()
    }
    return { templates, pictures }
  }

  const lookOnce = (): Promise<Looked> =>
    (looked ??= look().catch((error: unknown) => {
      looked = null
      throw error
    }))

  return {
    all: async () => (await lookOnce()).templates,
    picture: async (id) => (await lookOnce()).pictures.get(id) ?? null,
    begin: grow,
  }
}

function rankOf(name: string): number {
  const rank = FIRST.indexOf(name)
  return rank < 0 ? FIRST.length : rank
}

async function readAll(folder: string): Promise<ReadonlyMap<string, readonly FolderFile[]>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  names.sort((one, other) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1))
  return new Map(
    await Promise.all(names.map(async (name) => [name, await filesIn(join(folder, name))] as const)),
  )
}

async function filesIn(folder: string): Promise<readonly FolderFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const file = join(parentPath, name)
        return {
          path: relative(folder, file).split(sep).join('/'),
          bytes: new Uint8Array(await readFile(file)),
        }
      }),
  )
}
