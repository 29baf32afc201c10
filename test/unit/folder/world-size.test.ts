// [F21] More than one world holds is told before it is read, on each way in.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { examineWorld } from '../../../server/storage/maintenance/finding.ts'
import { judgeScene } from '../../../server/sync/validation/imported-scene.ts'
import { splitFiles } from '../../../shared/folder/world-size.ts'
import { ANONYMOUS, parseAddress } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { ROOT } from '../world/made.ts'
import { filesOf, problemsOf } from './made.ts'

const large = (parts: number): string => 'x'.repeat(Math.ceil(DOCUMENT_BYTES_MAX / parts) + 1)

test('[F21] pages of more than a world holds are refused, with what to do', () => {
  const files = filesOf({ 'a/one.md': large(2), 'b/two.md': large(2) })
  expect(problemsOf(files)).toEqual([
    'This has 16.1 MB, and a world holds at most 16 MB. Make several worlds of it, one for each folder. Its folders: a (8.1 MB), b (8.1 MB).',
  ])
  expect(problemsOf(filesOf({ 'one.md': large(1) }))).toEqual([
    'This has 16.1 MB, and a world holds at most 16 MB. Make several worlds of it, one for each folder.',
  ])
})

test('[F21] a scene that is larger is no world, however it came', () => {
  const scene = new Y.Doc()
  initScene(scene, { root: ROOT, title: 'Large', name: 'large', text: '' })
  scene.getMap('more').set('bytes', new Uint8Array(DOCUMENT_BYTES_MAX))
  const judged = judgeScene(Y.encodeStateAsUpdate(scene), ANONYMOUS)
  expect(judged.ok ? '' : judged.text).toContain('a world holds at most 16 MB')
})

test('[F21] files are split by their folders, and pictures beside them go with each', () => {
  const parts = splitFiles(
    filesOf({
      'vault/index.md': '',
      'vault/notes/a.md': '![](../media/x.png)',
      'vault/notes/y.png': '',
      'vault/journal/deep/b.md': '',
      'vault/media/x.png': '',
      'vault/media/words.txt': '',
    }),
  )
  expect([...parts].map(([part, files]) => [part, files.map(({ path }) => path)])).toEqual([
    ['', ['index.md', 'media/x.png']],
    ['notes', ['notes/a.md', 'notes/y.png', 'media/x.png']],
    ['journal', ['journal/deep/b.md', 'media/x.png']],
  ])
  expect([...splitFiles(filesOf({ 'a.txt': '' })).keys()]).toEqual([''])
})

test('[F21] doctor names a world that is larger, which older versions made', async () => {
  const stored = (bytes: number) => ({
    sequence: 1,
    snapshot: new Uint8Array(bytes),
    snapshotSequence: 1,
    tail: [],
    clients: new Map(),
  })
  const found = async (bytes: number): Promise<string[]> => {
    const texts: string[] = []
    const address = parseAddress('ada/large')
    for await (const { kind, text } of examineWorld(address, [stored(bytes)], () => Promise.resolve(null)))
      texts.push(`${kind} ${text}`)
    return texts
  }
  expect(await found(DOCUMENT_BYTES_MAX)).toEqual([])
  expect(await found(DOCUMENT_BYTES_MAX + 1)).toEqual([
    expect.stringMatching(/^note ada\/large is larger than a world may be \(16 MB\).* --split\.$/),
  ])
})
