// Pictures in the data folder: `assets/ab/abcd…`, each a file that only its owner reads. Written aside,
// synced, then named, so that a file with a picture's name is that picture, whatever crashed when.
import { randomBytes } from 'node:crypto'
import { mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parsePictureId, type PictureId } from '../../shared/world/picture-id.ts'
import { DiskFull, StoreFault } from '../storage/store.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import { FolderRefusal, whyUnusable } from '../storage/sqlite/files/data-folder.ts'

/** The folder in the data folder. */
const ASSETS = 'assets'
/** The ending of a file that is being written. */
const ASIDE = '.part'

/** Where a picture is in a data folder. */
export const picturePath = (data: string, id: PictureId): string => join(data, ASSETS, id.slice(0, 2), id)

/**
 * Files in `data`/assets; files that a crash left half written there are removed. Rejects with a
 * FolderRefusal, or with a StoreFault.
 */
export async function openFolderFiles(data: string): Promise<PictureFiles> {
  const folder = join(data, ASSETS)
  const pathOf = (id: PictureId): string => picturePath(data, id)
  await asFault(async () => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await removeAside(folder)
    } catch (error) {
      throw refusalOf(folder, error) ?? error
    }
  })

  async function put(id: PictureId, bytes: Uint8Array): Promise<void> {
    const path = pathOf(id)
    if ((await sizeOf(path)) === bytes.length) return
    const inner = dirname(path)
    const isNew = (await mkdir(inner, { recursive: true, mode: 0o700 })) !== undefined
    if (isNew) await syncFolder(folder)
    const aside = `${path}.${randomBytes(6).toString('hex')}${ASIDE}`
    try {
      const file = await open(aside, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(aside, path)
    } catch (error) {
      await rm(aside, { force: true })
      throw error
    }
    await syncFolder(inner)
  }

  return {
    put: (id, bytes) => asFault(() => put(id, bytes)),
    open: (id) =>
      asFault(async () => {
        const file = await open(pathOf(id), 'r').catch(nullIfMissing)
        if (file === null) return null
        return { bytes: (await file.stat()).size, stream: file.createReadStream() }
      }),
    remove: (id) => asFault(() => rm(pathOf(id), { force: true })),
    async *list() {
      for await (const inner of await opendir(folder)) {
        if (!inner.isDirectory()) continue
        for (const name of await readdir(join(folder, inner.name))) {
          const id = parsePictureId(name)
          const stats = id && (await stat(pathOf(id)).catch(nullIfMissing))
          if (id && stats) yield { id, at: stats.mtimeMs }
        }
      }
    },
  }
}

/** A full disk is no refusal: it is told as what it is. */
function refusalOf(folder: string, error: unknown): FolderRefusal | null {
  const why = isFull(error) ? null : whyUnusable(error)
  return why === null
    ? null
    : new FolderRefusal(
        `The folder ${folder}, which has the pictures, cannot be used: ${why}. Fix it, or restore the last ` +
          'backup into a new folder: npm run inkland -- restore BACKUP --data NEW_FOLDER.',
      )
}

async function sizeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(nullIfMissing))?.size ?? null
}

/** A new name lasts once its folder is on the disk, too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function removeAside(folder: string): Promise<void> {
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.name.endsWith(ASIDE)) await rm(join(entry.parentPath, entry.name), { force: true })
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}

async function asFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FolderRefusal) throw error
    const Fault = isFull(error) ? DiskFull : StoreFault
    throw new Fault('a picture could not be written or read', { cause: error })
  }
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOSPC'
