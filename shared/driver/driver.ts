// Somebody in a world who is driven by a program: acts as a person does, by the same rules, and is told the
// same outcomes. connect.ts makes one.
import type { Question, QuestionAnswer } from '../behavior/personal.ts'
import type { Action } from '../play/acts/action.ts'
import type { XY } from '../play/walking/floor-space.ts'
import type { Address, ArtifactId } from '../world/address.ts'
import type { Artifact } from '../world/artifact.ts'
import type { Outcome } from '../world/live/live-state-values.ts'
import type { Facing } from '../world/place.ts'
import type { Change, View } from '../world/view/world-view.ts'
import type { HeardSpeech } from './noticed-events.ts'

/**
 * A thing or a person: itself, its id, or its name, then the nearest one on one's floor is meant, or else
 * any.
 */
export type Which = Artifact | ArtifactId | string

/** Words that somebody said to oneself alone. */
export interface Whispered {
  readonly words: string
  /** The speaker, if they are here. */
  readonly by: Artifact | null
  readonly person: string | null
  /** ms since 1970. */
  readonly at: number
}

/** A driver's events, by name. */
export interface DriverEvents {
  /** Words within hearing, or shouted in this world; not one's own. */
  readonly hear: HeardSpeech
  readonly whisper: Whispered
  /** A program asks one something: see `answer`. */
  readonly question: Question
  /** Somebody came onto one's floor, or went from it; `leave` shows them as they last were. */
  readonly arrive: Artifact
  readonly leave: Artifact
  /** A thing or a person on one's floor walks, or stands elsewhere. */
  readonly move: Artifact
  /** Anything in the world is another: which things, whose pages. */
  readonly change: Change
  /** One is in another world now. */
  readonly world: Address
  /** The server closed this world for good, and why. Nothing more comes. */
  readonly end: string
}

/**
 * Acts never reject and never wait for ever: the outcome says `ok`, or `why` not in a sentence. An act that
 * is under way when the connection breaks is done once, however often it has to be sent.
 */
export interface Driver {
  /** One's name. */
  readonly name: string
  /** Proves who one is: its holder is the same person. Give it to `connect` next time. */
  readonly session: string
  /** The world that one is in, or looks at. */
  readonly world: Address
  /** That world as one sees it: everything in it, live over scene. */
  readonly view: View
  /**
   * One's own avatar; null while one is on the way, and before the first visit, unless one's body stood in
   * the world where one began.
   */
  readonly me: Artifact | null
  /** The things that one holds, the last picked up at the end. */
  readonly held: readonly Artifact[]
  /** The things on one's floor within so many pixels, edge to edge, the nearest first. */
  near(pixels: number): readonly Artifact[]
  /** The nearest of that name on one's floor, or else any in the world. Upper and lower case are the same. */
  find(name: string): Artifact | null
  /** Calls back until the returned function is called. */
  on<Name extends keyof DriverEvents>(name: Name, listener: (event: DriverEvents[Name]) => void): () => void
  /**
   * Comes into a world with one's avatar and its things: this one, unless another is named. Others see one
   * from then on.
   */
  visit(world?: Address | string): Promise<Outcome>
  /** Begins to walk to a spot, or on and on in a direction until something is in the way. */
  walk(where: XY | Facing): Promise<Outcome>
  /**
   * Walks beside something, or to a spot, straight on, and says when one is there, or that one cannot get
   * there so.
   */
  walkTo(where: Which | XY): Promise<Outcome>
  /** Resolves when one stands still; a walk takes 20 s at most until this gives up waiting. */
  standing(): Promise<void>
  halt(): Promise<Outcome>
  turn(facing: Facing): Promise<Outcome>
  push(thing: Which): Promise<Outcome>
  pickUp(thing: Which): Promise<Outcome>
  /** Puts down the thing that one picked up last, or `thing`, beside one or `at` a spot near. */
  putDown(thing?: Which, at?: XY): Promise<Outcome>
  /** Goes into a thing beside one, or through a portal: one is there when it resolves. */
  enter(thing: Which): Promise<Outcome>
  /** Goes back to where one was before. */
  leave(): Promise<Outcome>
  use(thing: Which): Promise<Outcome>
  /** Says something to those on one's floor who are near. */
  say(words: string): Promise<Outcome>
  /** Says something to the whole world. */
  shout(words: string): Promise<Outcome>
  /** Says something to one alone. It is kept nowhere. */
  whisper(to: Which, words: string): Promise<Outcome>
  /** Answers a question: by a choice, or by the values of its fields. null closes it. */
  answer(question: Question, answer: QuestionAnswer): Promise<Outcome>
  /** Asks for any action that there is. */
  act(action: Action): Promise<Outcome>
  /** Goes away; the avatar's place is kept. */
  close(): void
}
