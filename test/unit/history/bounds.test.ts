// How much can be undone, and the fate of steps whose effect is not there any more.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bounded, STEPS_BYTES_MAX, STEPS_MAX } from '../../../client/undo/undo-bounds.ts'
import type { UndoStep } from '../../../shared/history/undo-step.ts'
import { rename } from '../../../shared/world/edits/name-edits.ts'
import { artifactMaps } from '../../../shared/world/scene/scene.ts'
import { id, make, ROOT } from '../world/made.ts'
import { deleteFrom, meet, openTab, page, twoTabs, typeInto, undoAll } from './tabs.ts'

const stepOf = (label: string, bytes: number): UndoStep => ({
  label,
  edits: [{ kind: 'page', of: ROOT, added: [], taken: [{ client: 1, clock: 0, was: 'x'.repeat(bytes) }] }],
})
const labels = (steps: readonly UndoStep[]): string[] => steps.map(({ label }) => label)

test('[U9] the oldest steps are forgotten, by number', () => {
  const { ada, lamp } = twoTabs()
  for (let at = 0; at < STEPS_MAX + 5; at++) ada.act((edit) => rename(edit, lamp, `name ${at}`))
  expect(undoAll(ada)).toBe(STEPS_MAX)
  expect(ada.view.artifact(lamp)?.name).toBe('name 4')
})

test('and by size; but the last one can always be undone', () => {
  const half = STEPS_BYTES_MAX / 2
  expect(labels(bounded([stepOf('a', 10), stepOf('b', half), stepOf('c', half - 600)]))).toEqual(['b', 'c'])
  expect(labels(bounded([stepOf('a', half), stepOf('b', half), stepOf('c', 10)]))).toEqual(['b', 'c'])
  expect(labels(bounded([stepOf('a', 10), stepOf('b', 3 * half)]))).toEqual(['b'])
})

test('[U7] after a rebuild without what was refused, its steps are passed over, and the others undone', () => {
  const { ada, bob, lamp } = twoTabs()
  ada.act((edit) => rename(edit, lamp, 'light'))
  ada.act(() => typeInto(ada, lamp, 0, 'kept'))
  meet(ada, bob)
  ada.act((edit) => rename(edit, lamp, 'refused'))
  ada.act(() => typeInto(ada, lamp, 4, ' refused'))
  ada.act((edit) => make(edit, 'door'))
  ada.act(() => deleteFrom(ada, lamp, 0, 2))
  const rebuilt = openTab(bob.scene)
  rebuilt.undo.recall(ada.undo.steps)
  expect(rebuilt.undo.state.undoLabel).toBe('typing')
  expect(undoAll(rebuilt)).toBe(2)
  expect([page(rebuilt, lamp), rebuilt.view.artifact(lamp)?.name]).toEqual(['', 'lamp'])
})

test('what stood in something that is gone for good is passed over', () => {
  const { ada, bob, lamp } = twoTabs()
  ada.act((edit) => rename(edit, lamp, 'light'))
  ada.act(() => typeInto(ada, lamp, 0, 'words'))
  ada.act((edit) => make(edit, 'door'))
  ada.act(() => deleteFrom(ada, lamp, 0, 2))
  meet(ada, bob)
  bob.scene.transact(() => artifactMaps(bob.scene).delete(lamp))
  meet(ada, bob)
  expect(undoAll(ada)).toBe(1)
  expect(ada.view.artifact(id('door'))?.host).toBe('limbo')
})

test('two tabs of one person each take back their own', () => {
  const { ada, bob: other, lamp } = twoTabs()
  ada.act(() => typeInto(ada, lamp, 0, 'one'))
  meet(ada, other)
  other.act(() => typeInto(other, lamp, 3, ' two'))
  meet(ada, other)
  ada.undo.undo()
  expect(page(ada, lamp)).toBe(' two')
  Y.applyUpdate(other.scene, Y.encodeStateAsUpdate(ada.scene), 'elsewhere')
  other.undo.undo()
  expect(page(other, lamp)).toBe('')
})
