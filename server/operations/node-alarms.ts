// The alarms of this node: the checks, and their messages.
import type { Logger } from 'pino'
import { LOW_DISK_BYTES } from '../../shared/wire/api/admin-bodies.ts'
import { lastBackupIn, storageIn } from './folder-storage.ts'
import type { BackupScheduler } from './backup-scheduler.ts'
import type { AgeClock } from '../records/age-clock.ts'
import type { ServerClock, Sync } from '../sync/sync-server.ts'
import { beginAlarms, type Alarm } from './alarm-repeats.ts'
import { createWebhook, type Webhook } from './alarm-webhook.ts'

interface NodeAlarmsOptions {
  readonly to: { readonly url: string; readonly secret: string }
  /** The node's title. */
  readonly title: () => string
  readonly folder: string
  readonly sync: Pick<Sync, 'stats'>
  readonly ages: Pick<AgeClock, 'doubt'>
  readonly backups: Pick<BackupScheduler, 'failed'>
  /** How many errors were logged since it was asked last. */
  readonly errors: () => number
  readonly log: Pick<Logger, 'warn'>
  readonly clock: ServerClock
}

export interface NodeAlarms {
  readonly state: Webhook['state']
  /** Sends one that says that it is none. */
  test(): void
  stop(): void
}

export function beginNodeAlarms(options: NodeAlarmsOptions): NodeAlarms {
  const { to, title, folder, sync, ages, backups, errors, log, clock } = options
  const webhook = createWebhook({
    ...to,
    clock,
    onLost: (error) => log.warn({ err: error }, 'an alarm could not be sent'),
  })
  const tell = (type: 'alarm' | 'alarm.over' | 'test', kind: Alarm['kind'] | null, text: string): void =>
    webhook.send({ type, kind, text, node: title(), at: new Date(clock.now()).toISOString() })

  async function look(): Promise<Alarm[]> {
    const free = (await storageIn(folder, 0))?.free ?? 0
    const backup = await lastBackupIn(folder, clock.now())
    const alarms: (Alarm | false)[] = [
      sync.stats().readOnlyRooms > 0 && {
        kind: 'disk.failing',
        text: 'Worlds cannot be saved to the disk. People keep what they write on their devices until it works again.',
      },
      free < LOW_DISK_BYTES && {
        kind: 'disk.low',
        text: `Only ${Math.round(free / 1e6)} MB are left on the disk. Free some space, or nothing more can be saved.`,
      },
      ages.doubt !== null && {
        kind: 'clock.jumped',
        text: 'The clock of this machine jumped. Nothing is deleted or ended for its age until it is back, or an admin says that it is right.',
      },
      backups.failed !== null && {
        kind: 'backup.failed',
        text: `A backup could not be made: ${backups.failed.text}`,
      },
      backup?.isOld === true && {
        kind: 'backup.old',
        text: 'The last backup is older than a week. Make another one.',
      },
    ]
    const count = errors()
    if (count > 0) {
      alarms.push({ kind: 'errors', text: `${count} errors in the last minute. The node’s log says which.` })
    }
    return alarms.filter((alarm) => alarm !== false)
  }

  const end = beginAlarms({
    look,
    tell: (type, { kind, text }) => tell(type, kind, text),
    onFault: (error) => log.warn({ err: error }, 'the check for alarms failed'),
    clock,
  })
  return {
    get state() {
      return webhook.state
    },
    test: () => tell('test', null, 'This is a test. Nothing is wrong.'),
    stop() {
      end()
      webhook.stop()
    },
  }
}
