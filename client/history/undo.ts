// Undo and redo as the screens use them: one sequence for text and things, only of what was done in this tab, with what
// the next step is, for buttons and editors to follow.
import type * as Y from 'yjs'
import { capture, type Captured } from './capture.ts'
import type { Direction, History } from './history.ts'
import { beatenIn, type Beaten } from './items.ts'
import { NO_STEPS, type Inverse, type Steps } from './step.ts'

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

/** What happened to the scene and belongs into the history. */
type Happened =
  | { readonly what: 'done'; readonly captured: Captured; readonly at: number }
  | { readonly what: 'beaten'; readonly beaten: readonly Beaten[] }
  | { readonly what: 'recalled'; readonly steps: Steps }
  | { readonly what: 'closed' }

/** Most that waits for the history to be fetched: more than a hand does in that time. */
const WAITING_MAX = 1_000

interface UndoOptions {
  readonly scene: Y.Doc
  readonly clock: { readonly now: () => number }
  /** Null: it is fetched with the first step. What is done is read at once all the same, while it can be read. */
  readonly history?: typeof History | null
}

export function createUndo({ scene, clock, history: loaded = null }: UndoOptions): Undo {
  const origin = {}
  const own = {}
  const tracked = new Set<unknown>([origin])
  const stateListeners = new Set<() => void>()
  const stepsListeners = new Set<() => void>()
  const undoneListeners = new Set<(undone: Undone) => void>()
  const waiting: Happened[] = []
  let history = loaded && new loaded(scene, own)
  let fetching: Promise<void> | null = null
  let state = NOTHING
  let steps = NO_STEPS

  async function fetchHistory(): Promise<void> {
    try {
      const { History } = await import('./history.ts')
      history ??= new History(scene, own)
      for (const happened of waiting.splice(0)) take(history, happened)
      look()
    } catch (error) {
      console.warn('Undo could not be fetched.', error)
      fetching = null
    }
  }

  function give(happened: Happened): void {
    if (history) return take(history, happened)
    waiting.push(happened)
    if (waiting.length > WAITING_MAX) waiting.shift()
    fetching ??= fetchHistory()
  }

  function follow(transaction: Y.Transaction): void {
    // Undoing is told when the step is where it belongs.
    if (transaction.origin === own) return
    if (tracked.has(transaction.origin)) {
      const captured = capture(transaction)
      if (captured.edits.length + captured.again.length > 0) give({ what: 'done', captured, at: clock.now() })
    } else if (steps.undo.length + waiting.length > 0) {
      const beaten = beatenIn(transaction)
      if (beaten.length > 0) give({ what: 'beaten', beaten })
    }
    look()
  }

  function look(): void {
    if (!history) return
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
    const step = history?.turn(direction)
    look()
    if (step) for (const listener of undoneListeners) listener({ direction, ...step })
    // Pressed before the history is here, it is done when it is.
    else if (fetching && !history) void fetching.then(() => history && turn(direction))
  }

  scene.on('afterTransaction', follow)
  return {
    origin,
    get state() {
      return state
    },
    get steps() {
      return steps
    },
    undo: () => turn('undo'),
    redo: () => turn('redo'),
    step() {
      if (history || waiting.length > 0) give({ what: 'closed' })
    },
    subscribe: (listener) => added(stateListeners, listener),
    track: (origin) => added(tracked, origin),
    showing: (origin) => origin === own,
    onUndone: (listener) => added(undoneListeners, listener),
    onSteps: (listener) => added(stepsListeners, listener),
    recall(steps) {
      if (!history && steps.undo.length + steps.redo.length === 0) return
      give({ what: 'recalled', steps })
      look()
    },
    destroy() {
      scene.off('afterTransaction', follow)
      for (const listeners of [stateListeners, stepsListeners, undoneListeners]) listeners.clear()
    },
  }
}

function take(history: History, happened: Happened): void {
  switch (happened.what) {
    case 'done':
      return history.add(happened.captured, happened.at)
    case 'beaten':
      return history.yield(happened.beaten)
    case 'recalled':
      return history.recall(happened.steps)
    case 'closed':
      return history.close()
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
