// Keeping what happened: what is live becomes what is written.
import { keepLive } from '../../shared/world/keep.ts'
import { act } from '../floor/act.ts'
import type { World } from '../floor/world.ts'

/** Writes what happened into the world, as one step of undo; says why when it is refused. */
export function keepWhatHappened(world: World): { readonly isRefused: boolean; readonly isChanged: boolean } {
  let isChanged = false
  const stop = world.view.subscribe(() => {
    isChanged = true
  })
  const isKept = act(world, (edit) => keepLive(edit, world.now))
  stop()
  return { isRefused: !isKept, isChanged }
}
