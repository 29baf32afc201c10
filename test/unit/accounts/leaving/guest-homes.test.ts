// Homes of guests go away after them: the parts that a node puts together, on a store in memory, under a
// clock that the test moves.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openAccountServices } from '../../../../server/accounts/account-services.ts'
import type { Audit } from '../../../../server/accounts/directory/audit-log.ts'
import { createOwnership } from '../../../../server/http/routing/world-ownership.ts'
import { openHomesOfGuests } from '../../../../server/node/guest-home-services.ts'
import { Homes } from '../../../../server/owner/worlds/home-worlds.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { WorldRecord } from '../../../../server/contracts/world-record.ts'
import { createSync } from '../../../../server/sync/sync-server.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { believedAges } from '../../../../server/records/age-clock.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import type { MemberId } from '../../../../shared/world/address.ts'
import { artifactMaps } from '../../../../shared/world/scene/scene.ts'
import { coming, named } from '../accounts-in-memory.ts'
import { id } from '../../world/made.ts'

const DAY_MS = 24 * 60 * 60_000
const log = { info: () => undefined, warn: console.warn, error: console.error }

async function openTown(store = createMemoryStore()) {
  let moved = 0
  const clock = { ...systemClock, now: () => systemClock.now() + moved }
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const access = await openAccountServices('accounts', {
    store,
    clock,
    random,
    log,
  })
  const { rights, entrance } = access
  if (rights === null || entrance === null) throw new Error('a node with accounts has both')
  const sync = createSync({
    store: access.store,
    clock,
    random,
    log,
    rightOf: access.rightOf,
    makeMissing: false,
  })
  const onFault = (error: unknown): never => {
    throw error
  }
  const ownership = createOwnership({ store: access.store, sync, rights, clock, onFault })
  const deeds: Parameters<Audit['note']>[] = []
  const here = new Set<MemberId>()
  const homes = new Homes({ store: access.store, clock, random, ownedHomes: true })
  const guestHomes = await openHomesOfGuests({
    access,
    ownership,
    sync: {
      here: () =>
        [...here].map((member) => ({ member: { id: member, name: null, session: null }, world: KEY })),
    },
    trials: sync.trials,
    clock,
    ages: believedAges(clock),
    note: (...deed) => void deeds.push(deed),
    log,
  })
  if (guestHomes === null) throw new Error('a node with accounts knows guests')

  /** A guest comes, is seen, and has a home. */
  async function guest(name: string): Promise<{ readonly member: MemberId; readonly home: WorldRecord }> {
    const session = access.sessions.greet(null, name)
    const person = await access.people.meet(session)
    if (person === null) throw new Error('whoever gave a name is met')
    guestHomes?.seen(session.id)
    return { member: session.id, home: await homes.of(person, name) }
  }
  /** Appends an update to a document of a home. */
  async function write(
    { member, home }: Awaited<ReturnType<typeof guest>>,
    kind: 'scene' | 'live',
    change: (scene: Y.Doc, live: Y.Doc) => void,
  ): Promise<void> {
    const held = await sync.hold(home)
    const [scene, live] = [new Y.Doc(), new Y.Doc()]
    for (const update of held.scene.updates()) Y.applyUpdate(scene, update)
    for (const update of held.live.updates()) Y.applyUpdate(live, update)
    const told: Uint8Array[] = []
    const doc = kind === 'scene' ? scene : live
    doc.on('update', (update: Uint8Array) => told.push(update))
    change(scene, live)
    await held[kind].append(Y.mergeUpdates(told), member)
    held.release()
  }
  const where = async ({ home }: { readonly home: WorldRecord }): Promise<'here' | 'bin' | 'gone'> => {
    const found = await access.store.findById(home.id)
    return found === null ? 'gone' : found.binnedAt === null ? 'here' : 'bin'
  }
  return {
    store,
    access,
    entrance,
    homes,
    here,
    deeds,
    guest,
    write,
    where,
    seen: (member: MemberId) => guestHomes.seen(member),
    /** Time passes, and the homes are looked at. */
    async pass(days: number): Promise<void> {
      moved += days * DAY_MS
      await guestHomes.look()
    },
    [Symbol.asyncDispose]: () => sync.stop(),
  }
}

const KEY = 1 as WorldRecord['key']
const JUST_OVER = 0.01
const renames = (scene: Y.Doc): void => {
  const root = String(scene.getMap('meta').get('root'))
  const text = artifactMaps(scene).get(root)
  if (!(text instanceof Y.Map)) throw new Error('a home has a root')
  text.set('name', 'Mine')
}

test('[J11] the home of a guest who wrote nothing goes away after a day, and is made anew when they come again', async () => {
  await using town = await openTown()
  const gus = await town.guest('Gus')
  await town.pass(1 - JUST_OVER)
  expect(await town.where(gus)).toBe('here')
  await town.pass(2 * JUST_OVER)
  expect(await town.where(gus)).toBe('gone')
  expect(town.deeds).toEqual([[null, 'world.guestHomesGone', '', { homes: 1, toBin: false }]])
  const person = await town.access.store.person(gus.member)
  expect(person && (await town.homes.of(person, 'Gus')).id).toBe(gus.home.id)
})

test('[J11] whoever wrote at home, or brought something there, finds it for as long as the admins say, then in the bin for a month', async () => {
  await using town = await openTown()
  const writer = await town.guest('Wanda')
  await town.write(writer, 'scene', renames)
  const carrier = await town.guest('Carl')
  await town.write(carrier, 'live', (scene, live) => {
    const body = [...artifactMaps(scene).keys()].map(id).at(-1)
    if (body === undefined) throw new Error('there is a body in a home')
    createLiveWriter(scene, live).make(id('brought'), {
      name: 'lamp',
      place: { host: body, x: 0, y: 0, facing: 'down', was: null },
    })
  })
  await town.pass(2)
  expect([await town.where(writer), await town.where(carrier)]).toEqual(['here', 'here'])
  await town.access.settings.change({ guestHomeDays: 10 })
  town.seen(writer.member)
  await town.pass(8 + JUST_OVER)
  expect([await town.where(writer), await town.where(carrier)]).toEqual(['here', 'bin'])
  await town.pass(30 + JUST_OVER)
  expect([await town.where(writer), await town.where(carrier)]).toEqual(['bin', 'gone'])
  const gone = (toBin: boolean): unknown => [null, 'world.guestHomesGone', '', { homes: 1, toBin }]
  expect(town.deeds).toEqual([gone(true), gone(false), gone(true)])
  // Back from the bin when they come back.
  town.seen(writer.member)
  await expect.poll(() => town.where(writer)).toBe('here')
})

test('[J11] nobody loses their home who is there, who came before that was noted, or who has an account now', async () => {
  await using town = await openTown()
  const [stays, joins] = [await town.guest('Stan'), await town.guest('Jo')]
  town.here.add(stays.member)
  const jo = town.access.sessions.greet(null, 'Jo')
  const guest = { ...jo, id: joins.member }
  await town.entrance.join({
    ...coming({ guest }),
    account: named('jo'),
    name: 'Jo',
    invitation: null,
    isFirst: true,
    credentials: () => [],
  })
  await town.pass(400)
  expect([await town.where(stays), await town.where(joins)]).toEqual(['here', 'here'])

  // As of an older version, which noted nothing.
  const old = await town.guest('Otto')
  await town.store.changeRecords([{ kind: 'guestSeen', id: old.member, forget: true }])
  await using again = await openTown(town.store)
  await again.pass(0)
  expect(await again.where(old)).toBe('here')
  await again.pass(1 + JUST_OVER)
  expect(await again.where(old)).toBe('gone')
})
