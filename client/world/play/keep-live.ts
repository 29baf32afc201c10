// Keep: live values become written ones.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { writeLiveIntoScene, keepOne } from '../../../shared/world/edits/live-value-keeping.ts'
import { notify } from '../../notices/notices.ts'
import { editWithNotice } from '../context/act.ts'
import type { World } from '../context/use-world.ts'

/** Writes the live values into the world, as one step of undo, and reports the result. */
export function keepWhatHappened(world: World): void {
  let isChanged = false
  const stop = world.view.subscribe(() => {
    isChanged = true
  })
  const isKept = editWithNotice(world, (edit) => writeLiveIntoScene(edit, world.now))
  stop()
  if (!isKept) return
  notify({
    text: isChanged
      ? 'What happened is now part of the world. Undo takes it back.'
      : 'Nothing has happened that can be kept.',
  })
}

/**
 * Writes one thing that play made or brought here into the world: from then on it can be changed as any
 * other.
 */
export function keepHere(world: World, id: ArtifactId): void {
  editWithNotice(world, (edit) => keepOne(edit, world.now, id))
}
