// `/api/admin`: the state of the node at a glance.
import { TrustedClock, type Overview, type RecentFault } from '../../../shared/wire/api/admin-bodies.ts'
import { parseWorldId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { UpkeepServices, WorldServices } from '../routing/http-services.ts'
import type { AllWorlds } from '../routing/all-worlds.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import { storageIn } from '../../operations/folder-storage.ts'

/** Faults that are shown. */
const FAULTS_SHOWN = 10

const TELLS_ANOTHER_TIME = new HttpRefusal(
  409,
  'changed',
  'The clock tells another time by now. Load this page again.',
)

interface OverviewParts
  extends
    Pick<AccountServices, 'store' | 'accounts' | 'entrance' | 'settings'>,
    Pick<WorldServices, 'sync' | 'owner' | 'pictures' | 'audit'>,
    UpkeepServices {
  readonly allWorlds: AllWorlds
  readonly lookForBackup: () => Promise<Overview['backup']>
  readonly clock: { now(): number }
}

export function addOverviewRoutes(routes: Routes, parts: OverviewParts): void {
  const { store, sync, owner, accounts, entrance, settings, pictures, clock } = parts
  const { allWorlds, lookForBackup, facts, ages, updates, alarms, backups, audit } = parts

  routes.add('get', '/admin', 'admin', async ({ response }) => {
    const now = clock.now()
    const { connections, readOnlyRooms } = sync.stats()
    const { playedWorlds, programs, faults: faultCount } = owner.stats()
    const here = new Set(sync.here().map(({ member }) => member.id))
    const { folder, version, startedAt, isInDatabase = false } = facts
    response.json({
      access: entrance === null ? 'open' : 'accounts',
      version,
      node: settings.now().title,
      startedAt,
      now,
      people: here.size,
      connections,
      worlds: (await allWorlds('here')).length,
      binned: (await allWorlds('binned')).length,
      playedWorlds,
      programs,
      readOnlyWorlds: readOnlyRooms,
      accounts: entrance && accounts.all().length,
      invitations: entrance && entrance.invitations.of(null).length,
      isInDatabase,
      storage: folder === null ? null : await storageIn(folder, pictures.total.bytes),
      memory: process.memoryUsage.rss(),
      faultCount,
      faults: await recentFaults(),
      backup: await lookForBackup(),
      newerVersion: updates?.newer ?? null,
      alarms: alarms?.state ?? null,
      clockDoubt: ages.doubt,
      backupFailed: backups?.failed?.text ?? null,
    } satisfies Overview)
  })

  routes.add('post', '/admin/alarms/test', 'admin', ({ response }) => {
    if (alarms === null) throw NO_SUCH_PAGE
    alarms.test()
    response.status(204).end()
  })

  routes.add('post', '/admin/clock/trust', { proven: 'admin' }, async ({ request, response, member }) => {
    const { doubt } = ages
    const { told } = bodyOf(TrustedClock, request)
    if (doubt !== null) {
      if (!(await ages.trust(told))) throw TELLS_ANOTHER_TIME
      audit.note(member.id, 'admin.trustedClock', '', doubt)
    }
    response.status(204).end()
  })

  function recentFaults(): Promise<RecentFault[]> {
    const last = owner.faults.last().slice(0, FAULTS_SHOWN)
    return Promise.all(
      last.map(async ({ world, thing, message, at }) => {
        const id = parseWorldId(world)
        const found = id && (await store.findById(id))
        return { world: found && { address: found.address, title: found.title }, thing, message, at }
      }),
    )
  }
}
