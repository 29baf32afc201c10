// The messages between the play of a world and the programs in its sandbox. All of it is plain JSON: it
// crosses threads, and the wall of the sandbox. Deliveries go in, a result for each comes out; a result whose
// handler failed has no effects.
import type { QuestionAnswer, QuestionForm } from './personal.ts'
import type { ArtifactId } from '../world/address.ts'
import type { FaultKind, StoredTimer } from '../world/live/live-state-values.ts'
import type { ProgramVisitor } from '../world/live/taken-from.ts'
import type { DeclaredSettings, SettingValues } from '../world/live/setting-values.ts'
import type { SharedPages } from './shared-code.ts'
import type { Sound } from './sounds.ts'
import type { EventName, Role, Voice } from './program-events.ts'
import type { WebAnswer, WebRequest } from './web-request.ts'

/** A thing as programs see it. `x`, `y`: where it stands, or where its walk began (see `walk`). */
export interface ThingData {
  readonly id: ArtifactId
  readonly name: string
  /** Null for the root; 'limbo' for things that were put away. */
  readonly host: ArtifactId | 'limbo' | null
  readonly x: number
  readonly y: number
  readonly facing: 'up' | 'down' | 'left' | 'right'
  readonly sprite: string
  readonly width: number
  readonly height: number
  readonly tint: string | null
  readonly angle: number
  readonly opacity: number
  readonly scale: number
  readonly paper: string | null
  readonly ink: string | null
  readonly title: string | null
  readonly passable: boolean
  readonly pushable: boolean
  readonly pickable: boolean
  readonly takeable: boolean
  readonly locked: boolean
  readonly speed: number
  readonly power: number
  readonly weight: number
  readonly portal: string | null
  /** The name of the person whose avatar it is; null for all other things. */
  readonly person: string | null
  readonly walk: WalkData | null
}

/** A leg of a walk. `at`: ms since 1970 when it began; `speed`: pixels a second. */
interface WalkData {
  readonly toX: number
  readonly toY: number
  readonly at: number
  readonly speed: number
}

/** The changes of a world since the last patch. Null: it is gone. */
export interface Patch {
  /** Forget all that was known before: the first patch, and the first after a reset. */
  readonly whole?: true
  readonly root?: ArtifactId | null
  readonly things?: readonly (readonly [ArtifactId, ThingData | null])[]
  readonly texts?: readonly (readonly [ArtifactId, string | null])[]
  /** Anchor lines that code has written and that still count: from the name to the shown value. */
  readonly anchors?: readonly (readonly [ArtifactId, Readonly<Record<string, string>> | null])[]
}

/**
 * Something that happened, as it is delivered. Things are named by id; the guest reads them from the model.
 */
export interface EventData {
  readonly event: EventName
  readonly subject: ArtifactId | null
  readonly object: ArtifactId | null
  readonly host: ArtifactId | null
  readonly person: string | null
  readonly words: string | null
  readonly voice: Voice | null
  readonly changed: readonly string[]
  /** What was sent, with `message`: plain JSON. */
  readonly data?: unknown
  readonly at: number
}

/** A delivery for a program. */
export type Delivery =
  /** Begin: run the program from the top. An earlier program of this artifact is gone. */
  | { readonly type: 'start'; readonly start: Start }
  /**
   * Handlers `handlers` (numbers the guest gave) are called with an event. One that `follows` was made as if
   * the deliveries before it in its job changed nothing but the program's memory: see `isCut`.
   */
  | {
      readonly type: 'event'
      readonly handlers: readonly number[]
      readonly event: EventData
      readonly follows?: true
    }
  /** `before` handlers are asked about an event; the first text that one answers is the refusal. */
  | { readonly type: 'before'; readonly handlers: readonly number[]; readonly event: EventData }
  | { readonly type: 'timer'; readonly timer: number; readonly missed: number }
  /** The outcome of an effect that the guest numbered `call`. `made`: the thing it made. */
  | { readonly type: 'answer'; readonly call: number; readonly answer: ActAnswer }
  /**
   * People changed settings; `settings` are all that are set. An `event` for `properties` follows where one
   * is wanted.
   */
  | { readonly type: 'settings'; readonly settings: SettingValues }

export interface Start {
  /** The code blocks, one after the other, a line for a line. */
  readonly code: string
  /** The names in it, from the host to the guest, which does not have the code. */
  readonly ownNames?: readonly string[]
  /** The code of the pages that it takes from. */
  readonly shared: SharedPages
  readonly memory: Readonly<Record<string, unknown>>
  readonly settings: SettingValues
  /**
   * Timers that were running before a restart, by key: when they are due, ms since 1970, and how often they
   * beat.
   */
  readonly timers: Readonly<Record<string, StoredTimer>>
  /** The visitor with whose programs it counts; left out: it counts with those of its world. */
  readonly visitor?: ProgramVisitor
}

export interface ActAnswer {
  readonly ok: boolean
  readonly why: string | null
  readonly made: ArtifactId | null
  /** What a person answered; null: they closed the question, or the time was over. */
  readonly given?: QuestionAnswer
  /** What came from an address outside, whatever its status. */
  readonly web?: WebAnswer
}

/** A handler's request. `call` numbers those whose outcome the guest waits for. */
export type Effect =
  | {
      readonly do: 'on' | 'before'
      readonly handler: number
      readonly event: EventName
      readonly role: Role | null
      readonly of: ArtifactId | null
    }
  | { readonly do: 'off'; readonly handler: number }
  /** `inMs` from now, then every `everyMs`. With a key it goes on after a restart. */
  | {
      readonly do: 'timer'
      readonly timer: number
      readonly key: string | null
      readonly inMs: number
      readonly everyMs: number | null
    }
  | { readonly do: 'untimer'; readonly timer: number }
  /** The new value of memory under a key; no value: nothing. */
  | { readonly do: 'memory'; readonly key: string; readonly value?: unknown }
  | { readonly do: 'props'; readonly declared: DeclaredSettings }
  /**
   * Something came to nothing, though nothing failed. `line` counts the lines of the code from 0; null when
   * nobody knows.
   */
  | { readonly do: 'warn'; readonly message: string; readonly line: number | null }
  | ({ readonly call: number } & Act)

/**
 * An act of code in the world. `thing` is the one that it is done to or that moves; the doer is always the
 * artifact itself.
 */
export type Act =
  | { readonly do: 'set'; readonly thing: ArtifactId; readonly changes: ChangesData }
  | { readonly do: 'moveTo'; readonly thing: ArtifactId; readonly x: number; readonly y: number }
  | { readonly do: 'moveBy'; readonly thing: ArtifactId; readonly dx: number; readonly dy: number }
  | { readonly do: 'turn'; readonly thing: ArtifactId; readonly facing: ThingData['facing'] }
  | { readonly do: 'halt'; readonly thing: ArtifactId }
  | {
      readonly do: 'placeAt' | 'fitAt' | 'teleport'
      readonly thing: ArtifactId
      readonly x: number
      readonly y: number
      /** Null: the floor it stands on. */
      readonly on: ArtifactId | null
    }
  | { readonly do: 'push' | 'pickUp' | 'enter' | 'use'; readonly thing: ArtifactId }
  | { readonly do: 'putDown' | 'leave' }
  | { readonly do: 'create'; readonly making: MakingData }
  | { readonly do: 'copy'; readonly thing: ArtifactId; readonly making: MakingData }
  | { readonly do: 'destroy'; readonly thing: ArtifactId }
  | { readonly do: 'speak'; readonly voice: Voice; readonly words: string; readonly to: ArtifactId | null }
  | { readonly do: 'send'; readonly thing: ArtifactId; readonly data: unknown }
  | {
      readonly do: 'showTo'
      readonly person: ArtifactId
      readonly thing: ArtifactId
      /** By `#anchor` or property; null: the world's own again. */
      readonly values: Readonly<Record<string, string | null>>
    }
  | {
      readonly do: 'ask'
      readonly person: ArtifactId
      readonly words: string
      readonly form: QuestionForm
      readonly withinMs: number
    }
  /** `to`: a person alone; null: all who are in the world. */
  | { readonly do: 'sound'; readonly to: ArtifactId | null; readonly sound: Sound }
  | { readonly do: 'fetch'; readonly request: WebRequest }
  | { readonly do: 'text'; readonly thing: ArtifactId; readonly edit: TextEdit }
  | { readonly do: 'anchor'; readonly thing: ArtifactId; readonly anchor: string; readonly value: string }

export type ChangesData = Partial<Omit<ThingData, 'id' | 'host' | 'x' | 'y' | 'facing' | 'person' | 'walk'>>

export interface MakingData extends ChangesData {
  readonly text?: string
  readonly x?: number
  readonly y?: number
  readonly facing?: ThingData['facing']
  readonly on?: ArtifactId
  /** On the free spot nearest to that one, if it is not free. */
  readonly fit?: boolean
}

/** Lines count from 1. */
export type TextEdit =
  | { readonly type: 'write'; readonly words: string }
  | { readonly type: 'replace' | 'insert'; readonly line: number; readonly words: string }
  | { readonly type: 'delete'; readonly line: number; readonly count: number }

/** The result of one delivery. */
export interface Result {
  /** In the order in which they were asked for; none when there is a fault. */
  readonly effects: readonly Effect[]
  readonly logs: readonly string[]
  readonly fault: FaultData | null
  /** Why a `before` handler refused. */
  readonly refusal: string | null
}

/** Why a handler failed. `line` counts the lines of the code from 0; null when nobody knows. */
export interface FaultData {
  readonly kind: FaultKind
  readonly message: string
  readonly line: number | null
  /** With `lost`: it is known that another program ended the thread. */
  readonly isByOther?: true
}

/** Work for one program. */
export interface Job {
  readonly artifact: ArtifactId
  readonly deliveries: readonly Delivery[]
}

/**
 * One result for each delivery; after a fault that ended the program (`hung`, `lost`, `memory`) there may be
 * fewer.
 */
export interface JobResults {
  readonly artifact: ArtifactId
  readonly results: readonly Result[]
  /**
   * The job ended here, and what is behind was not begun: a delivery wrote to a page, and the next one has to
   * find its lines where they are now; or one before a delivery that follows changed more than memory.
   */
  readonly isCut?: true
}

/** Where programs run: a worker thread, a browser's worker, or this thread in tests. One for each world. */
export interface Sandbox {
  /** Tells what changed in the world; comes before all jobs that are given later. */
  patch(patch: Patch): void
  /**
   * Works on jobs in order. Always answers, also when the worker had to be killed (with `hung` or `lost`).
   */
  run(jobs: readonly Job[]): Promise<readonly JobResults[]>
  /** Ends the program of an artifact. */
  stop(artifact: ArtifactId): void
  /** Ends all programs of this world. */
  close(): void
}
