// What a doctor and a start say of a damaged folder, and whether that is enough: no saved edit is lost in
// silence, nothing ends in a stack, a start that refuses changes nothing, and each sentence says what to do.
import { join } from 'node:path'
import { expect } from 'vitest'
import { whatRests, whyUnreadable } from '../../../server/cli/doctor-command.ts'
import { acceptLoss } from '../../../server/storage/maintenance/accept-loss.ts'
import { examine } from '../../../server/storage/maintenance/folder-examination.ts'
import { FolderRefusal } from '../../../server/storage/sqlite/files/data-folder.ts'
import { contentsOf, type Contents } from './contents.ts'
import { filesOf } from './folder.ts'
import { openHere } from './here.ts'

/** Words that say what to do. */
export const REMEDY = /restore|npm run|--data|delete it|is written again|nothing is lost|other folder/i

interface Outcome {
  readonly kind: 'whole' | 'refused' | 'told' | 'silent' | 'stack'
  readonly text: string
}

/** All that a start reads, by the store without its thread, which takes longer to start than all the rest. */
export async function readFolder(folder: string): Promise<Contents> {
  const store = await openHere(folder)
  try {
    return await contentsOf(store)
  } finally {
    await store.close()
  }
}

/** `truth`: what the folder had before it was damaged. */
export const outcomeOf = (folder: string, truth: Contents): Promise<Outcome> =>
  judge(folder, truth).catch((error: unknown): Outcome => ({ kind: 'stack', text: String(error) }))

/** Throws where something ends in a stack. */
async function judge(folder: string, truth: Contents): Promise<Outcome> {
  const before = filesOf(folder)
  const troubles = await troublesIn(folder)
  expect(filesOf(folder), 'a doctor changes nothing').toEqual(before)
  for (const text of troubles) expect(text).toMatch(REMEDY)
  const pictures = troubles.filter((text) => text.startsWith('The picture'))
  let contents: Contents
  try {
    contents = await readFolder(folder)
  } catch (error) {
    if (!(error instanceof FolderRefusal)) throw error
    expect(error.message).toMatch(REMEDY)
    expect(error.message).not.toMatch(/\n/)
    expect(filesOf(folder), 'a start that refuses changes nothing').toEqual(before)
    expect(troubles, 'a doctor sees what a start refuses').not.toEqual([])
    await goOn(folder, before)
    return { kind: 'refused', text: error.message }
  }
  if (contents.told.size > 0) await goOn(folder, filesOf(folder))
  const other = [...truth.read].filter(([name, text]) => contents.read.get(name) !== text)
  const silent = other.filter(([name]) => !contents.told.has(name) && !contents.told.has('worlds'))
  if (silent.length > 0) return { kind: 'silent', text: `${silent.map(([name]) => name).join(', ')} differ` }
  if (other.length + contents.told.size > 0 && troubles.length === 0) {
    return { kind: 'silent', text: 'the doctor saw nothing' }
  }
  if (other.length + contents.told.size > 0)
    return { kind: 'told', text: [...contents.told.keys()].join(', ') }
  return pictures.length > 0 ? { kind: 'told', text: pictures.join(' ') } : { kind: 'whole', text: '' }
}

async function troublesIn(folder: string): Promise<string[]> {
  const troubles: string[] = []
  for await (const { kind, text } of examine(folder, Date.now(), whyUnreadable)) {
    if (kind === 'trouble') troubles.push(text)
  }
  return troubles
}

/**
 * A person who accepts the loss can go on, or is told that only a backup helps; all files as they were are
 * kept beside.
 */
async function goOn(folder: string, before: readonly (string | null)[]): Promise<void> {
  try {
    await acceptLoss(folder, new Date(1), whatRests)
  } catch (error) {
    if (!(error instanceof FolderRefusal)) throw error
    expect(error.message).toMatch(/Restore the last backup/)
    return
  }
  expect(filesOf(join(folder, 'set-aside-1970-01-01T00-00-00-001Z'))).toEqual(before)
  const { told } = await readFolder(folder)
  expect([...told].filter(([name]) => !name.endsWith(' log'))).toEqual([])
}
