// A world with a tab of Ada's, who can undo, and one of Bob's: edits of each arrive at the other when told
// to.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { History } from '../../../client/undo/undo-history.ts'
import { createUndo, type Undo } from '../../../client/undo/undo.ts'
import { make, makeWorld } from '../world/made.ts'

export interface Tab {
  readonly scene: Y.Doc
  readonly view: View
  readonly undo: Undo
  readonly edit: Edit
  /** Does one thing as a step of its own. */
  readonly act: (command: (edit: Edit) => unknown) => void
}

interface Clock {
  ms: number
  now: () => number
}

export function stillClock(): Clock {
  const clock: Clock = { ms: 1_000, now: () => clock.ms }
  return clock
}

/** A tab that opens what another one has. */
export function openTab(from: Y.Doc, clock: { readonly now: () => number } = stillClock()): Tab {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, Y.encodeStateAsUpdate(from), 'elsewhere')
  const view = createView(scene, null)
  const undo = createUndo({ scene, clock, history: History })
  const edit = { view, origin: undo.origin }
  function act(command: (edit: Edit) => unknown): void {
    undo.step()
    command(edit)
    undo.step()
  }
  return { scene, view, undo, edit, act }
}

/** A world with a lamp, its text empty, open in two tabs. */
export function twoTabs(): { readonly ada: Tab; readonly bob: Tab; readonly lamp: ArtifactId } {
  const world = makeWorld()
  const lamp = make(world, 'lamp')
  return { ada: openTab(world.scene), bob: openTab(world.scene), lamp }
}

/** All that one has written arrives at the other, both ways. */
export function meet(one: Tab, other: Tab): void {
  const [a, b] = [Y.encodeStateAsUpdate(one.scene), Y.encodeStateAsUpdate(other.scene)]
  Y.applyUpdate(other.scene, a, 'elsewhere')
  Y.applyUpdate(one.scene, b, 'elsewhere')
}

export function page({ scene }: Tab, id: ArtifactId): string {
  return textOf(scene, id)?.toJSON() ?? ''
}

export function typeInto({ scene, edit }: Tab, id: ArtifactId, at: number, text: string): void {
  scene.transact(() => textOf(scene, id)?.insert(at, text), edit.origin)
}

export function deleteFrom({ scene, edit }: Tab, id: ArtifactId, at: number, length: number): void {
  scene.transact(() => textOf(scene, id)?.delete(at, length), edit.origin)
}

export function undoAll({ undo }: Tab): number {
  let count = 0
  for (; undo.state.canUndo; count++) undo.undo()
  return count
}

export function redoAll({ undo }: Tab): number {
  let count = 0
  for (; undo.state.canRedo; count++) undo.redo()
  return count
}
