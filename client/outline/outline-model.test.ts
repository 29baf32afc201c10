import { describe, expect, test } from 'vitest'
import { moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { rename } from '../../shared/world/edits/name-edits.ts'
import { giveTo, putPerson, takePerson } from '../../test/unit/people/person.ts'
import { id, make, makeWorld, ownerOf, ROOT } from '../../test/unit/world/made.ts'
import { PEOPLE } from './outline-entry.ts'
import { drawn, garden, headingsFor, house, outlineOf } from '../../test/unit/outline/drawn-outline.ts'

describe('the whole outline', () => {
  test('[E7] people stand apart, each with what they hold; put down, it is on the floor again', () => {
    const { world, outline } = garden()
    const lamp = id('box2')
    const ada = putPerson(world, 'Ada')
    putPerson(world, 'Bob', { isAway: true })
    expect(drawn(outline)).toEqual(['root', '  box2', '  box10', '  chest', 'PEOPLE', 'LIMBO'])
    outline.setOpen(PEOPLE, true)
    outline.setOpen(ada, true)
    giveTo(world, lamp, ada)
    const held = ['root', '  box10', '  chest', 'PEOPLE', '  @ada', '    box2', '  @bob', 'LIMBO']
    expect(drawn(outline)).toEqual(held)
    expect(outline.rows().flatMap((row) => outline.turnOf(row) ?? [])).toEqual([
      { at: 1, of: 3 },
      { at: 1, of: 2 },
      { at: 2, of: 2 },
      { at: 2, of: 3 },
      { at: 1, of: 2 },
      { at: 1, of: 1 },
      { at: 2, of: 2 },
      { at: 3, of: 3 },
    ])
    // A person who was here before it was opened, and leaves now, stays in the list.
    const later = outlineOf(world)
    later.setOpen(PEOPLE, true)
    later.setOpen(ada, true)
    putPerson(world, 'Ada', { place: { host: ROOT, x: 90, y: 90, facing: 'left' } })
    expect(drawn(later).slice(-5)).toEqual(held.slice(-5))
    outline.look('box2', 'all')
    expect(drawn(outline)).toEqual(['PEOPLE', '  @ada (around)', '    box2'])
    expect(outline.found()).toEqual({ things: 1, people: 0, headings: 0 })
    outline.look('ada', 'all')
    expect(drawn(outline)).toEqual(['PEOPLE', '  @ada'])
    takePerson(world, 'Ada')
    expect(outline.found()).toEqual({ things: 0, people: 0, headings: 0 })
    outline.look('', 'all')
    giveTo(world, lamp, ROOT)
    expect(drawn(outline)).toEqual(['root', '  box2', '  box10', '  chest', 'PEOPLE', '  @bob', 'LIMBO'])
  })

  test('has what stands on the floor by name, numbers as people count, limbo at the end', () => {
    const { outline } = garden()
    expect(drawn(outline)).toEqual(['root', '  box2', '  box10', '  chest', 'LIMBO'])
    outline.setOpen(id('chest'), true)
    expect(drawn(outline)).toEqual(['root', '  box2', '  box10', '  chest', '    lamp', 'LIMBO'])
    outline.setOpen(id('root'), false)
    expect(drawn(outline)).toEqual(['root', 'LIMBO'])
  })

  test('[E7] has what stands under each heading of a page under it, by the middle of each thing', () => {
    const { world, headings, outline } = house()
    expect(drawn(outline)).toEqual([
      'root',
      '  door',
      '  # Kitchen',
      '    pan',
      '    # Shelf',
      '      cup',
      '      jar',
      '  # Garden',
      '    rose',
      'LIMBO',
    ])
    // Its middle is below the heading, though it reaches above it; and one that walks stands where its way
    // ends.
    moveArtifact(world, id('pan'), { host: ROOT, x: 0, y: 370 })
    expect(drawn(outline).slice(3, 7)).toEqual(['    # Shelf', '      cup', '      jar', '      pan'])
    world.live.transact(() => {
      const place = { host: ROOT, x: 0, y: 420, facing: 'down' as const, was: null }
      ownerOf(world).setField(id('cup'), 'place', place)
      ownerOf(world).setField(id('cup'), 'walk', { toX: 0, toY: 610, at: 0, speed: 100 })
    })
    expect(drawn(outline).slice(6, 9)).toEqual(['  # Garden', '    cup', '    rose'])
    moveArtifact(world, id('pan'), { host: ROOT, x: 0, y: 210 })
    rename(world, id('jar'), 'vase')
    make(world, 'spoon', 'root', { place: { host: ROOT, x: 0, y: 200 } })
    moveArtifact(world, id('cup'), { host: ROOT, x: 0, y: 640 })
    expect(drawn(outline)).toEqual([
      'root',
      '  door',
      '  # Kitchen',
      '    pan',
      '    spoon',
      '    # Shelf',
      '      jar',
      '  # Garden',
      '    cup',
      '    rose',
      'LIMBO',
    ])
    // Text that is written above moves the headings, not the things.
    headings.put(ROOT, [
      ['# Kitchen', 260],
      ['## Shelf', 460],
      ['# Garden', 700],
    ])
    expect(drawn(outline)).toEqual([
      'root',
      '  door',
      '  pan',
      '  spoon',
      '  # Kitchen',
      '    jar',
      '    # Shelf',
      '      cup',
      '      rose',
      '  # Garden',
      'LIMBO',
    ])
    headings.put(ROOT, [])
    expect(drawn(outline)).toEqual([
      'root',
      '  cup',
      '  door',
      '  pan',
      '  rose',
      '  spoon',
      '  jar',
      'LIMBO',
    ])
  })

  test('closes a heading with all in it, opens what is around a thing, and tells turns with headings', () => {
    const { world, headings, outline } = house()
    const shelfFor = (text: string) =>
      outline.rows().find((row) => row.kind === 'heading' && row.text === text)
    const kitchen = shelfFor('Kitchen')
    if (kitchen?.kind !== 'heading') throw new Error('no kitchen')
    expect(outline.turnOf(kitchen)).toEqual({ at: 2, of: 3 })
    expect(outline.isBare(kitchen)).toBe(false)
    outline.setOpen(kitchen.shelf, false)
    expect(drawn(outline)).toEqual(['root', '  door', '  # Kitchen', '  # Garden', '    rose', 'LIMBO'])
    // A thing under a closed heading has no line; equal words elsewhere are no headings.
    make(world, 'ladle', 'root', { place: { host: ROOT, x: 0, y: 200 } })
    headings.put(ROOT, [
      ['# Kitchen', 100],
      ['## Shelf', 400],
      ['# Garden', 600],
      ['# Kitchen', 5000],
    ])
    expect(drawn(outline)).toEqual([
      'root',
      '  door',
      '  # Kitchen',
      '  # Garden',
      '    rose',
      '  # Kitchen',
      'LIMBO',
    ])
    const bare = outline.rows().findLast((row) => row.kind === 'heading')
    expect(bare?.kind === 'heading' && outline.isBare(bare)).toBe(true)
    outline.openTo(id('cup'))
    expect(drawn(outline).slice(2, 8)).toEqual([
      '  # Kitchen',
      '    ladle',
      '    pan',
      '    # Shelf',
      '      cup',
      '      jar',
    ])
  })

  test('opens what a thing is in', () => {
    const { world, outline } = garden()
    make(world, 'bulb', 'lamp')
    outline.openTo(id('bulb'))
    expect(drawn(outline)).toContain('      bulb')
    const [row] = outline.rows().filter((row) => row.kind === 'thing' && row.id === 'box10')
    expect(row?.kind === 'thing' && outline.turnOf(row)).toEqual({ at: 2, of: 3 })
  })

  test('follows what is renamed, moved with all in it, put away, made and brought elsewhere', () => {
    const { world, outline } = garden()
    outline.openTo(id('lamp'))
    outline.setOpen('limbo', true)
    rename(world, id('box2'), 'zebra')
    expect(drawn(outline)).toEqual(['root', '  box10', '  chest', '    lamp', '  box2', 'LIMBO'])
    moveArtifact(world, id('chest'), { host: id('box10'), x: 0, y: 0 })
    outline.setOpen(id('box10'), true)
    expect(drawn(outline)).toEqual(['root', '  box10', '    chest', '      lamp', '  box2', 'LIMBO'])
    sendToLimbo(world, id('chest'))
    make(world, 'apple')
    expect(drawn(outline)).toEqual(['root', '  apple', '  box10', '  box2', 'LIMBO', '  chest', '    lamp'])
  })

  // A random walk of edits: after single changes the outline is the same as a new one.
  test.each([1, 7, 2026])('is the same kept up as made anew (seed %i)', (seed) => {
    const world = makeWorld()
    const names = Array.from({ length: 30 }, (_, at) => `t${at}`)
    for (const name of names) make(world, name)
    const headings = headingsFor()
    const outline = outlineOf(world, headings)
    const next = randomFrom(seed)
    const any = () => id(names[next(names.length)] ?? 't0')
    for (let step = 0; step < 200; step += 1) {
      const one = any()
      const what = next(6)
      const y = next(8) * 100
      if (what === 0) rename(world, one, `n${next(40)}`)
      else if (what === 1) sendToLimbo(world, one)
      else if (what === 2) moveArtifact(world, one, { host: id('root'), x: 0, y })
      else if (what === 3) moveArtifact(world, one, { host: any(), x: 0, y })
      else if (what === 4) {
        const words = Array.from(
          { length: next(5) },
          (_, at) => `${'#'.repeat(1 + next(3))} h${next(3)} ${at}`,
        )
        headings.put(
          next(2) === 0 ? ROOT : one,
          words.map((each, at) => [each, (at + next(2)) * 150]),
        )
      } else outline.setOpen(next(6) === 0 ? 'limbo' : one, next(2) === 0)
    }
    const anew = outlineOf(world, headings)
    for (const name of ['root', 'limbo', ...names]) {
      const host = name === 'limbo' ? 'limbo' : id(name)
      outline.setOpen(host, true)
      anew.setOpen(host, true)
    }
    expect(drawn(outline), `seed ${seed}`).toEqual(drawn(anew))
  })
})

function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return (state >> 8) % below
  }
}
