// Walks that meet things: standing ones, walking ones, ones that come into the way and ones that leave it.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ActAnswer, ThingData } from '../../../../shared/behavior/sandbox-protocol.ts'
import { createPendingWrites } from '../../../../shared/play/documents/pending-writes.ts'
import { createMotion } from '../../../../shared/play/walking/walk-motion.ts'
import type { WalkEvent } from '../../../../shared/play/walking/walk-progress.ts'
import { overlaps } from '../../../../shared/play/walking/rect.ts'
import { createSpace } from '../../../../shared/play/walking/floor-space.ts'
import { createThings } from '../../../../shared/play/documents/play-things.ts'
import { rectAt } from '../../../../shared/play/walking/walk-geometry.ts'
import { createArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { initScene } from '../../../../shared/world/scene/scene.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { id } from '../../world/made.ts'

/** A floor on which things walk, in a time that the test sets. */
class Floor {
  now = 0
  readonly told: WalkEvent[] = []
  readonly answers = new Map<string, ActAnswer>()
  readonly #scene = new Y.Doc()
  readonly #live = new Y.Doc()
  readonly #view
  readonly things
  readonly #space = createSpace()
  readonly motion
  readonly writes

  constructor(...props: readonly (readonly [string, number, number, number?, number?])[]) {
    initScene(this.#scene, { root: id('root'), title: 'Floor', name: 'floor', text: '' })
    this.#view = createView(this.#scene, this.#live)
    for (const [name, x, y, width = 40, height = 40] of props) {
      createArtifact(
        { view: this.#view, origin: null },
        { id: id(name), name, place: { host: id('root'), x, y }, look: { width, height } },
      )
    }
    const writer = createLiveWriter(this.#scene, this.#live)
    this.writes = createPendingWrites(this.#live, writer)
    this.things = createThings(this.#view, this.writes)
    const { things, writes } = this
    const space = this.#space
    this.motion = createMotion({
      things,
      space,
      writes,
      now: () => this.now,
      tell: (told) => void this.told.push(told),
    })
    const { motion } = this
    things.follow((before, after) => {
      if (after === null) space.remove(id(before?.id ?? ''))
      else space.put(after)
      motion.follow(before, after)
    })
    things.refresh()
  }

  thing(name: string): ThingData {
    const thing = this.things.get(id(name))
    if (thing === null) throw new Error(`there is no ${name}`)
    return thing
  }

  walk(name: string, x: number, y: number, speed = 100): void {
    const thing = this.things.change(this.thing(name), { speed })
    const answer = (came: ActAnswer): void => void this.answers.set(name, came)
    this.motion.begin(thing, { x, y }, this.now, { by: id(name), depth: 0, answer })
  }

  pass(ms: number, step = 50): void {
    const until = this.now + ms
    while (this.now < until) {
      this.now = Math.min(until, this.now + step)
      this.motion.step(this.now)
    }
  }

  at(name: string): string {
    const { x, y } = rectAt(this.thing(name), this.now)
    return `${x},${y}`
  }
}

test('two that walk towards each other both stop where they meet', () => {
  const floor = new Floor(['left', 0, 0], ['right', 440, 0])
  floor.walk('left', 800, 0)
  floor.walk('right', 0, 0)
  floor.pass(10_000)
  expect([floor.at('left'), floor.at('right')]).toEqual(['200,0', '240,0'])
  expect([floor.answers.get('left')?.why, floor.answers.get('right')?.why]).toEqual([
    'right is in the way.',
    'left is in the way.',
  ])
  expect(
    floor.told
      .filter(({ event }) => event === 'collide')
      .map(({ subject, object }) => `${subject.name}>${object}`)
      .sort(),
  ).toEqual(['left>right', 'right>left'])
})

test('the faster one is stopped by the slower before it, which walks on', () => {
  const floor = new Floor(['fast', 0, 0], ['slow', 140, 0])
  floor.walk('slow', 700, 0, 50)
  floor.walk('fast', 800, 0, 100)
  floor.pass(1000)
  expect(floor.at('slow')).toBe('190,0')
  floor.pass(20_000)
  expect(floor.at('fast')).toBe('200,0')
  expect(floor.at('slow')).toBe('700,0')
  expect(floor.answers.get('slow')?.ok).toBe(true)
})

test('who crosses in time is not in the way', () => {
  const floor = new Floor(['across', 0, 200], ['down', 300, 0])
  floor.walk('across', 800, 200, 100)
  floor.walk('down', 300, 800, 400)
  floor.pass(10_000)
  expect([floor.at('across'), floor.at('down')]).toEqual(['800,200', '300,800'])
})

test('what is put into the way ends a walk there; what leaves the way lets it go on', () => {
  const floor = new Floor(['walker', 0, 0], ['wall', 300, 0], ['gate', 500, 300])
  floor.walk('walker', 800, 0)
  expect(floor.thing('walker').walk?.toX).toBe(260)
  floor.pass(1000)
  floor.things.change(floor.thing('wall'), { host: id('root'), x: 300, y: 400 })
  expect(floor.thing('walker').walk?.toX).toBe(800)
  floor.pass(1000)
  floor.things.change(floor.thing('gate'), { host: id('root'), x: 500, y: 20 })
  floor.pass(10_000)
  expect(floor.at('walker')).toBe('460,0')
  expect(floor.answers.get('walker')?.why).toBe('gate is in the way.')
})

test('what becomes passable, smaller or is gone is not in the way any more', () => {
  for (const change of [{ passable: true }, { height: 10 }, { host: 'limbo' }] as const) {
    const floor = new Floor(['walker', 0, 100], ['wall', 300, 80])
    floor.walk('walker', 800, 100)
    floor.pass(1000)
    floor.things.change(floor.thing('wall'), change)
    floor.pass(10_000)
    expect(floor.at('walker')).toBe('800,100')
  }
})

test('a walk is written when it begins and when it ends, however long it is', () => {
  const floor = new Floor(['walker', 0, 0])
  floor.walk('walker', 800, 0)
  floor.writes.flush()
  floor.pass(7000)
  expect(floor.writes.isEmpty()).toBe(true)
  floor.pass(2000)
  expect(floor.writes.isEmpty()).toBe(false)
})

test('another walk takes the place of the one before, from where it is', () => {
  const floor = new Floor(['walker', 0, 0])
  floor.walk('walker', 800, 0)
  const first = floor.answers
  floor.pass(1000)
  expect(first.size).toBe(0)
  floor.walk('walker', 100, 500)
  expect(floor.answers.get('walker')).toEqual({ ok: false, why: 'It went another way.', made: null })
  floor.pass(6000)
  expect(floor.at('walker')).toBe('100,500')
  expect(floor.told.map(({ event }) => event)).toEqual(['moveStart', 'move', 'moveStop'])
})

/** Seeds with which a walker went through another: after rounding, in a leg that was kept, at a corner. */
const FOUND = [975, 1270, 8797]

test('walking things never stand in each other or in walls, whoever walks where and when', () => {
  for (const seed of [...FOUND, seedFromEnvironment()]) {
    const worst = deepestOfCrowd(seed)
    console.log(`seed ${seed}: deepest in each other: ${worst.toFixed(2)} px`)
    // Whole pixels, of two that both walk.
    expect(worst).toBeLessThanOrEqual(2)
  }
})

/** How far any two of a crowd that walks by chance reach into each other at most, in pixels. */
function deepestOfCrowd(seed: number): number {
  const { below } = seededRandom(seed)
  const walls = Array.from(
    { length: 8 },
    (_, n) => [`wall${n}`, 100 * n, 120 + 90 * (n % 3), 30, 60] as const,
  )
  const walkers = Array.from(
    { length: 12 },
    (_, n) => [`w${n}`, 70 * n, n % 2 === 0 ? 0 : 500, 30, 30] as const,
  )
  const floor = new Floor(...walls, ...walkers)
  let worst = 0
  for (let step = 0; step < 1500; step += 1) {
    if (below(3) === 0) floor.walk(`w${below(12)}`, below(900), below(600), 20 + below(300))
    floor.pass(10 + below(60), 20)
    worst = Math.max(worst, deepest([...floor.things.all()], floor.now))
  }
  return worst
}

/** How far any two reach into each other at most, in pixels. */
function deepest(things: readonly ThingData[], now: number): number {
  let worst = 0
  const rects = things.filter(({ host }) => host !== null).map((thing) => rectAt(thing, now))
  for (const [index, a] of rects.entries()) {
    for (const b of rects.slice(index + 1)) {
      if (!overlaps(a, b)) continue
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
      worst = Math.max(worst, Math.min(across, down))
    }
  }
  return worst
}
