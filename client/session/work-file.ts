// Unsaved work as a file, for when the device cannot keep it: a person can read the pages in it, and Inkland
// can open it again as a copy to take over from.
import * as Y from 'yjs'
import * as z from 'zod/mini'
import { artifactMaps } from '../../shared/world/scene/scene.ts'
import { saveFile } from '../device/download.ts'
import { notify } from '../notices/notices.ts'
import { copySchema, type Copy } from '../replica/storage/stored-rows.ts'
import type { Replica } from '../replica/replica.ts'
import { WORK_FILE } from './work-name.ts'

/** Largest file that is read, in bytes: two states of the largest scene, in base64. */
export const WORK_FILE_MAX = 200 * 1024 * 1024

const NOTE =
  'Changes made in Inkland that were not saved on a server. On the page of worlds, “Open a saved-changes file” opens them. The pages are here to be read.'

const File = z.object({ inkland: z.literal('unsaved work'), copy: z.record(z.string(), z.unknown()) })

/** Why there is a copy in a file, of work that nobody dropped. */
const SAVED_APART = 'You saved these changes as a file before they were on the server.'

export function saveWork(replica: Replica): void {
  const copy = replica.work.copy(SAVED_APART)
  if (copy === null) return notify({ text: 'Everything is already on the server.' })
  saveFile(workFileName(copy), writeWork(copy))
  notify({
    text: 'Your changes are in the file. On the page of worlds, “Open a saved-changes file” opens it again.',
  })
}

/** The name that a file of this work has. */
export const workFileName = ({ address, at }: Copy): string =>
  `${address.replace('/', '-')}-${new Date(at).toISOString().slice(0, 16).replace(':', '')}${WORK_FILE}`

export function writeWork(copy: Copy): string {
  const { mine, theirs, ...about } = copy
  const states = { mine: toBase64(mine), theirs: toBase64(theirs) }
  return JSON.stringify(
    { inkland: 'unsaved work', note: NOTE, pages: pagesIn(mine), copy: { ...about, ...states } },
    null,
    1,
  )
}

/** Reads such a file; null when it is none, or is damaged. */
export function readWork(text: string): Copy | null {
  try {
    const { copy } = File.parse(JSON.parse(text))
    return copySchema.parse({ ...copy, mine: stateIn(copy['mine']), theirs: stateIn(copy['theirs']) })
  } catch {
    return null
  }
}

function pagesIn(state: Uint8Array): Record<string, string> {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, state)
  const pages: [string, string][] = []
  for (const [id, map] of artifactMaps(scene)) {
    const text: unknown = map instanceof Y.Map ? map.get('text') : null
    const name: unknown = map instanceof Y.Map ? map.get('name') : null
    if (text instanceof Y.Text && text.length > 0)
      pages.push([`${typeof name === 'string' ? name : ''} (${id})`, text.toJSON()])
  }
  scene.destroy()
  return Object.fromEntries(pages)
}

/** A state that can be applied: throws when it cannot. */
function stateIn(raw: unknown): Uint8Array {
  const bytes = fromBase64(z.string().parse(raw))
  const trial = new Y.Doc()
  Y.applyUpdate(trial, bytes)
  trial.destroy()
  return bytes
}

/** Calls of `fromCharCode` take no more arguments. */
const PIECE = 0x8000

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return btoa(text)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
