// `/api/worlds`: the list of worlds, making one, moving it, and putting it in the bin.
import {
  makeLineId,
  makeWorldId,
  type Address,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { NewWorld, WorldChange, type WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { listedFor, foreignListFor } from './world-summaries.ts'
import { bodyOf, summaryOf } from '../routing/request-lookup.ts'
import { SlidingWindows } from '../../time/sliding-window.ts'
import type { WorldCreation } from './world-creation.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { Visible } from '../routing/visible-worlds.ts'
import type { WorldBeginning, WorldBeginnings } from './world-beginnings.ts'

export const TAKEN = new HttpRefusal(
  409,
  'taken',
  'Another world has that address, perhaps one in the bin. Choose another one.',
)

/** For how many worlds a person's devices are noted to have newer work in a day: more than anybody opens. */
const NEWER_PER_DAY = 200

interface WorldRouteParts
  extends
    Pick<AccountServices, 'store' | 'rights' | 'rightOf'>,
    Pick<WorldServices, 'sync' | 'audit' | 'owner'> {
  readonly foreign: ForeignWorlds | null
  readonly names: PersonNames
  readonly creation: WorldCreation
  readonly beginnings: WorldBeginnings
  readonly visible: Visible
  readonly drafts: Drafts
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

export function addWorldRoutes(routes: Routes, parts: WorldRouteParts): void {
  const { store, sync, audit, owner, foreign, creation, beginnings, visible, clock, random } = parts
  const newer = new SlidingWindows<string>({ max: 1, ms: DAY_MS }, clock)
  const newerOf = new SlidingWindows<MemberId>({ max: NEWER_PER_DAY, ms: DAY_MS }, clock)

  routes.add('get', '/worlds', 'anyone', async ({ response, member }) => {
    const { worlds: all, isCut } = await visible.of(member)
    const worlds = all.filter(({ binnedAt }) => binnedAt === null)
    const others = await foreignListFor(foreign, member)
    const own = await listedFor(parts, member, worlds, others)
    await visible.turn(member)
    response.json({ worlds: [...own, ...others], ...(isCut && { isCut }) } satisfies WorldList)
  })

  routes.add('post', '/worlds', 'maker', async ({ request, response, member }) => {
    const { title, address, template, runsCode = false } = bodyOf(NewWorld, request)
    creation.judgeRoom(member)
    const world = await creation.withPlace(member, async () => {
      const addresses = await creation.addressesFor(member, address ?? null, title)
      const beginning = await beginnings.of(template ?? null, { member, title, runsCode })
      return creation.withRoom(member, beginning.bytes, () => make(member, title, addresses, beginning))
    })
    audit.note(member.id, 'world.made', world.address, template === undefined ? {} : { template })
    if (template !== undefined) void owner.look(world)
    response.status(201).json(summaryOf(world))
  })

  // Also at an address that the world left: programs learn its own here.
  routes.add('get', '/worlds/:account/:world', { world: 'see' }, ({ response, world }) => {
    response.json(summaryOf(world))
  })

  routes.add('patch', '/worlds/:account/:world', { world: 'own' }, async (asked) => {
    const { request, response, member, world } = asked
    const { address } = bodyOf(WorldChange, request)
    await creation.judgeMove(world, address)
    const moved = address === world.address ? world : await store.rename(world.key, address)
    if (!moved) throw TAKEN
    if (moved !== world) {
      audit.note(member.id, 'world.moved', address, { from: world.address })
      await sync.close(world.key, CLOSE.moved, `This world has moved to ${address}.`)
    }
    response.json(summaryOf(moved))
  })

  // A device that found the world restored from a backup has newer work, in a copy.
  routes.add('post', '/worlds/:account/:world/newer', { world: 'see' }, ({ response, member, world }) => {
    const isNew = newer.take(`${world.key} ${world.line} ${member.id}`) && newerOf.take(member.id)
    if (isNew) audit.note(member.id, 'device.newer', world.address)
    response.status(204).end()
  })

  routes.add('delete', '/worlds/:account/:world', { world: 'own' }, async ({ response, member, world }) => {
    await store.bin(world.key, clock.now())
    audit.note(member.id, 'world.binned', world.address)
    await sync.close(world.key, CLOSE.binned, 'This world is in the bin.')
    response.status(204).end()
  })

  async function make(
    member: Member,
    title: string,
    addresses: Iterable<Address>,
    beginning: WorldBeginning,
  ): Promise<WorldRecord> {
    const owner = creation.ownerFor(member)
    const identity = { id: makeWorldId(random), line: makeLineId(random) }
    const { written } = beginning
    for (const address of addresses) {
      const made = await store.create({ ...identity, address, title, at: clock.now(), owner, ...written })
      if (made === null) continue
      await beginning.settle(made)
      return made
    }
    await beginning.leave()
    throw TAKEN
  }
}
