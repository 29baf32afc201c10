// Where files of worlds lie while they are judged: a folder in the data folder, since they may be large. What
// is in it at a start is of an import that was cut off.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes the folder, empty. */
export async function openIncoming(data: string): Promise<string> {
  const folder = join(data, 'incoming')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  return folder
}
