// Whether somebody walks in this tab, for components on the screen before anybody does: the code that walks
// is fetched with the first walk.
import type { ThingData } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import type { WalkGoal } from '../../../shared/play/walking/walk-prediction.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { World } from '../context/use-world.ts'
import { Observable } from '../../device/observable.ts'

/** The requests to the owner: to whisper one needs words first, and following is many walks. */
export type ThingDeed = 'use' | 'pickUp' | 'push' | 'enter'

/** The followed person. */
export interface Followed {
  readonly id: ArtifactId
  readonly name: string
}

export interface Walker {
  /** On and on in a direction, or to a spot, round what stands in the way. */
  readonly walk: (goal: WalkGoal) => void
  readonly halt: () => void
  /** Walks to a spot, and does something when one has come to stand, unless one goes elsewhere before. */
  readonly walkAndThen: (goal: WalkGoal, then: () => void) => void
  /** Asks for something that is done where one is shown. */
  readonly act: (action: Action) => Promise<Outcome>
  /** Oneself as one is shown, where one is now and looks; null: one is not here. */
  readonly here: () => ThingData | null
  readonly isWalking: () => boolean
  /** Without a connection: one stands until it is back. */
  readonly isCut: () => boolean
  /** Whether nothing is in the way to a spot. */
  readonly reaches: (spot: XY) => boolean
  /** How far one walks to a spot, in pixels; null: one does not get there. */
  readonly farTo: (spot: XY) => number | null
  /** The connection is lost: one stands until it is back. */
  readonly cut: () => void
  readonly end: () => void
}

/** Words beside oneself; another object each time. */
export interface Note {
  readonly words: string
  /** Counts them. */
  readonly nth: number
}

export interface WalkControl {
  readonly world: World
  readonly walker: Walker
  /** The thing that one can do something with at one's place; null: nothing is near enough. */
  readonly target: () => Artifact | null
  /** Does it where one stands, else walks there first. */
  readonly does: (deed: ThingDeed, thing: Artifact) => void
  /** Walks beside something, or onto what one can walk over. */
  readonly goTo: (thing: Artifact) => void
  /** Goes after somebody, until one goes somewhere by oneself. */
  readonly follow: (person: Artifact) => void
  readonly unfollow: () => void
  /** The followed person. */
  readonly following: () => Followed | null
  readonly leave: () => void
  readonly putDown: () => void
  readonly ask: (action: Action) => Promise<Outcome>
  readonly note: () => Note | null
  readonly say: (words: string) => void
  /** The pressed target, with which one may do something. */
  readonly chosen: () => ArtifactId | null
  readonly choose: (id: ArtifactId | null) => void
  /** The thing that one has just used or picked up, until one walks on. */
  readonly done: () => ArtifactId | null
  /** True while this tab is why one may be in another world in a moment. */
  readonly isCrossing: () => boolean
  readonly subscribe: (listener: () => void) => () => void
  /** Calls back when one walks or stands anew. */
  readonly onMove: (listener: () => void) => () => void
  readonly end: () => void
}

/** The walk of this tab; null while nobody walks here. */
export const currentWalk = new Observable<WalkControl | null>(null)
