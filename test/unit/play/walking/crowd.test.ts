// Many that walk at once: their number is bounded, and however many ways cross, a step does a bounded part of
// the work.
import { expect, test } from 'vitest'
import type { ThingData } from '../../../../shared/behavior/sandbox-protocol.ts'
import { planWalk } from '../../../../shared/play/acts/move-acts.ts'
import { createMotion, WALKS_MAX } from '../../../../shared/play/walking/walk-motion.ts'
import { createSpace } from '../../../../shared/play/walking/floor-space.ts'
import type { ActContext } from '../../../../shared/play/acts/act-context.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { thing } from './spaces.ts'

/** How much a step may look at: beyond its bound it does one walk. */
const LOOKED_MAX = 100_000

const NOBODY = { by: null, depth: 0, answer: () => undefined }

/** Things that walk, and nothing else of a world. */
function crowd() {
  const all = new Map<ArtifactId, ThingData>()
  const space = createSpace()
  const told: string[] = []
  const motion = createMotion({
    things: {
      get: (one: ArtifactId) => all.get(one) ?? null,
      all: () => all.values(),
      change(before: ThingData, changes: Partial<ThingData>) {
        const after = { ...before, ...changes }
        all.set(after.id, after)
        space.put(after)
        motion.follow(before, after)
        return after
      },
    },
    space,
    writes: { put: () => undefined },
    tell: ({ event }) => told.push(event),
    now: () => 0,
  })
  const put = (one: ThingData): void => {
    all.set(one.id, one)
    space.put(one)
  }
  return { motion, all, space, told, put }
}

test('a crowd that walks into each other is looked at in parts, and all of it in the end', () => {
  const { motion, all, space, told, put } = crowd()
  for (let n = 0; n < 600; n += 1) {
    put(thing(`t${n}`, (n % 30) * 45, Math.floor(n / 30) * 45))
  }
  const looked: number[] = []
  const step = (now: number): void => {
    const before = space.looked()
    motion.step(now)
    looked.push(space.looked() - before)
  }
  for (const one of all.values()) {
    motion.begin(one, { x: 900 - one.x, y: 5_000 + 7 * one.x }, 0, NOBODY)
  }
  for (let now = 0; motion.next() !== null && now < 10_000_000; now += 100_000) step(now)
  expect(motion.next()).toBeNull()
  expect(Math.max(...looked)).toBeLessThan(LOOKED_MAX)
  expect(told.filter((event) => event === 'moveStop')).toHaveLength(600)
})

test('of the things that programs move so many walk at once; the next is told why it does not', () => {
  const { motion, all, put } = crowd()
  for (let n = 0; n <= WALKS_MAX; n += 1) put(thing(`t${n}`, n % 900, 45 * n, { passable: true }))
  const [last, ...others] = [...all.values()]
  for (const one of others) motion.begin(one, { x: one.x, y: 900_000 }, 0, NOBODY)
  const things = { get: (one: ArtifactId) => all.get(one) ?? null, root: () => null }
  const viewport = { things, motion, now: () => 0 } as unknown as ActContext
  const walk = (one: ThingData) =>
    planWalk(viewport, { id: one.id, depth: 0 }, one.id, () => ({ x: 0, y: 9_000 }))
  const why = '2,000 things are already walking, and no more can walk at once. Wait until some arrive.'
  expect(walk(last!)).toMatchObject({ why })
  // A thing that walks already may go another way.
  expect(walk(others[0]!)).not.toHaveProperty('why')
})
