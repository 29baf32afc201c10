// Undo and redo as the screens use them: one sequence for text and things, only of what was done in this tab, with what
// the next step is, for buttons and editors to follow.
import type * as Y from 'yjs'
import { History, type Direction } from './history.ts'
import type { Inverse, Steps } from './step.ts'

export interface Undo {
  /** The origin of transactions that can be undone. */
  readonly origin: object
  readonly state: UndoState
  readonly undo: () => void
  readonly redo: () => void
  /** What comes next is a step of its own, not a part of what was just typed. */
  readonly step: () => void
  /** Calls back when `state` is another. */
  readonly subscribe: (listener: () => void) => () => void
  /** Transactions of this origin can be undone, too, until the returned function is called: an editor's own. */
  readonly track: (origin: object) => () => void
  /** Whether a transaction of this origin undid or redid something, so that an editor shows where. */
  readonly showing: (origin: unknown) => boolean
  /** Calls back after each undo and redo that did something. */
  readonly onUndone: (listener: (undone: Undone) => void) => () => void
  /** All that can be undone and redone; another object when it changes. */
  readonly steps: Steps
  readonly onSteps: (listener: () => void) => () => void
  /** Takes up steps from before a reload, once: they come before those that were made since. */
  readonly recall: (steps: Steps) => void
  readonly destroy: () => void
}

export interface UndoState {
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** What the next ones are, in a few words: `move lamp`; empty when there is none. */
  readonly undoLabel: string
  readonly redoLabel: string
}

/** What was undone or redone. */
export interface Undone {
  readonly direction: Direction
  readonly label: string
  readonly edits: readonly Inverse[]
}

const NOTHING: UndoState = { canUndo: false, canRedo: false, undoLabel: '', redoLabel: '' }

export function createUndo(scene: Y.Doc, clock: { readonly now: () => number }): Undo {
  const origin = {}
  const tracked = new Set<unknown>([origin])
  const stateListeners = new Set<() => void>()
  const stepsListeners = new Set<() => void>()
  const undoneListeners = new Set<(undone: Undone) => void>()
  const history = new History({ scene, clock, isOwn: (origin) => tracked.has(origin), onChange: look })
  let state = NOTHING
  let steps = history.steps

  function look(): void {
    if (steps !== history.steps) {
      ;({ steps } = history)
      for (const listener of stepsListeners) listener()
    }
    const next = stateOf(history)
    if (sameState(next, state)) return
    state = next
    for (const listener of stateListeners) listener()
  }

  function turn(direction: Direction): void {
    const step = history.turn(direction)
    look()
    if (step) for (const listener of undoneListeners) listener({ direction, ...step })
  }

  return {
    origin,
    get state() {
      return state
    },
    get steps() {
      return history.steps
    },
    undo: () => turn('undo'),
    redo: () => turn('redo'),
    step: () => history.close(),
    subscribe: (listener) => added(stateListeners, listener),
    track: (origin) => added(tracked, origin),
    showing: (origin) => history.isUndoing(origin),
    onUndone: (listener) => added(undoneListeners, listener),
    onSteps: (listener) => added(stepsListeners, listener),
    recall(steps) {
      history.recall(steps)
      look()
    },
    destroy() {
      history.destroy()
      for (const listeners of [stateListeners, stepsListeners, undoneListeners]) listeners.clear()
    },
  }
}

function stateOf(history: History): UndoState {
  const undo = history.next('undo')
  const redo = history.next('redo')
  return {
    canUndo: undo !== null,
    canRedo: redo !== null,
    undoLabel: undo?.label ?? '',
    redoLabel: redo?.label ?? '',
  }
}

function sameState(a: UndoState, b: UndoState): boolean {
  return (
    a.canUndo === b.canUndo &&
    a.canRedo === b.canRedo &&
    a.undoLabel === b.undoLabel &&
    a.redoLabel === b.redoLabel
  )
}

function added<T>(set: Set<T>, one: T): () => void {
  set.add(one)
  return () => set.delete(one)
}
