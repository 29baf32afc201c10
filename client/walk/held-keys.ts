// Which way the keys that are held lead: of several the last one that was pressed.
import type { Facing } from '../../shared/world/place.ts'

interface HeldKeys {
  /** A key goes down; answers the way to go from now on, or null when that is the same as before. */
  readonly press: (code: string, way: Facing) => Facing | null
  /** A key goes up; answers the way to go from now on, `halt`, or null when nothing is another. */
  readonly release: (code: string) => Facing | 'halt' | null
  /** All are let go of; true when any was held. */
  readonly clear: () => boolean
}

/**
 * Keys are told apart by where they are: with Shift or in another layout, one goes up as another letter than
 * it went down.
 */
export function createHeldKeys(): HeldKeys {
  const held = new Map<string, Facing>()
  const last = (): Facing | null => [...held.values()].at(-1) ?? null
  return {
    press(code, way) {
      // A key that is held is told again and again.
      if (held.has(code)) return null
      const before = last()
      held.set(code, way)
      return before === way ? null : way
    },
    release(code) {
      const before = last()
      if (!held.delete(code)) return null
      const after = last()
      return after === null ? 'halt' : after === before ? null : after
    },
    clear() {
      const had = held.size > 0
      held.clear()
      return had
    },
  }
}
