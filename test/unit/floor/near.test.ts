// Nearby things: the same as asking every thing.
import { expect, test } from 'vitest'
import { createSpatialIndex } from '../../../client/world/geometry/spatial-index.ts'
import { resizeMany } from '../../../shared/world/edits/batch-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { seedFromEnvironment } from '../../simulation/random.ts'
import { putPerson } from '../people/person.ts'
import { id, make, makeWorld, ownerOf, ROOT, type World } from '../world/made.ts'

/** As one would find them without knowing where they are. */
function allBetween(view: View, top: number, bottom: number): string[] {
  return view.on(ROOT).filter((each) => {
    const artifact = view.artifact(each)
    if (!artifact?.place) return false
    const { y } = artifact.place
    const to = artifact.walk?.toY ?? y
    return Math.min(y, to) < bottom && Math.max(y, to) + artifact.look.height > top
  })
}

function depthOf(view: View): number {
  const ends = view.on(ROOT).map((each) => {
    const artifact = view.artifact(each)
    return Math.max(artifact?.place?.y ?? 0, artifact?.walk?.toY ?? 0) + (artifact?.look.height ?? 0)
  })
  return Math.max(0, ...ends)
}

test('what is near follows every change, and is what asking all of them would find', () => {
  const seed = seedFromEnvironment() % 100_000
  let state = seed
  const chance = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  const world = makeWorld()
  const names = Array.from({ length: 40 }, (_, n) => `thing-${n}`)
  for (const name of names) make(world, name, 'root', { place: { host: ROOT, x: 0, y: chance(5_000) } })
  const near = createSpatialIndex(world.view)
  near.depth(ROOT)
  const things = { host: ROOT, of: 'things' } as const
  const [stays, seen, moves] = [near.band(things), near.band(things), near.band(things)]
  const band = () => stays({ top: 1_000, bottom: 2_400 })
  const seldom = () => seen({ top: 0, bottom: 3_000 })
  let shown = band()
  let depth = near.depth(ROOT)
  let told = 0
  near.onReach(() => (told += 1))
  const steps: readonly ((name: string) => void)[] = [
    (name) => moveArtifact(world, id(name), { host: ROOT, x: 0, y: chance(5_000) - 100 }),
    (name) => moveArtifact(world, id(name), { host: ROOT, x: 0, y: chance(5_000) - 100 }),
    (name) => moveArtifact(world, id(name), { host: id(names[chance(40)] ?? ''), x: 0, y: 0 }),
    (name) => sendToLimbo(world, id(name)),
    (name) =>
      resizeMany(world, [{ id: id(name), x: 0, y: chance(5_000), width: 64, height: 1 + chance(1_800) }]),
    (name) => walk(world, name, chance(40_000)),
  ]
  for (let step = 0; step < 800; step += 1) {
    steps[chance(steps.length)]?.(names[chance(40)] ?? '')
    // A renderer looks again only when told.
    if (band() !== shown || near.depth(ROOT) !== depth) expect(told, `seed ${seed}`).toBeGreaterThan(0)
    depth = near.depth(ROOT)
    told = 0
    const top = chance(6_000) - 500
    const bottom = top + chance(2_000)
    const found = near.between(ROOT, top, bottom).map((artifact) => artifact.id)
    expect(found.toSorted(), `seed ${seed}`).toEqual(allBetween(world.view, top, bottom).toSorted())
    // Scrolled on a little, or to somewhere else.
    const from = step % 5 === 0 ? top : 1_000 + (step % 70) * 20
    const moved = moves({ top: from, bottom: from + 900 })
    expect(sameSet(moved, allBetween(world.view, from, from + 900)), `seed ${seed}`).toBe(true)
    expect(moves({ top: from, bottom: from + 900 }), `seed ${seed}`).toBe(moved)
    expect(near.depth(ROOT), `seed ${seed}`).toBe(depthOf(world.view))
    const isSame = sameSet(shown, allBetween(world.view, 1_000, 2_400))
    expect(band() === shown, `seed ${seed}`).toBe(isSame)
    shown = band()
    expect(sameSet(shown, allBetween(world.view, 1_000, 2_400)), `seed ${seed}`).toBe(true)
    // Of few changes since, and of more than are known.
    if (step > 40 && step !== 799) continue
    expect(sameSet(seldom(), allBetween(world.view, 0, 3_000)), `seed ${seed}`).toBe(true)
  }
})

test('who comes, walks and goes is among the people near, and leaves the things near as they are', () => {
  const world = makeWorld()
  for (const name of ['lamp', 'ada']) make(world, name)
  const near = createSpatialIndex(world.view)
  const part = { top: 0, bottom: 500 }
  const [readThings, readPeople] = [
    near.band({ host: ROOT, of: 'things' }),
    near.band({ host: ROOT, of: 'people' }),
  ]
  const things = () => readThings(part)
  const people = () => readPeople(part)
  expect([things().toSorted(), people()]).toEqual([['ada', 'lamp'], []])
  const place = { host: ROOT, x: 0, y: 0, facing: 'down' } as const
  putPerson(world, 'Ada', { place })
  const before = things()
  expect([before, people()]).toEqual([['lamp'], ['ada']])
  putPerson(world, 'Ada', { place, walk: { toX: 0, toY: 3_000, at: 0, speed: 100 } })
  expect(people()).toEqual(['ada'])
  putPerson(world, 'Ada', { place: { ...place, y: 3_000 } })
  expect(people()).toEqual([])
  expect(things()).toBe(before)
})

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each))

function walk(world: World, name: string, toY: number): void {
  ownerOf(world).setField(id(name), 'walk', { toX: 0, toY, at: 0, speed: 100 })
}
