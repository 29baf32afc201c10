// Keeping what happened: what is live becomes what is written.
import { keepLive } from '../../shared/world/keep.ts'
import { notify } from '../app/notices.ts'
import { act } from '../floor/act.ts'
import type { World } from '../floor/world.ts'

/** Writes what happened into the world, as one step of undo, and says what came of it. */
export function keepWhatHappened(world: World): void {
  let isChanged = false
  const stop = world.view.subscribe(() => {
    isChanged = true
  })
  const isKept = act(world, (edit) => keepLive(edit, world.now))
  stop()
  if (!isKept) return
  notify({
    text: isChanged
      ? 'What happened is now part of the world. Undo takes it back.'
      : 'Nothing has happened that can be kept.',
  })
}
