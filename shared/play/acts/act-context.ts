// The context of acts: the things of the world, where they stand and walk, their pages, and the delivery of
// events.
import type { ActAnswer, EventData } from '../../behavior/sandbox-protocol.ts'
import type { Address, ArtifactId, RandomBytes } from '../../world/address.ts'
import type { Spot } from '../../world/place.ts'
import type { Whisper } from './action.ts'
import type { SoundState } from './sound-state.ts'
import type { WebState } from './web-state.ts'
import type { PersonalState } from './personal-state.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { Motion } from '../walking/walk-motion.ts'
import type { PlayPages } from '../documents/play-pages.ts'
import type { Space, XY } from '../walking/floor-space.ts'
import type { Things } from '../documents/play-things.ts'

/** Where somebody, or something, goes from one world to another. */
export type CrossingDestination =
  /** Through a portal: beside the one there that leads back, else at the top. */
  | { readonly type: 'portal'; readonly world: Address }
  /** To where they were before; the visit is the last of their avatar, and is taken off when they arrive. */
  | { readonly type: 'back'; readonly world: Address; readonly spot: Spot }
  /** To the home of the avatar's person. */
  | { readonly type: 'home' }

/**
 * Takes a thing, or a person with their things, to another world; returns why not, or null when they are
 * there.
 */
export type CrossWorld = (
  id: ArtifactId,
  to: CrossingDestination,
  answer: (why: string | null) => void,
) => void

export interface ActContext {
  /** The address of this world; null where nobody knows it, as in a test. */
  readonly world: Address | null

  readonly things: Things
  readonly space: Space
  readonly motion: Motion
  readonly pages: PlayPages
  readonly writes: PendingWrites
  readonly random: RandomBytes
  /** ms since 1970. */
  readonly now: () => number
  /**
   * Tells an event to those whom it concerns. `depth`: how many events, each caused by the one before, led to
   * it.
   */
  readonly tell: (event: EventData, depth: number) => void
  /** Whether the program of a thing runs in this world and listens for an event. */
  readonly hears: (event: EventData, thing: ArtifactId) => boolean
  readonly cross: CrossWorld
  /** Where a thing really is that somebody holds: `node/id`; null: here. */
  readonly linkOf: (id: ArtifactId) => string | null
  /**
   * Brings such a thing here, to be put down by the person of a body; returns why not, null when it stands
   * here.
   */
  readonly fetch: (
    body: ArtifactId,
    link: ArtifactId,
    at: XY | null,
    answer: (why: string | null) => void,
  ) => void
  /** What programs show and ask single people. */
  readonly personal: Pick<PersonalState, 'show' | 'ask' | 'reply'>
  /** The sounds of programs. */
  readonly sounds: Pick<SoundState, 'make'>
  /** What programs ask of addresses outside. */
  readonly web: Pick<WebState, 'ask'>
  /** Tells somebody who is here what was whispered to them. */
  readonly whisper: (to: ArtifactId, whisper: Whisper) => void
}

/** The actor, and the depth of the event that caused the act. */
export interface Actor {
  readonly id: ArtifactId
  readonly depth: number
}

/**
 * The result of planning an act: a refusal, in a sentence; or the event that `before` handlers are asked
 * about (null: nobody is), and a function that does it. A walk answers when it is over, hence the callback.
 */
export type Plan =
  | { readonly why: string }
  | { readonly asks: EventData | null; readonly run: (answer: (answer: ActAnswer) => void) => void }

export const DONE: ActAnswer = Object.freeze({ ok: true, why: null, made: null })

export function refusedPlan(why: string): Plan {
  return { why }
}

/** A plan for an act that is done at once. */
export function plan(asks: EventData | null, act: () => void): Plan {
  return {
    asks,
    run(answer) {
      act()
      answer(DONE)
    },
  }
}
