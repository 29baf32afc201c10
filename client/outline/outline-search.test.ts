import { describe, expect, test } from 'vitest'
import { textOf } from '../../shared/world/scene/scene.ts'
import { drawn, garden, house, pause } from '../../test/unit/outline/drawn-outline.ts'
import { id, ownerOf } from '../../test/unit/world/made.ts'

describe('what one looks for', () => {
  test('is found in names and pages, shown with what it is in', () => {
    const { outline } = garden()
    outline.look('BRIGHT lam', 'all')
    expect(drawn(outline)).toEqual(['root (around)', '  chest (around)', '    lamp'])
    expect(outline.excerpt(id('lamp'))).toEqual({
      line: 2,
      from: 5,
      to: 11,
      before: 'Very ',
      match: 'bright',
      after: '.',
    })
    expect(outline.found()).toEqual({ things: 1, people: 0, headings: 0 })
    outline.setOpen(id('chest'), false)
    expect(drawn(outline)).toEqual(['root (around)', '  chest (around)'])
    outline.look('', 'all')
    expect(drawn(outline)).toHaveLength(5)
    expect(outline.found()).toBeNull()
  })

  test('is found in headings, and what is found stands under its heading', () => {
    const { outline } = house()
    outline.look('shelf', 'all')
    expect(drawn(outline)).toEqual(['root (around)', '  # Kitchen (around)', '    # Shelf'])
    expect(outline.found()).toEqual({ things: 0, people: 0, headings: 1 })
    outline.look('r', 'all')
    expect(drawn(outline)).toEqual([
      'root',
      '  door',
      '  # Kitchen (around)',
      '    # Shelf (around)',
      '      jar',
      '  # Garden',
      '    rose',
    ])
    const [, door, , , , garden] = outline.rows()
    expect(door && outline.turnOf(door)).toEqual({ at: 1, of: 3 })
    expect(garden && outline.turnOf(garden)).toEqual({ at: 3, of: 3 })
  })

  test('comes and goes as it is written', () => {
    const { world, outline } = garden()
    outline.look('shines', 'all')
    let told = 0
    outline.subscribe(() => (told += 1))
    textOf(world.scene, id('box2'))?.insert(0, 'This shines too')
    pause()
    expect(drawn(outline)).toEqual(['root (around)', '  box2', '  chest (around)', '    lamp'])
    textOf(world.scene, id('root'))?.insert(0, 'nothing of it')
    pause()
    expect(told).toBe(1)
    textOf(world.scene, id('lamp'))?.delete(0, 10)
    pause()
    expect(drawn(outline)).toEqual(['root (around)', '  box2'])
  })

  test('can be what lives, or what is in trouble, with what went wrong', () => {
    const { world, outline } = garden()
    const code = '```js\nlog(1)\n```\n'
    textOf(world.scene, id('lamp'))?.insert(0, code)
    textOf(world.scene, id('box2'))?.insert(0, code)
    outline.look('', 'alive')
    expect(drawn(outline)).toEqual(['root (around)', '  box2', '  chest (around)', '    lamp'])
    outline.look('', 'trouble')
    expect(drawn(outline)).toEqual([])
    ownerOf(world).setFaults(id('lamp'), [
      { message: 'No such thing.', line: 1, count: 1, at: 5, code: 0, kind: 'error' },
    ])
    expect(drawn(outline)).toEqual([
      'root (around)',
      '  chest (around)',
      '    lamp',
      '      ! No such thing.',
    ])
  })
})
