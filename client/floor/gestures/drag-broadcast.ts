// Tells others what one holds and where, some times a second: they see it move, and nothing of it is in the
// documents.
import type { Awareness } from 'y-protocols/awareness'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { HELD_MAX, type DraggedThing } from '../../world/people/others.ts'
import type { BoxOf } from './drag-state.ts'

/** Between two words of it, in ms. */
const TELL_MS = 70
/** How long after it was let go of, in ms, others go on to see it there: the edit is on its way. */
const STAY_MS = 400

interface DragBroadcast {
  readonly tell: (ids: Iterable<ArtifactId>, boxOf: BoxOf) => void
  /** `isPut`: it stays where it was last told to be until the edit is there. */
  readonly end: (isPut: boolean) => void
}

let ending: ReturnType<typeof setTimeout> | undefined

export function createDragBroadcast(presence: Awareness): DragBroadcast {
  let toldAt = -Infinity
  let latest: (() => readonly DraggedThing[]) | null = null
  let later: ReturnType<typeof setTimeout> | undefined

  function say(): void {
    clearTimeout(ending)
    // In a busy page this timer may be overdue. Once the drag is over it would call off the last word.
    clearTimeout(later)
    later = undefined
    toldAt = performance.now()
    if (latest) showHeld(presence, latest())
  }

  return {
    tell(ids, boxOf) {
      latest = () => heldOf(ids, boxOf)
      const wait = toldAt + TELL_MS - performance.now()
      if (wait <= 0) say()
      else later ??= setTimeout(say, wait)
    },
    end(isPut) {
      clearTimeout(later)
      if (!latest) return
      if (isPut && later !== undefined) say()
      latest = null
      ending = setTimeout(() => showHeld(presence, []), isPut ? STAY_MS : 0)
    },
  }
}

function heldOf(ids: Iterable<ArtifactId>, boxOf: BoxOf): DraggedThing[] {
  const held: DraggedThing[] = []
  for (const id of ids) {
    if (held.length >= HELD_MAX) break
    const box = boxOf(id)
    if (box) held.push({ id, x: box.x, y: box.y, width: box.width, height: box.height })
  }
  return held
}

function showHeld(presence: Awareness, held: readonly DraggedThing[]): void {
  const told = held.slice(0, HELD_MAX)
  presence.setLocalStateField(
    'held',
    told.map(({ id, x, y, width, height }) => [id, x, y, width, height]),
  )
}
