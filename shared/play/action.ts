// What people ask of a world's owner, and what they are answered. Parsed at the edge (shared/wire/action.ts).
import type { ArtifactId } from '../world/address.ts'
import type { Right } from '../world/rights.ts'

export type Action =
  /** Use a thing: press, open, switch, read it. */
  | { readonly verb: 'use'; readonly thing: ArtifactId }
  /** Say something on a floor. */
  | { readonly verb: 'say'; readonly words: string; readonly on: ArtifactId }
  /** Go on, or hold everything where it is; `step` runs one tick while paused. */
  | { readonly verb: 'play' | 'pause' | 'step' }
  /** Drop what happened: the world is as it is written. People and outcomes stay. */
  | { readonly verb: 'reset' }
  /** Wake a program that was put to sleep; it starts anew. */
  | { readonly verb: 'wake'; readonly thing: ArtifactId }
  /** Send what a thing's console has, and what comes; `unwatch` ends that. */
  | { readonly verb: 'watch' | 'unwatch'; readonly thing: ArtifactId }

/** The right that an action needs. */
export function rightFor({ verb }: Action): Right {
  return verb === 'use' || verb === 'say' ? 'act' : 'edit'
}

/** Who asks: an action is named by session and sequence, so that one sent twice has one effect. */
export interface Asked {
  readonly session: string
  /** Rises from action to action of a session; an older one than the last is not done again. */
  readonly sequence: number
  readonly action: Action
  /** What the person is called. */
  readonly person: string
}

/** What became of an action, in plain words when it could not be. */
export interface Outcome {
  readonly ok: boolean
  readonly why: string | null
}
