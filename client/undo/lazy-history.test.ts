// The code of undo that did not come is asked for again by the next press.
import { expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId } from '../../shared/world/address.ts'
import { NO_CONNECTION } from '../../shared/world/live/live-state-values.ts'
import { initScene, metaMap } from '../../shared/world/scene/scene.ts'
import { showNotices } from '../notices/notices.ts'
import { createUndo } from './undo.ts'

test('[HI37] undo whose code did not come says so when it is pressed, and does it once there is a network', async () => {
  const said: string[] = []
  onTestFinished(showNotices(({ text }) => said.push(text)))
  vi.doMock('./undo-history.ts', () => {
    throw new Error('no network')
  })
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  onTestFinished(() => warn.mockRestore())
  const scene = new Y.Doc()
  initScene(scene, { root: parseArtifactId('page') ?? expect.unreachable(), title: 'a', name: '', text: '' })
  const undo = createUndo({ scene, clock: { now: () => 0 } })
  scene.transact(() => void metaMap(scene).set('title', 'b'), undo.origin)
  await vi.dynamicImportSettled()
  undo.undo()
  // Beside what other tests in this process have left to be said.
  await vi.waitFor(() => expect(said).toContain(NO_CONNECTION))
  vi.doUnmock('./undo-history.ts')
  undo.undo()
  await vi.waitFor(() => expect(metaMap(scene).get('title')).toBe('a'))
})
