// People's requests to a world's owner, and the answers. Parsed at the edge
// (shared/wire/frames/action-frames.ts).
import type { EventName, Role } from '../../behavior/program-events.ts'
import type { QuestionAnswer } from '../../behavior/personal.ts'
import type { AccountName, Address, ArtifactId } from '../../world/address.ts'
import type { AvatarLook } from '../../world/avatar.ts'
import type { Outcome } from '../../world/live/live-state-values.ts'
import type { Facing } from '../../world/place.ts'
import type { Right } from '../../world/rights.ts'
import type { XY } from '../walking/floor-space.ts'

export type Action =
  /**
   * Come into this world: for the first time, back after having been away, or from anywhere. A person who
   * comes from another node comes out of the portal that leads back to `from`. `back`: only where one is, or
   * when one is nowhere. Tabs ask so by themselves: the one of a world that somebody has just left may not
   * know that yet, and would bring them back. `on`: onto the floor that one looks at, by no door, as for
   * `stand`.
   */
  | { readonly verb: 'visit'; readonly from?: Address; readonly back?: true; readonly on?: ArtifactId }
  /** Go away: nobody sees one, and one's place is kept. */
  | { readonly verb: 'quit' }
  /**
   * Walk to a spot, or on and on in a direction, until something is in the way. `from`: where one sees
   * oneself, in whole pixels; it counts when it is as good as where one is.
   */
  | { readonly verb: 'walk'; readonly to: XY; readonly from?: XY }
  | { readonly verb: 'walk'; readonly direction: Facing; readonly from?: XY }
  /** Stand still: `at` the spot where one sees oneself, when that is as good as where one is. */
  | { readonly verb: 'halt'; readonly at?: XY }
  | { readonly verb: 'turn'; readonly facing: Facing }
  | { readonly verb: 'push' | 'pickUp' | 'enter'; readonly thing: ArtifactId }
  /**
   * Put down the thing that one picked up last, or `thing` of those that one holds; beside one, or `at` a
   * spot near.
   */
  | { readonly verb: 'putDown'; readonly thing?: ArtifactId; readonly at?: XY }
  /** Put back, where one took them, held things that stay in their world; wherever one's avatar is. */
  | { readonly verb: 'putBack' }
  /** Go back to where one was before. */
  | { readonly verb: 'leave' }
  /** Stop walking and write. */
  | { readonly verb: 'kneel' }
  /** Stand up again; `on` the floor that one looks at, which only who may edit the world can. */
  | { readonly verb: 'stand'; readonly on?: ArtifactId }
  /** Use a thing: press, open, switch, read it. */
  | { readonly verb: 'use'; readonly thing: ArtifactId }
  /** Say something to those on one's floor. A person without an avatar here says it `on` a floor. */
  | { readonly verb: 'say'; readonly words: string; readonly on?: ArtifactId }
  /** Say something to the whole world. */
  | { readonly verb: 'shout'; readonly words: string }
  /** Say something to one alone, a person or a thing. It is kept nowhere. */
  | { readonly verb: 'whisper'; readonly words: string; readonly to: ArtifactId }
  /** Go on, or hold everything where it is; `step` runs one tick while paused. */
  | { readonly verb: 'play' | 'pause' | 'step' }
  /** Drop what happened: the world is as it is written. People and outcomes stay. */
  | { readonly verb: 'reset' }
  /** Wake a program that was put to sleep; it starts anew. */
  | { readonly verb: 'wake'; readonly thing: ArtifactId }
  /** Send the lines of a thing's console, and new ones; `unwatch` ends that. */
  | { readonly verb: 'watch' | 'unwatch'; readonly thing: ArtifactId }
  /** Answer a question that a program asks one; null closes it. */
  | { readonly verb: 'reply'; readonly question: string; readonly answer: QuestionAnswer }
  /**
   * For the program of one's body, which runs elsewhere: tell and ask it about these events, instead of the
   * earlier ones.
   */
  | { readonly verb: 'listen'; readonly to: readonly EventSubscription[] }
  /** Its answer to the question before something is done; null: it may be. */
  | { readonly verb: 'answer'; readonly ask: number; readonly why: string | null }

export type Verb = Action['verb']

const OF_EDITORS: ReadonlySet<Verb> = new Set(['play', 'pause', 'step', 'reset', 'wake', 'watch', 'unwatch'])

/** The right that an action needs. */
export function rightFor(action: Action): Right {
  const { verb } = action
  const goesByNoDoor = (verb === 'visit' || verb === 'stand') && action.on !== undefined
  return goesByNoDoor || OF_EDITORS.has(verb) ? 'edit' : 'act'
}

/** The person whose avatar acts. */
export interface ActingPerson {
  /** The artifact in their home that is their body: their avatar has its id, wherever they are. */
  readonly body: ArtifactId
  readonly account: AccountName
  readonly look: AvatarLook
}

/** The sender: an action is named by session and sequence, so that one sent twice has one effect. */
export interface ActionAsk {
  readonly session: string
  /** Rises from action to action of a session; an older one than the last is not done again. */
  readonly sequence: number
  readonly action: Action
  /** The person's name. */
  readonly person: string
  /** Null for those who have no body: they use things and speak, and are nowhere. */
  readonly who?: ActingPerson | null
}

/**
 * Who waits for an outcome: one of the two is called, once, and must not throw. Thousands wait at once, so
 * this is no promise.
 */
export interface OutcomeReceiver {
  answered(outcome: Outcome): void
  failed(error: unknown): void
}

/** Words for one person alone. */
export interface Whisper {
  /** The body or the thing that whispers, and the name of the person if it is one. */
  readonly from: ArtifactId
  readonly person: string | null
  readonly words: string
  /** ms since 1970. */
  readonly at: number
}

/** Told after it happened, or asked before. */
export type HandlerKind = 'on' | 'before'

/** A program's subscription, to be told, or asked before: an event, and the program's role in it. */
export interface EventSubscription {
  readonly kind: HandlerKind
  readonly event: EventName
  readonly role: Role
}

/** More than there are. */
export const SUBSCRIPTIONS_MAX = 50
