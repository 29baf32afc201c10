// One undo for everything that this person did here: text and things in the order they were done, others' work never.
import * as Y from 'yjs'
import { artifactMaps, metaMap } from '../../shared/world/scene.ts'

export interface Undo {
  /** For editors that are bound to a page: their own binding tracks through it. */
  readonly manager: Y.UndoManager
  /** The origin of transactions that can be undone. */
  readonly origin: object
  readonly state: UndoState
  readonly undo: () => void
  readonly redo: () => void
  /** What comes next is a step of its own, not a part of what was just typed. */
  readonly step: () => void
  readonly subscribe: (listener: () => void) => () => void
  readonly destroy: () => void
}

export interface UndoState {
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/** Typing within this time is undone at once. */
const STEP_MS = 400

export function createUndo(scene: Y.Doc): Undo {
  const origin = {}
  const manager = new Y.UndoManager([artifactMaps(scene), metaMap(scene)], {
    trackedOrigins: new Set<unknown>([origin]),
    captureTimeout: STEP_MS,
  })
  const listeners = new Set<() => void>()
  let state: UndoState = { canUndo: false, canRedo: false }

  function look(): void {
    const next = { canUndo: manager.canUndo(), canRedo: manager.canRedo() }
    if (next.canUndo === state.canUndo && next.canRedo === state.canRedo) return
    state = next
    for (const listener of listeners) listener()
  }
  manager.on('stack-item-added', look)
  manager.on('stack-item-popped', look)
  manager.on('stack-cleared', look)

  return {
    manager,
    origin,
    get state() {
      return state
    },
    undo() {
      manager.undo()
      look()
    },
    redo() {
      manager.redo()
      look()
    },
    step: () => manager.stopCapturing(),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      listeners.clear()
      manager.destroy()
    },
  }
}
