// Unsaved work as a file: a written file is read again whole, a person can read the pages, other files are
// refused.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseAddress, parseWorldId } from '../../shared/world/address.ts'
import { initScene, textOf } from '../../shared/world/scene/scene.ts'
import { parseArtifactId } from '../../shared/world/address.ts'
import type { Copy, CopyId } from '../replica/storage/stored-rows.ts'
import { readWork, workFileName, writeWork } from './work-file.ts'

const world = parseWorldId('AAAAAAAAAAAAAAAAAAAAAA')
const address = parseAddress('ada/garden')
const root = parseArtifactId('root')

function madeCopy(): Copy {
  if (!world || !address || !root) throw new Error('ids were expected')
  const theirs = new Y.Doc()
  initScene(theirs, { root, title: 'Garden', name: 'garden', text: 'saved' })
  const mine = new Y.Doc()
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
  textOf(mine, root)?.insert(5, ', unsaved '.repeat(5000))
  const states = { mine: Y.encodeStateAsUpdate(mine), theirs: Y.encodeStateAsUpdate(theirs) }
  const at = Date.UTC(2026, 4, 3, 12, 30)
  return { id: 'c0ffee' as CopyId, world, address, title: 'Garden', at, why: 'No space.', ...states }
}

describe('a file of unsaved work', () => {
  test('is read as what was written', () => {
    const copy = madeCopy()
    expect(readWork(writeWork(copy))).toEqual(copy)
  })

  test('can be read by people, and is named after the world and the time', () => {
    const copy = madeCopy()
    expect(writeWork(copy)).toContain('saved, unsaved , unsaved')
    expect(workFileName(copy)).toBe('ada-garden-2026-05-03T1230.unsaved.json')
  })

  test.each([
    ['nothing', ''],
    ['other JSON', '{"inkland":"something else"}'],
    ['a file without its states', JSON.stringify({ inkland: 'unsaved work', copy: { id: 'a' } })],
    ['a damaged one', writeWork(madeCopy()).replace(/"mine": "..../, '"mine": "////')],
    ['one that was cut off', writeWork(madeCopy()).slice(0, -2000)],
  ])('%s is refused', (_what, text) => expect(readWork(text)).toBeNull())
})
