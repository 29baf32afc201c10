// A world being played: the owner's work on a world's two documents, wherever it runs: on the node, or in a
// browser that tries something out. A play follows the scene, runs the programs in its pages, applies the
// rules, and writes the changes into its own copy of live, one update for each tick.
import type * as Y from 'yjs'
import type { Sound } from '../behavior/sounds.ts'
import type { FetchAddress } from './acts/web-state.ts'
import type { PersonalChange } from '../behavior/personal.ts'
import type { Sandbox } from '../behavior/sandbox-protocol.ts'
import type { Address, ArtifactId, RandomBytes } from '../world/address.ts'
import type { Clock } from '../time/clock.ts'
import type { EventSubscription, Whisper } from './acts/action.ts'
import type { Crossing } from './crossings/world-crossing.ts'
import type { RemoteProgramHost } from './programs/remote-program-host.ts'
import type { VisitingListener } from './programs/visiting-listeners.ts'
import type { View } from '../world/view/world-view.ts'
import type { PeopleRequests } from './people/play-people.ts'
import type { XY } from './walking/floor-space.ts'
import type { CrossingDestination } from './acts/act-context.ts'

export interface PlayOptions {
  /**
   * The address of this world: visits within it name it. Without it, people find back only out of the thing
   * that they are in.
   */
  readonly world?: Address
  /** Followed, never written. The owner applies stored updates to it. */
  readonly scene: Y.Doc
  /** The play's own copy: written before it is stored, and thrown away when that fails. */
  readonly live: Y.Doc
  /** Both as they are seen, where that was read already; the play ends it. */
  readonly view?: View
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly random: RandomBytes
  /**
   * A draft is cut off from other worlds: things neither leave it nor come into it, and no portal leads out.
   */
  readonly isDraft?: boolean
  /** Of the owner's lease; written into live. */
  readonly epoch: number
  /** Stores an update of live, in order. When it rejects, the play is over: `onFailed`. */
  readonly commit: (update: Uint8Array) => Promise<void>
  /**
   * Edits a page of the scene for the program of an artifact; each page at most once in ten seconds, for all
   * programs that did. Rejects when it cannot be stored.
   */
  readonly editPage: (artifact: ArtifactId, edit: (text: Y.Text) => void, by: ArtifactId) => Promise<void>
  /** Why code can edit no page now; null while it can. */
  readonly whyNoPages?: () => string | null
  /**
   * Writes into the scene that what it shows in limbo is there; without it, nobody does. Rejects when it
   * cannot be stored.
   */
  readonly repairScene?: (edit: (scene: Y.Doc) => void) => Promise<void>
  /** Tells somebody alone what was whispered to them; `to` is their body. Never stored. */
  readonly onWhisper?: (to: ArtifactId, whisper: Whisper) => void
  /** Tells somebody alone what programs show and ask them; `to` is their body. Never stored. */
  readonly onPersonal?: (to: ArtifactId, change: PersonalChange) => void
  /**
   * Tells the sounds of a tick to somebody alone; `to` is their body, null: to all who are connected. Never
   * stored.
   */
  readonly onSounds?: (to: ArtifactId | null, sounds: readonly Sound[]) => void
  /**
   * Brings something to another world; answers why not, null when it is there. Without it there is no way
   * from here.
   */
  readonly moveToWorld?: (id: ArtifactId, to: CrossingDestination) => Promise<string | null>
  /**
   * Brings here what somebody holds that is elsewhere (`node/id`), to be put down by them; answers why not,
   * null when it is here.
   */
  readonly fetchHeld?: (body: ArtifactId, link: string, at: XY | null) => Promise<string | null>
  /** Asks an address outside, for a program; without it, programs reach nothing there. */
  readonly fetchAddress?: FetchAddress
  /** Lines for the console of an artifact. Never stored. */
  readonly onLog: (artifact: ArtifactId, lines: readonly LogLine[]) => void
  /** Whether a program of somebody's body runs is another, perhaps: see `runs`. */
  readonly onProgram?: (body: ArtifactId) => void
  /** A commit failed, or a bug: nothing more happens here. */
  readonly onFailed: (error: unknown) => void
}

export interface LogLine {
  /** ms since 1970. */
  readonly at: number
  readonly text: string
}

export interface Play
  extends
    PeopleRequests,
    Pick<Crossing, 'depart' | 'receive' | 'dismiss'>,
    Pick<RemoteProgramHost, 'runElsewhere' | 'deliverRemoteEvent' | 'askRemote'> {
  /** The reason why somebody who may only act cannot leave with the things that they hold; null: they can. */
  whyStays(body: ArtifactId): string | null
  /** Whether somebody who is away holds something that is to be put back: the world is not done yet. */
  hasThingsToReturn(): boolean
  /** All that programs show and ask somebody, for a tab that comes; null: nothing. */
  personalOf(body: ArtifactId): PersonalChange | null
  /** Whether a thing is here, in limbo too. */
  has(id: ArtifactId): boolean
  /** Whether a thing has a program that runs, or is about to. */
  runs(id: ArtifactId): boolean
  /** The events that a program in another world wants to hear of the owner of that world. */
  subscriptions(body: ArtifactId): readonly EventSubscription[]
  /** Somebody's program, which runs elsewhere, hears of this world from now on; null: no more. */
  setVisitingListener(body: ArtifactId, listener: VisitingListener | null): void
  /**
   * Ends all programs. All written changes are committed when it resolves. Timers, walks and memory go on at
   * the next start. An action that is not done by then is not answered: its sender asks again, and it is done
   * once. Rejects when not all is stored.
   */
  stop(): Promise<void>
}
