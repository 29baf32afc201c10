import { describe, expect, test } from 'vitest'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { id, make, makeWorld, ROOT } from '../../../test/unit/world/made.ts'
import { createHeadings, nested } from './heading-positions.ts'

/** Work that waits for input to rest. */
function pauses() {
  let waiting: (() => void)[] = []
  let isBegun = false
  return {
    begin: () => void (isBegun = true),
    end: () => void (isBegun = false),
    rest: () => new Promise<void>((resolve) => (waiting = [...waiting, resolve])),
    isBegun: () => isBegun,
    async pass() {
      for (const go of waiting.splice(0)) go()
      await Promise.resolve()
    },
  }
}

const page = (...headings: readonly (readonly [level: number, text: string, top: number])[]) =>
  nested(headings.map(([level, text, top], at) => ({ level, text, top, line: at + 1 })))

describe('the headings of a floor', () => {
  test('are in those before them that are higher, and called by their words and which of those they are', () => {
    const found = page([2, 'a', 0], [4, 'b', 1], [3, 'a', 2], [1, 'c', 3], [2, 'a', 4])
    expect(found.map(({ key, depth, inside }) => [key, depth, inside])).toEqual([
      ['1 a', 0, -1],
      ['1 b', 1, 0],
      ['2 a', 1, 0],
      ['1 c', 0, -1],
      ['3 a', 1, 3],
    ])
  })

  test('are read while nobody types or points, as long as somebody wants to know', async () => {
    const { view } = makeWorld()
    const input = pauses()
    const headings = createHeadings(view, input)
    let written = page([1, 'Garden', 0])
    let reads = 0
    const shown = headings.show(ROOT, () => {
      reads += 1
      return written
    })
    await input.pass()
    expect([reads, input.isBegun()]).toEqual([0, false])
    const told: string[] = []
    const stop = headings.subscribe((host) => told.push(host))
    expect(input.isBegun()).toBe(true)
    await input.pass()
    expect([reads, told]).toEqual([1, ['root']])
    expect(headings.of(ROOT)).toBe(written)
    // Many changes are one look, and one with the same result tells nobody.
    for (let at = 0; at < 5; at += 1) shown.changed()
    await input.pass()
    expect([reads, told.length]).toEqual([2, 1])
    written = page([1, 'Garden', 40])
    shown.changed()
    await input.pass()
    expect(told).toHaveLength(2)
    stop()
    shown.changed()
    await input.pass()
    expect([reads, input.isBegun()]).toEqual([3, false])
  })

  test('of a floor that is not shown any more are as they were, until its page is written in', async () => {
    const world = makeWorld()
    make(world, 'chest', 'root', { text: '# Inside\n' })
    const input = pauses()
    const headings = createHeadings(world.view, input)
    headings.subscribe(() => undefined)
    const inside = page([1, 'Inside', 0])
    const shown = headings.show(id('chest'), () => inside)
    await input.pass()
    textOf(world.scene, id('chest'))?.insert(0, 'While it is shown. ')
    expect([...headings.hosts()]).toEqual(['chest'])
    shown.end()
    textOf(world.scene, ROOT)?.insert(0, 'Another page. ')
    expect(headings.of(id('chest'))).toBe(inside)
    textOf(world.scene, id('chest'))?.insert(0, 'By somebody else. ')
    expect(headings.of(id('chest'))).toEqual([])
  })
})
