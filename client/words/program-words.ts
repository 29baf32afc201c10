// How a thing with code is, in one word.
import { HELD_WORDS } from '../../shared/behavior/held-code.ts'
import { hasFailed, type Asleep, type Fault } from '../../shared/world/live/live-state-values.ts'

/** `none`: it has no code. */
export type ProgramState = 'none' | 'alive' | 'paused' | 'faulty' | 'asleep'

interface Facts {
  readonly hasCode: boolean
  readonly isPaused: boolean
  readonly faults: readonly Fault[]
  readonly asleep: Asleep | null
  /** The node sleeps that would run it. */
  readonly isHostAsleep: boolean
}

/** The most important comes first: a program that sleeps has faults too, and needs to be woken. */
export function programStateFrom({ hasCode, isPaused, faults, asleep, isHostAsleep }: Facts): ProgramState {
  if (!hasCode) return 'none'
  if (asleep !== null || isHostAsleep) return 'asleep'
  if (faults.length > 0) return 'faulty'
  return isPaused ? 'paused' : 'alive'
}

/** Code that came with files waits for somebody to let it run: nothing is wrong with it. */
export const isInTrouble = ({ faults, asleep }: Pick<Facts, 'faults' | 'asleep'>): boolean =>
  hasFailed(faults) || (asleep !== null && asleep.why !== HELD_WORDS)
