import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { makeArtifactId } from '../../shared/world/address.ts'
import { setTitle } from '../../shared/world/edit-fields.ts'
import { createArtifact, moveArtifact, sendToLimbo } from '../../shared/world/edit-places.ts'
import { insertText } from '../../shared/world/edit-text.ts'
import { initScene } from '../../shared/world/scene.ts'
import { createView } from '../../shared/world/view.ts'
import { pageOf } from '../copies/changes.ts'
import { createUndo } from './undo.ts'

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

function opened() {
  const scene = new Y.Doc()
  const root = makeArtifactId(random)
  const lamp = makeArtifactId(random)
  initScene(scene, { root, title: 'Garden', name: 'The garden', text: '' })
  const view = createView(scene, null)
  createArtifact({ view, origin: null }, { id: lamp, name: 'lamp', place: { host: root, x: 0, y: 0 } })
  const undo = createUndo(scene)
  return { scene, root, lamp, view, undo, edit: { view, origin: undo.origin } }
}

describe('undo', () => {
  test('takes back text, things and the title in the order they were done', () => {
    const { root, lamp, view, undo, edit } = opened()
    insertText(edit, root, 0, 'hello')
    undo.step()
    moveArtifact(edit, lamp, { host: root, x: 32, y: 64 })
    undo.step()
    setTitle(edit, 'Orchard')
    undo.undo()
    expect(view.title).toBe('Garden')
    undo.undo()
    expect(view.artifact(lamp)?.place).toMatchObject({ x: 0, y: 0 })
    expect(pageOf(view, root)).toBe('hello')
    undo.undo()
    expect(pageOf(view, root)).toBe('')
    undo.redo()
    undo.redo()
    expect([pageOf(view, root), view.artifact(lamp)?.place?.x]).toEqual(['hello', 32])
  })

  test('brings back what was put away', () => {
    const { root, lamp, view, undo, edit } = opened()
    sendToLimbo(edit, lamp)
    undo.undo()
    expect(view.artifact(lamp)?.host).toBe(root)
  })

  test("leaves others' work alone", () => {
    const { scene, root, view, undo, edit } = opened()
    insertText(edit, root, 0, 'mine')
    insertText({ view, origin: 'somebody else' }, root, 4, ' theirs')
    undo.undo()
    expect(pageOf(view, root)).toBe(' theirs')
    expect(undo.state).toEqual({ canUndo: false, canRedo: true })
    expect(scene.getMap('meta').get('title')).toBe('Garden')
  })

  test('tells when there is something to take back', () => {
    const { root, undo, edit } = opened()
    const states: unknown[] = []
    undo.subscribe(() => states.push(undo.state))
    insertText(edit, root, 0, 'a')
    undo.undo()
    expect(states).toEqual([
      { canUndo: true, canRedo: false },
      { canUndo: false, canRedo: true },
    ])
  })
})
