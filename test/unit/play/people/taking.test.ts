// Whose a thing in somebody's hand is: it goes back to where it was taken when the holder is gone for long or
// sent out. A person who may only act takes away only things that may be taken along, and things that they
// brought.
import { afterEach, describe, expect, test } from 'vitest'
import { HELD_AWAY_MS } from '../../../../shared/play/crossings/held-property.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { createLiveFollower } from '../../../../shared/world/view/live-follower.ts'
import { writeLiveIntoScene } from '../../../../shared/world/edits/live-value-keeping.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world = new World()
let bob = new Player(world, 'Bob')
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
  bob = new Player(world, 'Bob')
})

const OK = { ok: true, why: null }
const visit = { type: 'visit' } as const
/** Beside the entrance, within reach of a person there. */
const BESIDE = { x: 464, y: 96, width: 40, height: 40 }
const LAMP_STAYS = '“lamp” belongs to ada/garden and stays there. Put it down first.'

async function bobHolds(...names: readonly string[]): Promise<void> {
  await beginAt(world, GARDEN)
  await bob.visit()
  for (const name of names) expect(await bob.ask({ verb: 'pickUp', thing: id(name) })).toEqual(OK)
}

/** Somebody came from another world with a thing in hand. */
function bring(name: string, body: ArtifactId, more: object = {}): void {
  const writer = createLiveWriter(world.scene, world.stored)
  const place = { host: body, x: 0, y: 100, facing: 'down', was: null } as const
  world.stored.transact(() => writer.make(id(name), { name, place, brought: true, ...more }))
}

async function leaves(): Promise<string | null> {
  const departure = await world.play?.depart(bob.body, visit, 'visitor')
  if (departure === undefined) throw new Error('nothing plays')
  if ('why' in departure) return departure.why
  departure.cancel()
  return null
}

describe('[G17] what somebody holds goes back to where they took it', () => {
  test('when they are away for long; not before, and not what they brought', async () => {
    world.put('lamp', BESIDE)
    await beginAt(world, GARDEN)
    await bob.visit()
    await world.stop()
    bring('ball', bob.body, { bringer: bob.body })
    await bobHolds('lamp')
    await bob.ask({ verb: 'quit' })
    await world.pass(HELD_AWAY_MS - 1_000)
    expect(world.thing('lamp').host).toBe(bob.body)
    await world.pass(2_000)
    expect(world.at('lamp')).toBe('root 464,96')
    expect(world.thing('ball').host).toBe(bob.body)
    expect(world.play?.hasThingsToReturn()).toBe(false)
  })

  test('also when the world was not played meanwhile; who came back in between begins anew', async () => {
    world.put('lamp', BESIDE)
    await bobHolds('lamp')
    await bob.ask({ verb: 'quit' })
    await world.pass(HELD_AWAY_MS / 2)
    await bob.visit()
    await bob.ask({ verb: 'quit' })
    await world.pass(HELD_AWAY_MS - 1_000)
    expect(world.thing('lamp').host).toBe(bob.body)
    await world.stop()
    await world.pass(5_000)
    await beginAt(world, GARDEN)
    await world.pass(100)
    expect(world.at('lamp')).toBe('root 464,96')
  })

  test('when they are sent out, in the one update that takes them away, and also when they were away before', async () => {
    world.put('lamp', BESIDE)
    await bobHolds('lamp')
    const before = world.commits.length
    const out = world.play?.sendOut(bob.body)
    await world.pass(100)
    await out
    expect(world.commits.length - before).toBe(1)
    expect([world.at('lamp'), bob.avatar.isAway]).toEqual(['root 464,96', true])
    await bob.visit()
    await bob.ask({ verb: 'pickUp', thing: id('lamp') })
    await bob.ask({ verb: 'quit' })
    await Promise.all([world.play?.sendOut(bob.body), world.pass(100)])
    expect(world.at('lamp')).toBe('root 464,96')
  })

  test('near it where something else stands there now; where its floor is gone, beside who held it', async () => {
    world.put('box', { x: 430, y: 131, width: 40, height: 40 })
    world.put('lamp', { ...BESIDE, y: 80 })
    world.put('pen', { ...BESIDE, on: 'box' })
    await bobHolds('lamp')
    world.put('rock', { x: 464, y: 80, width: 40, height: 40 })
    await Promise.all([world.play?.sendOut(bob.body), world.pass(100)])
    expect(world.at('lamp')).not.toBe('root 464,80')
    expect(world.thing('lamp').host).toBe(id('root'))
    await bob.visit()
    expect(await bob.ask({ verb: 'enter', thing: id('box') })).toEqual(OK)
    expect(await bob.ask({ verb: 'pickUp', thing: id('pen') })).toEqual(OK)
    expect(await bob.ask({ verb: 'leave' })).toEqual(OK)
    // The box goes into the hand, too, and is put back first.
    expect(await bob.ask({ verb: 'pickUp', thing: id('box') })).toEqual(OK)
    await Promise.all([world.play?.sendOut(bob.body), world.pass(100)])
    expect([world.thing('box').host, world.thing('pen').host]).toEqual([id('root'), id('box')])
  })

  test('and into no hand: what somebody moved out of it meanwhile stays where they put it', async () => {
    world.put('lamp', BESIDE)
    await bobHolds('lamp')
    world.done(moveArtifact(world.edit, id('lamp'), { host: id('root'), x: 5, y: 5 }))
    await world.pass(100)
    await Promise.all([world.play?.sendOut(bob.body), world.pass(100)])
    expect(world.at('lamp')).toBe('root 5,5')
  })
})

describe('[G18] who may only act carries nothing out of a world that may not be taken along', () => {
  test('and is told what to do: nothing is lost; put back, they can go', async () => {
    world.put('lamp', BESIDE)
    world.put('cup', { ...BESIDE, properties: { passable: true } })
    await bobHolds('lamp')
    expect(await leaves()).toBe(LAMP_STAYS)
    expect(world.thing('lamp').host).toBe(bob.body)
    expect(await bob.ask({ verb: 'pickUp', thing: id('cup') })).toEqual(OK)
    expect(await leaves()).toBe(
      '“lamp” and 1 more thing belong to ada/garden and stay there. Put them down first.',
    )
    expect(await bob.ask({ verb: 'putBack' })).toEqual(OK)
    expect(world.at('lamp')).toBe('root 464,96')
    expect(await leaves()).toBe(null)
  })

  test('unless the thing may be taken along, or all of its world', async () => {
    world.put('lamp', { ...BESIDE, properties: { takeable: true } })
    await bobHolds('lamp')
    expect(await leaves()).toBe(null)
    world.put('cup', { ...BESIDE })
    expect(await bob.ask({ verb: 'pickUp', thing: id('cup') })).toEqual(OK)
    expect(await leaves()).toMatch('“cup” belongs')
    world.scene.transact(() =>
      (world.scene.getMap('artifacts').get('root') as never as Map<string, unknown>).set('takeable', true),
    )
    await world.pass(100)
    expect(await leaves()).toBe(null)
    // An editor takes what they like, as ever.
    const departure = await world.play?.depart(bob.body, visit)
    expect(departure).toMatchObject({ cargo: { person: { body: bob.body } } })
    if (departure !== undefined && 'cancel' in departure) departure.cancel()
  })

  test('also in nothing that they brought: a box of theirs, and a lamp of the world in it', async () => {
    world.put('lamp', BESIDE)
    await beginAt(world, GARDEN)
    await bob.visit()
    await world.stop()
    bring('box', bob.body, { bringer: bob.body })
    await bobHolds()
    expect(await leaves()).toBe(null)
    world.done(moveArtifact(world.edit, id('lamp'), { host: id('box'), x: 5, y: 5 }))
    await world.pass(100)
    expect(await leaves()).toBe('“lamp” in “box” belongs to ada/garden and stays there. Put it down first.')
  })

  test('what somebody brought is theirs once they put it down, too, and nobody else’s', async () => {
    await beginAt(world, GARDEN)
    await bob.visit()
    await world.stop()
    bring('ball', bob.body, { bringer: bob.body })
    await bobHolds()
    const eve = new Player(world, 'Eve')
    expect(await bob.ask({ verb: 'putDown' })).toEqual(OK)
    expect(await bob.ask({ verb: 'pickUp', thing: id('ball') })).toEqual(OK)
    expect(await leaves()).toBe(null)
    await bob.ask({ verb: 'putDown' })
    await eve.visit()
    await eve.walkTo(430, 200)
    const { x, y } = world.thing('ball').place ?? { x: 0, y: 0 }
    await eve.walkTo(x, y + 40)
    expect(await eve.ask({ verb: 'pickUp', thing: id('ball') })).toEqual(OK)
    expect(world.play?.whyStays(eve.body)).toMatch('“ball” belongs to ada/garden')
  })

  test('what an editor kept is the world’s from then on', async () => {
    await beginAt(world, GARDEN)
    await bob.visit()
    await world.stop()
    bring('ball', bob.body, { bringer: bob.body })
    await bobHolds()
    await bob.ask({ verb: 'putDown' })
    world.done(writeLiveIntoScene(world.edit, createLiveFollower(world.stored)))
    await world.pass(100)
    expect(await bob.ask({ verb: 'pickUp', thing: id('ball') })).toEqual(OK)
    expect(await leaves()).toMatch('“ball” belongs to ada/garden')
  })

  test('code says of nothing that people made that it may be taken along; of what it made itself it does', async () => {
    world.put('lamp', BESIDE)
    world.put('imp', {
      x: 100,
      y: 300,
      code: `on('use', async () => {
        const [lamp] = find({ name: 'lamp' })
        log(String((await set(lamp, { takeable: true })).why), String((await set(host, { takeable: true })).why))
        const made = await create({ name: 'gem', takeable: true, x: 430, y: 140, on: host })
        log(String((await set(made, { takeable: true })).ok))
      })`,
    })
    await bobHolds('lamp')
    await world.use('imp')
    const no =
      'Only people who can edit decide what may be taken along. Code decides it only for things that it made.'
    expect(world.logs).toEqual([`imp: ${no} ${no}`, 'imp: true'])
    expect(await leaves()).toBe(LAMP_STAYS)
    expect(world.thing('gem').properties.takeable).toBe(true)
  })
})
