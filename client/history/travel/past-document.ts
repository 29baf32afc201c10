// The scene as it was: a plain document, fetched once, and moved from revision to revision by steps that are
// on this device. Nothing of it is ever sent.
import * as Y from 'yjs'
import type { HistoryStep } from '../../../shared/wire/api/history-bodies.ts'
import { applyChanges } from '../../../shared/history/changes/apply-changes.ts'
import { stateDifference } from '../../../shared/history/changes/state-difference.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Stretches } from './stretches.ts'

/** How long one piece of the way may take, in ms: the rest of a frame is for drawing it. */
const PIECE_MS = 1.2
/** How many things one piece may move: a browser lays each out anew. */
const PIECE_THINGS = 12
/** Over more updates than these a person wants to arrive, and not to see what was between. */
const FAR = 1_000

/** Where a walk through time has come to. */
type MoveOutcome =
  /** As far as the steps that are here lead. */
  | 'there'
  /** The rest takes another frame. */
  | 'going'
  /** A step is missing, or did not fit: the state is to be fetched. */
  | 'lost'

export class PastDocument {
  readonly scene = new Y.Doc()
  readonly #stretches: Stretches
  #at: Revision
  /** The last step over which it came, for its time and authors. */
  #last: HistoryStep | null = null

  constructor(state: Uint8Array, at: Revision, stretches: Stretches) {
    this.#at = at
    this.#stretches = stretches
    Y.applyUpdate(this.scene, state)
  }

  get at(): Revision {
    return this.#at
  }

  /** The step that made this revision; null when that is not known. */
  get step(): HistoryStep | null {
    return this.#stretches.before(this.#at) ?? this.#last
  }

  /**
   * Becomes another state where it stands, so that what is selected in it stays. False when that does not
   * succeed: then a new document has to be made.
   */
  become(state: Uint8Array, at: Revision): boolean {
    const other = new Y.Doc()
    Y.applyUpdate(other, state)
    const fits = this.scene.transact(
      () => applyChanges(this.scene, stateDifference(this.scene, other), 'forward'),
      this,
    )
    other.destroy()
    this.#at = at
    this.#last = null
    return fits
  }

  /** Goes on towards a revision for one piece of a frame. What it wrote is told together. */
  move(target: Revision): MoveOutcome {
    return this.scene.transact(() => {
      const until = performance.now() + PIECE_MS
      let moved = 0
      for (;;) {
        const step = this.#next(target)
        if (step === 'there' || step === 'lost') return step
        if (!this.#take(step)) return 'lost'
        moved += step.things?.filter(({ values }) => values.length > 0).length ?? 0
        const isNear = Math.abs(target - this.#at) < FAR
        if (performance.now() > until || (isNear && moved >= PIECE_THINGS))
          return this.#next(target) === 'there' ? 'there' : 'going'
      }
    }, this)
  }

  /** Whether steps that are on this device lead to a revision. */
  reaches(target: Revision): boolean {
    return this.#stretches.lead(this.#at, target)
  }

  #next(target: Revision): HistoryStep | 'there' | 'lost' {
    if (target > this.#at) return this.#stretches.after(this.#at) ?? 'lost'
    if (target === this.#at) return 'there'
    const back = this.#stretches.before(this.#at)
    return back === null ? 'lost' : back.from < target ? 'there' : back
  }

  #take(step: HistoryStep): boolean {
    const direction = step.from === this.#at ? 'forward' : 'backward'
    if (step.things === null) return false
    const fits = applyChanges(this.scene, step.things, direction)
    this.#at = direction === 'forward' ? step.to : step.from
    this.#last = direction === 'forward' ? step : this.#stretches.before(this.#at)
    return fits
  }
}
