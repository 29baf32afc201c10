// `/api/admin/worlds`: all worlds of the node and the state of one; moving one to the bin and back, and
// taking one over.
import {
  GROWTH_DAYS,
  type AdminWorld,
  type AdminWorldPage,
  type Tidied,
  type WorldHealth,
} from '../../../shared/wire/api/admin-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { parseWorldId } from '../../../shared/world/address.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { EndingServices } from '../../accounts/ending-services.ts'
import type { DataSources } from '../../accounts/data-export/account-export.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { AllWorlds } from '../routing/all-worlds.ts'
import { IN_THE_BIN, NOT_BINNED } from '../routing/request-lookup.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import { HttpRefusal, NO_SUCH_WORLD } from '../edge/http-refusal.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import type { SharingService } from '../worlds/sharing-service.ts'
import { has, pageOf, searchIn } from './list-query.ts'
import { stateOf } from './world-health.ts'
import type { Sizes } from './world-sizes.ts'

/**
 * The same limits by which rooms compact their logs: rows of one member that are this close, in ms, become
 * one row of at most so many bytes.
 */
const TIDYING = { gapMs: 10 * 60_000, bytesMax: 64 * 1024 }

const A_HOME = new HttpRefusal(409, 'home', 'A home stays with the person who lives there.')
const HOME_STAYS = new HttpRefusal(
  409,
  'home',
  'This was somebody’s home. Only they can bring it back; nobody else may read it.',
)
const YOURS = new HttpRefusal(409, 'owner', 'This world is already yours.')

interface WorldLineParts extends Pick<AccountServices, 'rights'>, Pick<WorldServices, 'sync' | 'owner'> {
  readonly names: PersonNames
  readonly sizes: Sizes
  /** When worlds in the bin are deleted; null in an open node, where they are not. */
  readonly binTime: EndingServices['binTime'] | null
}

interface AdminWorldParts
  extends WorldLineParts, Pick<AccountServices, 'store'>, Pick<WorldServices, 'audit'> {
  readonly allWorlds: AllWorlds
  readonly sharing: SharingService
  readonly creation: WorldCreation
  readonly read: DataSources['read']
  readonly clock: { now(): number }
}

/** The facts about each of these worlds for admins. */
async function linesOf(parts: WorldLineParts, worlds: readonly WorldRecord[]): Promise<AdminWorld[]> {
  const { sync, owner, rights, names, sizes, binTime } = parts
  const here = Map.groupBy(sync.here(), ({ world }) => world)
  const owners = worlds.map((world) => rights?.ownerOf(world) ?? null)
  const refs = await names.of(owners)
  return Promise.all(
    worlds.map(async (world, index) => {
      const { key, id, address, title, createdAt, changedAt, binnedAt, isLiving } = world
      const holder = owners[index] ?? null
      return {
        id,
        address,
        title,
        createdAt,
        changedAt,
        binnedAt,
        ...(await sizes.of(key)),
        owner: (holder && refs.get(holder)) ?? null,
        people: new Set(here.get(key)?.map(({ member }) => member.id)).size,
        hasCode: isLiving === true,
        faults: owner.faults.countOf(id),
        isHome: rights !== null && rights.homeOf(world) !== null,
        goneAt: binTime?.goneAt(world) ?? null,
      }
    }),
  )
}

async function lineOf(parts: WorldLineParts, world: WorldRecord): Promise<AdminWorld> {
  const [line] = await linesOf(parts, [world])
  if (line === undefined) throw NO_SUCH_WORLD
  return line
}

async function peopleIn(
  { sync, names }: Pick<WorldLineParts, 'sync' | 'names'>,
  { key }: WorldRecord,
): Promise<WorldHealth['people']> {
  const here = Map.groupBy(
    sync.here().filter(({ world }) => world === key),
    ({ member }) => member.id,
  )
  const refs = await names.of([...here.keys()])
  return [...here].map(([id, connections]) => {
    const { account, name } = refs.get(id) ?? { account: 'guest', name: 'Somebody without a name' }
    return { account, name, connections: connections.length }
  })
}

export function addAdminWorldRoutes(routes: Routes, parts: AdminWorldParts): void {
  const { store, sync, owner, names, allWorlds, sizes, sharing, creation, audit, clock } = parts

  async function named({ request }: RouteRequest): Promise<WorldRecord> {
    const id = parseWorldId(request.params['id'])
    const world = id && (await store.findById(id))
    if (!world) throw NO_SUCH_WORLD
    return world
  }

  routes.add('get', '/admin/worlds', 'admin', async ({ request, response }) => {
    const search = searchIn(request)
    const all = await allWorlds(request.query['which'] === 'binned' ? 'binned' : 'here')
    const found = all.filter(({ address, title }) => has(search, address, title))
    const worlds = await linesOf(parts, pageOf(found, request))
    response.json({ worlds, total: found.length } satisfies AdminWorldPage)
  })

  routes.add('get', '/admin/worlds/:id', 'admin', async (asked) => {
    const world = await named(asked)
    const since = clock.now() - GROWTH_DAYS * DAY_MS
    const scene = await store.size({ world: world.key, kind: 'scene' }, since)
    const live = await store.size({ world: world.key, kind: 'live' }, since)
    asked.response.json({
      world: await lineOf(parts, world),
      scene: { ...scene, days: [...scene.days] },
      live: { ...live, days: [...live.days] },
      ...(await stateOf(parts, world.key)),
      people: await peopleIn(parts, world),
    } satisfies WorldHealth)
  })

  routes.add('post', '/admin/worlds/:id/bin', 'admin', async (asked) => {
    const world = await named(asked)
    if (world.binnedAt !== null) throw IN_THE_BIN
    await store.bin(world.key, clock.now())
    audit.note(asked.member.id, 'world.binned', world.address)
    await sync.close(world.key, CLOSE.binned, 'This world is in the bin.')
    asked.response.json(await lineOf(parts, await named(asked)))
  })

  routes.add('post', '/admin/worlds/:id/restore', 'admin', async (asked) => {
    const world = await named(asked)
    if (world.binnedAt === null) throw NOT_BINNED
    if (parts.rights !== null && parts.rights.homeOf(world) !== null) throw HOME_STAYS
    await store.bin(world.key, null)
    audit.note(asked.member.id, 'world.restored', world.address)
    const restored = await named(asked)
    void owner.look(restored)
    asked.response.json(await lineOf(parts, restored))
  })

  routes.add('post', '/admin/worlds/:id/tidy', 'admin', async (asked) => {
    const world = await named(asked)
    const before = clock.now() - DAY_MS
    const scene = await store.compact({ world: world.key, kind: 'scene' }, { before, ...TIDYING })
    const live = await store.compact(
      { world: world.key, kind: 'live' },
      { before, ...TIDYING, toState: true },
    )
    sizes.forget(world.key)
    asked.response.json({
      merged: scene.merged + live.merged,
      into: scene.into + live.into,
    } satisfies Tidied)
  })

  // Being an admin gives no right in worlds of others. This is how an admin gets one, and it is logged.
  routes.add('post', '/admin/worlds/:id/take', { proven: 'admin' }, async (asked) => {
    const world = await named(asked)
    const given = sharing.rights()
    if (given.homeOf(world) !== null) throw A_HOME
    const before = given.ownerOf(world)
    if (before === asked.member.id) throw YOURS
    await creation.withPlace(asked.member, () => given.pass(world, asked.member.id))
    const from = before === null ? null : ((await names.of([before])).get(before)?.account ?? null)
    audit.note(asked.member.id, 'admin.tookWorld', world.address, { from })
    asked.response.json(await lineOf(parts, await named(asked)))
  })
}
