// Undo and redo as the screens use them: one sequence for text and things, only of this tab's changes, with
// the names of the next steps, for buttons and editors to follow.
import type * as Y from 'yjs'
import { capture } from '../../shared/history/captured-inverse.ts'
import { Listeners } from '../device/listener-set.ts'
import { createFetchedHistory } from './lazy-history.ts'
import type { Direction, History } from './undo-history.ts'
import { lostValuesIn } from '../../shared/history/scene-items.ts'
import { NO_STEPS, type Inverse, type Steps } from '../../shared/history/undo-step.ts'

export interface Undo {
  /** The origin of transactions that can be undone. */
  readonly origin: object
  readonly state: UndoState
  readonly undo: () => void
  readonly redo: () => void
  /** The next change is a step of its own, not a part of the last typing. */
  readonly step: () => void
  /** Calls back when `state` is another. */
  readonly subscribe: (listener: () => void) => () => void
  /**
   * Transactions of this origin can be undone, too, until the returned function is called: an editor's own.
   */
  readonly track: (origin: object) => () => void
  /**
   * Something that this tab had the server do: the next undo takes that back, unless something else is done
   * here first.
   */
  readonly noteServerDeed: (deed: ServerDeed) => void
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

interface ServerDeed {
  readonly label: string
  readonly undo: () => void
}

export interface UndoState {
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** The names of the next ones, in a few words: `move lamp`; empty when there is none. */
  readonly undoLabel: string
  readonly redoLabel: string
}

/** The step that was undone or redone. */
export interface Undone {
  readonly direction: Direction
  readonly label: string
  readonly edits: readonly Inverse[]
}

const NOTHING: UndoState = { canUndo: false, canRedo: false, undoLabel: '', redoLabel: '' }

interface UndoOptions {
  readonly scene: Y.Doc
  readonly clock: { readonly now: () => number }
  /** Null: it is fetched with the first step. A change is read at once all the same, while it can be read. */
  readonly history?: typeof History | null
}

export function createUndo({ scene, clock, history: loaded = null }: UndoOptions): Undo {
  const origin = {}
  const own = {}
  const tracked = new Set<unknown>([origin])
  const listeners = { state: new Listeners(), steps: new Listeners(), undone: new Listeners<Undone>() }
  const history = createFetchedHistory({ scene, origin: own, loaded, onHere: look })
  let state = NOTHING
  let steps = NO_STEPS
  let deed: ServerDeed | null = null

  function follow(transaction: Y.Transaction): void {
    // Undoing is told when the step is where it belongs.
    if (transaction.origin === own) return
    if (tracked.has(transaction.origin)) {
      const captured = capture(transaction)
      deed = null
      if (captured.edits.length + captured.again.length > 0)
        history.give({ what: 'done', captured, at: clock.now() })
    } else if (!history.isEmpty) {
      const beaten = lostValuesIn(transaction)
      if (beaten.length > 0) history.give({ what: 'beaten', beaten })
    }
    look()
  }

  function look(): void {
    const next = stateOf(history.here, deed)
    const isOther = !sameState(next, state)
    const now = history.here?.steps ?? steps
    const hasOthers = steps !== now
    steps = now
    if (isOther) state = next
    if (hasOthers) listeners.steps.tell()
    if (isOther) listeners.state.tell()
  }

  function turn(direction: Direction): void {
    if (direction === 'undo' && deed !== null) {
      const { undo } = deed
      deed = null
      look()
      return undo()
    }
    history.use((here) => {
      const step = here.turn(direction)
      look()
      if (step) listeners.undone.tell({ direction, ...step })
    })
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
      if (!history.isEmpty) history.give({ what: 'closed' })
    },
    subscribe: listeners.state.add,
    track(origin) {
      tracked.add(origin)
      return () => tracked.delete(origin)
    },
    noteServerDeed(next) {
      deed = next
      if (!history.isEmpty) history.give({ what: 'closed' })
      look()
    },
    showing: (origin) => origin === own,
    onUndone: listeners.undone.add,
    onSteps: listeners.steps.add,
    recall(steps) {
      if (steps.undo.length + steps.redo.length > 0) history.give({ what: 'recalled', steps })
      look()
    },
    destroy() {
      scene.off('afterTransaction', follow)
      for (const each of Object.values(listeners)) each.clear()
    },
  }
}

function stateOf(history: History | null, deed: ServerDeed | null): UndoState {
  const undo = deed ?? history?.next('undo') ?? null
  const redo = history?.next('redo') ?? null
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
