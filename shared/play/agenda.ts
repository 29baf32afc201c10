// What is to be done one after the other, in slices: a thousand acts that came at once must not hold up whatever else this
// thread does, such as the sync of other worlds.
import type { PlayClock } from './play.ts'

/** After so many ms others get a turn. */
const SLICE_MS = 5

export interface Agenda {
  readonly add: (act: () => void) => void
  /** Does all of it, with pauses; what is added meanwhile too. */
  readonly work: () => Promise<void>
  readonly clear: () => void
}

export function createAgenda(clock: PlayClock): Agenda {
  let acts: (() => void)[] = []

  async function work(): Promise<void> {
    let began = clock.now()
    // By index: taking from the front of a long list is slow.
    for (let next = 0; next < acts.length; next += 1) {
      acts[next]?.()
      if (clock.now() - began < SLICE_MS) continue
      await new Promise<void>((resolve) => void clock.after(0, resolve))
      began = clock.now()
    }
    acts = []
  }

  return {
    add: (act) => acts.push(act),
    work,
    clear: () => (acts = []),
  }
}
