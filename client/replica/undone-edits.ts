// Edits that a world's host undid become a copy.
import * as Y from 'yjs'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { CopyId } from './contract/replica.ts'
import { makeCopy, type CopyAbout } from './line-copies.ts'
import type { Device } from './storage/device.ts'
import type { WorldIdentity } from './storage/stored-rows.ts'

/** A copy of edits that a world's host undid: the same in all tabs that hear of it. */
const undoneCopyId = ({ id, line }: WorldIdentity, upTo: number): CopyId =>
  `undone-${id}-${line}-${upTo}` as CopyId

/** A copy of edits that the host of a world undid; false if this device's disk does not take it. */
export function keepUndone(
  device: Device,
  about: Omit<CopyAbout, 'title' | 'why'>,
  { upTo, why, theirs, mine }: UndoneEdits,
): { readonly id: CopyId; readonly stored: Promise<boolean> } {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, mine)
  const { title } = metaOf(scene)
  scene.destroy()
  const id = undoneCopyId(about.world, upTo)
  const copy = { ...makeCopy(device, { ...about, title, why }, { mine, theirs }), id }
  return { id, stored: device.copies.keep(copy) }
}
