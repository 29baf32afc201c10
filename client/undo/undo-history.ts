// The steps that one tab has made in a world, and how they are taken back. Never anybody else's: text that
// others wrote stays, and a value that somebody has written since stands.
import type * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene/scene.ts'
import { applyInverse, wouldChange } from '../../shared/history/apply-inverse.ts'
import { bounded, STEPS_MAX } from './undo-bounds.ts'
import { capture, type Captured, type UndoneDeed } from '../../shared/history/captured-inverse.ts'
import type { LostValue } from '../../shared/yjs/map-entries.ts'
import { join } from './join-steps.ts'
import { renamed, type RenamedEntries } from '../../shared/history/renamed-entries.ts'
import { NO_STEPS, type Inverse, type UndoStep, type Steps } from '../../shared/history/undo-step.ts'
import { goesOn, type TypingRun } from './typing-group.ts'
import { withConcurrentValues } from './yield-value.ts'

export type Direction = 'undo' | 'redo'

/** The events of a history. `at` in ms since 1970. */
export type Happened =
  /** This tab did something. */
  | { readonly what: 'done'; readonly captured: Captured; readonly at: number }
  /** The next change is a step of its own. */
  | { readonly what: 'closed' }
  /** Somebody else's values arrived, and others stand. */
  | { readonly what: 'beaten'; readonly beaten: readonly LostValue[] }
  /** Steps from before a reload are here, once: they come before those that were made since. */
  | { readonly what: 'recalled'; readonly steps: Steps }

/** The last step, as long as it may go on. */
interface OpenStep extends TypingRun {
  readonly deeds: readonly UndoneDeed[]
}

export class History {
  readonly #scene: Y.Doc
  /** The origin of undoing and redoing. */
  readonly #origin: object
  #steps: Steps = NO_STEPS
  #open: OpenStep | null = null
  /** Names that were given before older steps were recalled; null afterwards. */
  #given: RenamedEntries[] | null = []

  constructor(scene: Y.Doc, origin: object) {
    this.#scene = scene
    this.#origin = origin
  }

  get steps(): Steps {
    return this.#steps
  }

  /** The step that would be undone or redone next, past those that would change nothing any more. */
  next(direction: Direction): UndoStep | null {
    return this.#steps[direction].findLast(({ edits }) => wouldChange(this.#scene, edits)) ?? null
  }

  /** Undoes or redoes a step; answers which one, or null when nothing was left to do. */
  turn(direction: Direction): UndoStep | null {
    this.#close()
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

  take(happened: Happened): void {
    switch (happened.what) {
      case 'done':
        return this.#add(happened.captured, happened.at)
      case 'closed':
        return this.#close()
      case 'beaten':
        return this.#yield(happened.beaten)
      case 'recalled':
        return this.#recall(happened.steps)
    }
  }

  #close(): void {
    this.#open = null
  }

  /** A step, or more of the last one. */
  #add({ edits, again, deeds, typed }: Captured, now: number): void {
    this.#learn({ entries: again, runs: [] })
    if (edits.length === 0) return
    const { undo } = this.#steps
    const last = undo.at(-1)
    const open = this.#open
    const isOne = open !== null && last !== undefined && goesOn(open, now, typed)
    this.#open = { at: now, typed, deeds: isOne ? [...open.deeds, ...deeds] : deeds }
    const joined = isOne ? join(last.edits, edits) : edits
    const step = { label: labelOf(this.#open.deeds, (id) => this.#nameOf(id)), edits: joined }
    const before = isOne ? undo.slice(0, -1) : undo
    // Letters that were typed and deleted again are no step.
    if (joined.length === 0) this.#close()
    this.#steps = { undo: joined.length === 0 ? before : bounded([...before, step]), redo: [] }
  }

  /** A value of somebody else that mine has beaten is the present one when mine is undone. */
  #yield(beaten: readonly LostValue[]): void {
    this.#steps = { ...this.#steps, undo: withConcurrentValues(this.#steps.undo, beaten) }
  }

  #recall({ undo, redo }: Steps): void {
    const given = this.#given ?? []
    this.#given = null
    const learned = (steps: readonly UndoStep[]): readonly UndoStep[] => given.reduce(renamed, steps)
    const now = this.#steps
    const isFresh = now.undo.length + now.redo.length === 0
    this.#steps = {
      undo: bounded([...learned(undo), ...now.undo]),
      redo: isFresh ? learned(redo) : now.redo,
    }
  }

  /** Does a step's inverse edits; answers what takes these back. */
  #apply({ edits }: UndoStep): readonly Inverse[] {
    const back: Inverse[] = []
    this.#scene.once('afterTransaction', (transaction: Y.Transaction) => {
      back.push(...capture(transaction).edits)
    })
    const names = this.#scene.transact((transaction) => applyInverse(transaction, edits), this.#origin)
    this.#learn(names)
    return back
  }

  #learn(names: RenamedEntries): void {
    if (names.entries.length + names.runs.length === 0) return
    // In a trial nothing is ever recalled.
    if (this.#given !== null && this.#given.length < STEPS_MAX) this.#given.push(names)
    this.#steps = { undo: renamed(this.#steps.undo, names), redo: renamed(this.#steps.redo, names) }
  }

  #nameOf(id: ArtifactId): string {
    const name: unknown = sceneArtifact(this.#scene, id)?.get('name')
    return typeof name === 'string' ? name : ''
  }
}

const NAME_SHOWN = 40

/**
 * The deeds of one step in a few words, for the button and for those who listen: `move lamp`, `change 3
 * things`.
 */
function labelOf(deeds: readonly UndoneDeed[], nameOf: (id: ArtifactId) => string): string {
  const [first] = deeds
  if (first === undefined) return ''
  const things = new Set(deeds.map(({ of }) => of))
  const verbs = new Set(deeds.map(({ verb }) => verb))
  const isMixed = verbs.size > 1 || first.verb === 'write'
  if (things.size > 1) return `${isMixed ? 'change' : first.verb} ${things.size} things`
  if (verbs.size === 1 && first.verb === 'write') return 'typing'
  const verb = verbs.has('make') ? 'make' : verbs.size > 1 ? 'change' : first.verb
  return `${verb} ${first.of === null ? 'the world' : shown(nameOf(first.of))}`
}

function shown(name: string): string {
  if (name === '') return 'a thing'
  return name.length <= NAME_SHOWN ? name : `${name.slice(0, NAME_SHOWN - 1).toWellFormed()}…`
}
