// What the server did for somebody is undone there, and by the next undo alone.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId } from '../../shared/world/address.ts'
import { initScene, metaMap } from '../../shared/world/scene/scene.ts'
import { createUndo } from './undo.ts'
import { History } from './undo-history.ts'

test('[HI37] the next undo is that of what was taken back, unless something is done here first', () => {
  const scene = new Y.Doc()
  initScene(scene, { root: parseArtifactId('page') ?? expect.unreachable(), title: 'a', name: '', text: '' })
  const undo = createUndo({ scene, clock: { now: () => 0 }, history: History })
  const entitle = (title: string): void =>
    scene.transact(() => void metaMap(scene).set('title', title), undo.origin)
  const asked: string[] = []
  const deed = { label: 'take back', undo: () => void asked.push('put back') }
  entitle('b')
  undo.noteServerDeed(deed)
  expect(undo.state.undoLabel).toBe('take back')
  undo.undo()
  expect([asked, metaMap(scene).get('title')]).toEqual([['put back'], 'b'])
  undo.undo()
  expect(metaMap(scene).get('title')).toBe('a')
  undo.noteServerDeed(deed)
  entitle('c')
  undo.undo()
  expect([asked, metaMap(scene).get('title')]).toEqual([['put back'], 'a'])
})
