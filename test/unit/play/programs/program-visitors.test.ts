// Whose programs a program counts with when it ends a thread: the world's, or those of a visitor.
import { afterEach, expect, test } from 'vitest'
import { crossingLoans } from '../../../../server/owner/people/crossing-loans.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import type { PersonRecord } from '../../../../server/storage/store.ts'
import type { PlayOptions } from '../../../../shared/play/play.ts'
import type { Cargo } from '../../../../shared/play/crossings/cargo.ts'
import type { MadeThing } from '../../../../shared/world/live/live-field-writer.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { createLiveFollower } from '../../../../shared/world/view/live-follower.ts'
import { writeLiveIntoScene } from '../../../../shared/world/edits/live-value-keeping.ts'
import { id } from '../../world/made.ts'
import { pageWith, World } from '../world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

/** With whose programs each program counts that was started, by the name of its thing. */
function begins(): { readonly options: Partial<PlayOptions>; readonly of: () => Record<string, string> } {
  const real = world.sandbox()
  const whose: Record<string, string> = {}
  const run: typeof real.run = (jobs) => {
    for (const { artifact, deliveries } of jobs)
      for (const delivery of deliveries)
        if (delivery.type === 'start') whose[artifact] = delivery.start.visitor ?? 'the world'
    return real.run(jobs)
  }
  const named = () =>
    Object.entries(whose).map(([of, by]) => [world.view.artifact(id(of))?.name ?? of, by] as const)
  return { options: { sandbox: { ...real, run } }, of: () => Object.fromEntries(named()) }
}

/** Something stands here that came from another world. */
function bring(name: string, code: string, more: Partial<MadeThing>): void {
  const writer = createLiveWriter(world.scene, world.stored)
  const place = { host: id('root'), x: 0, y: 300, facing: 'down', was: null } as const
  const made = { name, place, brought: true, text: pageWith(code), ...more } as const
  world.stored.transact(() => writer.make(id(name), made))
}

const CODE = '```js\nlog(1)\n```'

test('[B5] what a visitor brought counts with theirs, what came by itself with nobody’s of here, what was kept with the world’s', async () => {
  world.put('lamp', { code: 'log(1)' })
  bring('box', 'log(1)', { bringer: id('bob') })
  bring('bat', 'log(1)', { visitor: id('eve') })
  bring('imp', 'log(1)', {})
  const begun = begins()
  await world.begin(begun.options)
  expect(begun.of()).toEqual({ lamp: 'the world', box: 'bob', bat: 'eve', imp: 'unknown' })
  await world.stop()
  world.done(writeLiveIntoScene(world.edit, createLiveFollower(world.stored)))
  const kept = begins()
  await world.begin(kept.options)
  expect(kept.of()).toEqual({ lamp: 'the world', box: 'the world', bat: 'the world', imp: 'the world' })
})

test('[B5] so does what their programs make, copy, and write on pages, until people write there', async () => {
  world.put('lamp', { code: 'log(1)' })
  world.put('wall', { x: 100, text: 'A wall.' })
  const makes = `on('use', () => {
    create({ name: 'gem', text: ${JSON.stringify(CODE)}, x: 500, y: 500, on: host })
    copy(closest({ name: 'lamp' }), { name: 'copy', x: 600, y: 500 })
    text(closest({ name: 'wall' })).write(${JSON.stringify(CODE)})
  })`
  bring('box', makes, { visitor: id('bob') })
  const begun = begins()
  await world.begin(begun.options)
  await world.use('box')
  await world.pass(12_000)
  expect(begun.of()).toEqual({ lamp: 'the world', box: 'bob', gem: 'bob', copy: 'bob', wall: 'bob' })
  world.write('wall', 'log(2)')
  await world.pass(2_000)
  expect(begun.of()).toMatchObject({ wall: 'the world', lamp: 'the world' })
})

const record = (world: string) =>
  ({ id: world, address: `ada/${world}`, owner: 'ada' }) as unknown as WorldRecord
const person = (name: string) => ({ id: name, body: name, account: name }) as unknown as PersonRecord

test('[B5] what goes from world to world counts with those of its carrier, or of who sent it', () => {
  const thing = (name: string, visitor?: string) => ({
    id: id(name),
    host: null,
    ...(visitor && { visitor: id(visitor) }),
  })
  const cargo = { person: null, things: [thing('box'), thing('bat', 'eve')] } as unknown as Cargo
  const visitors = (who: PersonRecord | null, sender: PersonRecord | null) => {
    const way = { from: record('garden'), to: record('park'), person: who, sender }
    const going = crossingLoans(undefined, () => 'act', way, cargo)
    return 'why' in going ? going : going.cargo.things.map(({ visitor }) => visitor)
  }
  expect(visitors(person('bob'), null)).toEqual(['bob', 'bob'])
  expect(visitors(null, person('ada'))).toEqual(['ada', 'eve'])
  expect(visitors(null, null)).toEqual([undefined, 'eve'])
})
