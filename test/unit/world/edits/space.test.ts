// Space on a floor: text and things part and meet again together, in one transaction, whoever put them there.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { insertSpace, removeSpace, type BlankSpace } from '../../../../shared/world/edits/space-edits.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { COORDINATE_MAX, TEXT_MAX } from '../../../../shared/world/limits.ts'
import { createView, pageOf } from '../../../../shared/world/view/world-view.ts'
import { exchange, id, make, makeWorld, ownerOf, putLive, ROOT, type World } from '../made.ts'

const LINE = 30

function makeFloor(text: string, things: Readonly<Record<string, number>>): World {
  const world = makeWorld()
  expect(setText(world, ROOT, text).ok).toBe(true)
  for (const [name, y] of Object.entries(things)) {
    make(world, name, 'root', { place: { host: ROOT, x: 10, y }, look: { width: 40, height: 40 } })
  }
  return world
}

const heightOf = ({ view }: World, name: string): number => view.artifact(id(name))?.place?.y ?? NaN
const textOf = ({ view }: World): string | null => pageOf(view, ROOT)

const spaceAt = (index: number, lines: number, top: number): BlankSpace => ({
  host: ROOT,
  index,
  lines,
  top,
  height: lines * LINE,
})

test('[E1] opening space moves the lines and the things below, in one transaction, and nothing above or inside', () => {
  const world = makeFloor('one\ntwo\nthree', { above: 0, across: 50, below: 100 })
  make(world, 'within', 'below', { place: { host: id('below'), x: 0, y: 500 } })
  const origins: unknown[] = []
  world.scene.on('update', (_update: Uint8Array, origin: unknown) => void origins.push(origin))
  expect(insertSpace(world, spaceAt(4, 2, 60)).ok).toBe(true)
  expect(textOf(world)).toBe('one\n\n\ntwo\nthree')
  expect(['above', 'across', 'below', 'within'].map((name) => heightOf(world, name))).toEqual([
    0, 110, 160, 500,
  ])
  expect(origins).toEqual([world.origin])
})

test('[E2] closing space takes blank lines alone, and lifts nothing above its top', () => {
  const world = makeFloor('one\n\n \n\ntwo', { above: 0, inside: 60, below: 140 })
  expect(removeSpace(world, spaceAt(4, 4, 60)).ok).toBe(false)
  expect(removeSpace(world, spaceAt(0, 1, 0)).ok).toBe(false)
  expect(removeSpace(world, spaceAt(5, 5, 0)).ok).toBe(false)
  expect(textOf(world)).toBe('one\n\n \n\ntwo')
  expect(removeSpace(world, spaceAt(4, 3, 60)).ok).toBe(true)
  expect(textOf(world)).toBe('one\ntwo')
  expect(['above', 'inside', 'below'].map((name) => heightOf(world, name))).toEqual([0, 40, 50])
})

test('[E2] the last line of a page can be taken away, and a page of blank lines be emptied', () => {
  const world = makeFloor('one\n\n', {})
  expect(removeSpace(world, spaceAt(5, 1, 60)).ok).toBe(true)
  expect(textOf(world)).toBe('one\n')
  const blank = makeFloor('\n\n', {})
  expect(removeSpace(blank, spaceAt(0, 3, 0)).ok).toBe(true)
  expect(textOf(blank)).toBe('')
})

test('[E1] one that walks, and one that code has pushed, go from where they are shown; what only code made stays', () => {
  const world = makeFloor('one\ntwo', { cat: 100, box: 100 })
  putLive(world, 'box', 'place', { host: ROOT, x: 10, y: 300, facing: 'left' })
  const owner = ownerOf(world)
  owner.make(id('ghost'), { name: 'ghost', place: { host: ROOT, x: 0, y: 400, facing: 'down', was: null } })
  const where = ({ id: thing, place }: { id: string; place: { x: number; y: number } | null }) =>
    thing === 'cat' ? { x: 33.4, y: 150.2 } : { x: place?.x ?? 0, y: place?.y ?? 0 }
  expect(insertSpace(world, spaceAt(4, 1, 60), where).ok).toBe(true)
  expect(world.view.artifact(id('cat'))?.place).toMatchObject({ x: 33, y: 180 })
  expect(world.view.artifact(id('box'))?.place).toMatchObject({ x: 10, y: 330, facing: 'left' })
  expect(world.view.artifact(id('ghost'))?.place).toMatchObject({ y: 400 })
})

test('[E1] space past a bound is refused whole', () => {
  const world = makeFloor('one\ntwo', { far: COORDINATE_MAX - 10 })
  expect(insertSpace(world, spaceAt(4, 1, 60))).toMatchObject({ ok: false, code: 'place' })
  expect(insertSpace(world, spaceAt(4, TEXT_MAX, COORDINATE_MAX))).toMatchObject({ ok: false, code: 'text' })
  expect(textOf(world)).toBe('one\ntwo')
})

test('[E1] what was opened can be closed: everything is where it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 3 }),
      (heights, lines, at) => {
        const world = makeFloor('a\nb\nc\nd', Object.fromEntries(heights.map((y, index) => [`t${index}`, y])))
        const space = spaceAt(at * 2, lines, at * LINE)
        const before = heights.map((_y, index) => heightOf(world, `t${index}`))
        expect(insertSpace(world, space).ok).toBe(true)
        expect(removeSpace(world, space).ok).toBe(true)
        expect(textOf(world)).toBe('a\nb\nc\nd')
        expect(heights.map((_y, index) => heightOf(world, `t${index}`))).toEqual(before)
      },
    ),
    { numRuns: 60 },
  )
})

test('[E1] what another typed meanwhile stays', () => {
  const world = makeFloor('one\ntwo', { lamp: 100 })
  const scene = new Y.Doc()
  Y.applyUpdate(scene, Y.encodeStateAsUpdate(world.scene))
  const other: World = { scene, live: new Y.Doc(), view: createView(scene, null), origin: 'other' }
  insertSpace(world, spaceAt(4, 2, 60))
  setText(other, ROOT, 'one and a half\ntwo')
  exchange(world.scene, scene)
  expect(textOf(world)).toBe('one and a half\n\n\ntwo')
  expect(textOf(other)).toBe(textOf(world))
  expect(heightOf(other, 'lamp')).toBe(160)
})
