// Looks at the pictures of a data folder: are those that worlds hold there, and is each as it was written?
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { trouble, well, type FolderFinding } from './finding.ts'

/** Where pictures are. */
const ASSETS = 'assets'

/** Whether the pictures that worlds hold are there, by their names. */
export function* examineHeld(data: string, held: readonly string[]): Generator<FolderFinding> {
  const paths = new Set(held.map((id) => picturePathIn(data, id)).filter((path) => path !== null))
  for (const path of paths) {
    if (!existsSync(path)) yield trouble(`The picture ${path} is missing. Restore it from a backup.`)
  }
}

/** Where a picture is, by its name; null where that is none. */
const picturePathIn = (data: string, id: string): string | null =>
  /^[0-9a-f]{64}$/.test(id) ? join(data, ASSETS, id.slice(0, 2), id) : null

/** The name of a picture's file begins with the hash of its bytes. */
export async function* examineAssets(data: string): AsyncGenerator<FolderFinding> {
  const folder = join(data, ASSETS)
  if (!existsSync(folder)) return
  let whole = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = /^[0-9a-f]{64}/.exec(entry.name)?.[0]
    if (!entry.isFile() || name === undefined) continue
    const path = join(entry.parentPath, entry.name)
    if ((await hashOf(path)) === name) whole++
    else yield trouble(`The picture ${path} is damaged. Restore it from a backup.`)
  }
  if (whole > 0) yield well(`${whole} pictures are in order.`)
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
