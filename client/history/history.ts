// The steps that one tab has made in a world, kept up from its own transactions, and how they are taken back. Never
// anybody else's: text that others wrote stays, and a value that somebody has written since stands.
import type * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene.ts'
import { applyInverse, wouldChange } from './apply.ts'
import { capture, type Captured, type Deed } from './capture.ts'
import { beatenIn, type Beaten } from './items.ts'
import { join } from './join.ts'
import { renamed, type Names } from './names.ts'
import { bounded, NO_STEPS, STEPS_MAX, type Step, type Steps } from './step.ts'
import { goesOn, type Going } from './typing.ts'
import { labelOf } from './words.ts'
import { yielding } from './yield.ts'

export type Direction = 'undo' | 'redo'

export interface HistoryOptions {
  readonly scene: Y.Doc
  readonly clock: { readonly now: () => number }
  /** Whether a transaction of this origin is this tab's own. */
  readonly isOwn: (origin: unknown) => boolean
  /** Called after each transaction of the scene but undoing, whoever made it. */
  readonly onChange: () => void
}

/** The last step, as long as it may go on. */
interface Open extends Going {
  readonly deeds: readonly Deed[]
}

export class History {
  readonly #options: HistoryOptions
  /** The origin of undoing and redoing. */
  readonly #origin = {}
  #steps: Steps = NO_STEPS
  #open: Open | null = null
  /** What undoing just did: the step that takes that back. */
  #captured: Captured | null = null
  /** Names that were given before older steps were recalled; null afterwards. */
  #given: Names[] | null = []
  readonly #follow = (transaction: Y.Transaction): void => this.#look(transaction)

  constructor(options: HistoryOptions) {
    this.#options = options
    options.scene.on('afterTransaction', this.#follow)
  }

  get steps(): Steps {
    return this.#steps
  }

  /** Whether a transaction of this origin undid or redid something. */
  isUndoing(origin: unknown): boolean {
    return origin === this.#origin
  }

  /** The step that would be undone or redone next, past those that would change nothing any more. */
  next(direction: Direction): Step | null {
    const { scene } = this.#options
    return this.#steps[direction].findLast(({ edits }) => wouldChange(scene, edits)) ?? null
  }

  /** What comes next is a step of its own. */
  close(): void {
    this.#open = null
  }

  /** Undoes or redoes a step; answers which one, or null when nothing was left to do. */
  turn(direction: Direction): Step | null {
    this.close()
    for (;;) {
      const step = this.#steps[direction].at(-1)
      if (step === undefined) return null
      this.#steps = { ...this.#steps, [direction]: this.#steps[direction].slice(0, -1) }
      const edits = this.#apply(step)
      if (edits.length === 0) continue
      const back = direction === 'undo' ? 'redo' : 'undo'
      this.#steps = { ...this.#steps, [back]: bounded([...this.#steps[back], { label: step.label, edits }]) }
      return step
    }
  }

  /** Takes up steps from before a reload, once: they come before those that were made since. */
  recall({ undo, redo }: Steps): void {
    const given = this.#given ?? []
    this.#given = null
    const learned = (steps: readonly Step[]): readonly Step[] => given.reduce(renamed, steps)
    const now = this.#steps
    const isFresh = now.undo.length + now.redo.length === 0
    this.#steps = {
      undo: bounded([...learned(undo), ...now.undo]),
      redo: isFresh ? learned(redo) : now.redo,
    }
  }

  destroy(): void {
    this.#options.scene.off('afterTransaction', this.#follow)
  }

  /** Does a step's inverse edits; answers what takes these back. */
  #apply({ edits }: Step): Step['edits'] {
    const names = this.#options.scene.transact(
      (transaction) => applyInverse(transaction, edits),
      this.#origin,
    )
    this.#learn(names)
    const captured = this.#captured
    this.#captured = null
    return captured?.edits ?? []
  }

  #look(transaction: Y.Transaction): void {
    if (this.isUndoing(transaction.origin)) {
      // Told when the step has been put where it belongs.
      this.#captured = capture(transaction)
      return
    }
    if (this.#options.isOwn(transaction.origin)) this.#add(capture(transaction))
    else if (this.#steps.undo.length > 0) this.#yield(beatenIn(transaction))
    this.#options.onChange()
  }

  #add({ edits, again, deeds, typed }: Captured): void {
    this.#learn({ entries: again, runs: [] })
    if (edits.length === 0) return
    const now = this.#options.clock.now()
    const { undo } = this.#steps
    const last = undo.at(-1)
    const open = this.#open
    const isOne = open !== null && last !== undefined && goesOn(open, now, typed)
    this.#open = { at: now, typed, deeds: isOne ? [...open.deeds, ...deeds] : deeds }
    const joined = isOne ? join(last.edits, edits) : edits
    const step = { label: labelOf(this.#open.deeds, (id) => this.#nameOf(id)), edits: joined }
    const before = isOne ? undo.slice(0, -1) : undo
    // What was typed and deleted again is no step.
    if (joined.length === 0) this.close()
    this.#steps = { undo: joined.length === 0 ? before : bounded([...before, step]), redo: [] }
  }

  /** A value of somebody else that mine has beaten is what stands there when mine is undone. */
  #yield(beaten: readonly Beaten[]): void {
    if (beaten.length > 0) this.#steps = { ...this.#steps, undo: yielding(this.#steps.undo, beaten) }
  }

  #learn(names: Names): void {
    if (names.entries.length + names.runs.length === 0) return
    // In a trial nothing is ever recalled.
    if (this.#given !== null && this.#given.length < STEPS_MAX) this.#given.push(names)
    this.#steps = { undo: renamed(this.#steps.undo, names), redo: renamed(this.#steps.redo, names) }
  }

  #nameOf(id: ArtifactId): string {
    const name: unknown = sceneArtifact(this.#options.scene, id)?.get('name')
    return typeof name === 'string' ? name : ''
  }
}
