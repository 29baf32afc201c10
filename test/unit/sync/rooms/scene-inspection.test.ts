// Looking for code on large pages: piece by piece, and true also where somebody writes meanwhile.
import { afterEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { SceneInspection, type InspectionResult } from '../../../../server/sync/rooms/scene-inspection.ts'
import { initScene, textOf } from '../../../../shared/world/scene/scene.ts'
import { TextReading } from '../../../../shared/yjs/texts/text-reading.ts'
import { id } from '../../world/made.ts'

const CODE = '```js\nlog(1)\n```\n'
/** Each letter behind the code is an item of its own. */
const LETTERS = 600
const STEPS_AT_ONCE = 200

afterEach(() => void vi.restoreAllMocks())

function world(letters = LETTERS): { readonly doc: Y.Doc; readonly page: Y.Text } {
  const doc = new Y.Doc()
  initScene(doc, { root: id('root'), title: 'Garden', name: 'garden', text: CODE })
  const page = textOf(doc, id('root'))
  if (page === null) throw new Error('there is no page')
  doc.transact(() => {
    for (let letter = 0; letter < letters; letter += 1) page.insert(CODE.length, 'x')
  })
  return { doc, page }
}

/** Looks until something is found, as often as that may take; `between` the looks something happens. */
function lookOn(scene: SceneInspection, between: () => void = () => undefined): InspectionResult {
  for (let looks = 0; looks < 100; looks += 1) {
    const found = scene.look()
    if (typeof found === 'object') return found
    between()
  }
  throw new Error('looked 100 times in vain')
}

it('a page is read in pieces, and not whole in one turn', () => {
  const { doc, page } = world()
  const scene = new SceneInspection(doc, STEPS_AT_ONCE)
  const read = vi.spyOn(TextReading.prototype, 'readOn')
  expect(lookOn(scene)).toEqual({ hasCode: true, mayHaveLost: false })
  expect(read.mock.calls.length).toBe(LETTERS / STEPS_AT_ONCE + 1)
  expect(read.mock.calls.every(([steps]) => steps <= STEPS_AT_ONCE)).toBe(true)
  page.delete(0, CODE.length)
  expect(lookOn(scene)).toEqual({ hasCode: false, mayHaveLost: false })
  scene.stop()
})

it('a page that changes after each piece is put off, and at last read in one go', () => {
  const { doc, page } = world()
  const scene = new SceneInspection(doc, STEPS_AT_ONCE)
  const found: string[] = []
  const look = scene.look.bind(scene)
  vi.spyOn(scene, 'look').mockImplementation(() => {
    const result = look()
    found.push(typeof result === 'object' ? 'found' : result)
    return result
  })
  expect(lookOn(scene, () => page.insert(page.length, '.'))).toMatchObject({ hasCode: true })
  expect(found.filter((result) => result === 'later').length).toBe(20)
  expect(found.at(-1)).toBe('found')
  scene.stop()
})

it('twenty thousand items are read at once, unless it is told otherwise', () => {
  for (const [letters, expected] of [
    [15_000, { hasCode: true, mayHaveLost: false }],
    [20_000, 'more'],
  ] as const) {
    const scene = new SceneInspection(world(letters).doc)
    expect(scene.look()).toEqual(expected)
    scene.stop()
  }
})
