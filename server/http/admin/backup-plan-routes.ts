// `/api/admin/backups`: the backups that this node makes by itself, and their schedule.
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BackupPlanChange,
  type BackedUpWorlds,
  type Backups,
} from '../../../shared/wire/api/backup-bodies.ts'
import { CommandFault, type BackupScheduler } from '../../operations/backup-scheduler.ts'
import type { FileImport } from '../worlds/file-import.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { bodyOf, summaryOf } from '../routing/request-lookup.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const FIXED = new HttpRefusal(
  409,
  'fixed',
  'How often backups are made was set when this node was started. Whoever started it can change it there.',
)

const NO_SUCH_WORLD = new HttpRefusal(404, 'missing', 'There is no such world in that backup.')

interface BackupPlanParts
  extends Pick<AccountServices, 'accounts' | 'people'>, Pick<WorldServices, 'owner' | 'audit'> {
  readonly backups: BackupScheduler
  readonly creation: WorldCreation
  readonly fileImport: FileImport
  /** The folder where a world's file lies while it is taken out of a backup. */
  readonly folder: string
}

export function addBackupPlanRoutes(routes: Routes, parts: BackupPlanParts): void {
  const { backups, accounts, people, owner, audit, creation, fileImport, folder } = parts

  function makesThem(): void {
    if (backups.instead !== null) throw new HttpRefusal(409, 'instead', backups.instead)
  }

  routes.add('get', '/admin/backups', 'admin', async ({ response }) => {
    response.json((await backups.state()) satisfies Backups)
  })

  // A plan that keeps one backup deletes all others.
  routes.add('patch', '/admin/backups', { proven: 'admin' }, async ({ request, response, member }) => {
    makesThem()
    const plan = await backups.change(bodyOf(BackupPlanChange, request))
    if (plan === null) throw FIXED
    audit.note(member.id, 'admin.backupsPlanned', '', { ...plan })
    response.json((await backups.state()) satisfies Backups)
  })

  routes.add('post', '/admin/backups', 'admin', async ({ response, member }) => {
    makesThem()
    audit.note(member.id, 'admin.backupAsked', '')
    // Nobody waits for it: that takes as long as the disk does.
    void backups.make()
    response.json((await backups.state()) satisfies Backups)
  })

  routes.add('get', '/admin/backups/:name/worlds', 'admin', async ({ request, response }) => {
    const worlds = await backups.worldsIn(String(request.params['name'])).catch(refuse)
    response.json({
      worlds: worlds.map(({ id, address, title, changedAt }) => ({ id, address, title, changedAt })),
    } satisfies BackedUpWorlds)
  })

  routes.add('post', '/admin/backups/:name/worlds/:id', 'admin', async ({ request, response, member }) => {
    const name = String(request.params['name'])
    const wanted = String(request.params['id'])
    const found = (await backups.worldsIn(name).catch(refuse)).find(({ id }) => id === wanted)
    if (found === undefined) throw NO_SUCH_WORLD
    // The earlier owner; the asking admin, if the owner has left since.
    const before = found.owner === null ? null : accounts.byId(found.owner)
    const to = before ?? { id: member.id, account: await people.accountOf(member) }
    const file = join(folder, `taken-${randomBytes(12).toString('hex')}`)
    try {
      await backups.takeOut(name, found.id, file).catch(refuse)
      const world = await creation.withPlace(to, () => fileImport.takeOwn(createReadStream(file), to))
      audit.note(member.id, 'admin.worldTakenOut', world.address, { backup: name, was: found.address })
      void owner.look(world)
      response.status(201).json(summaryOf(world))
    } finally {
      await rm(file, { force: true })
    }
  })
}

function refuse(error: unknown): never {
  if (error instanceof CommandFault) throw new HttpRefusal(409, 'backup', error.message)
  throw error
}
