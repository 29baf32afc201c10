// Takes the commands of the command line while this node runs.
import type { Logger } from 'pino'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { Access } from '../accounts/account-services.ts'
import type { EndBatch } from '../accounts/leaving/batch-deletion.ts'
import type { Audit } from '../accounts/directory/audit-log.ts'
import { listenForCommands } from './control/command-socket.ts'
import type { Owner } from '../owner/world-owner.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { Sync } from '../sync/sync-server.ts'

interface Here {
  readonly access: Access
  readonly sync: Pick<Sync, 'close'>
  readonly owner: Pick<Owner, 'look'>
  readonly audit: Audit
  readonly ends: EndBatch | undefined
  readonly log: Pick<Logger, 'warn'>
}

/** Until the answer is called; an open node, which knows no accounts, takes none. */
export async function takeCommands(
  data: string,
  { access, sync, owner, audit, ends, log }: Here,
): Promise<() => void> {
  const { store, entrance, rights, settings } = access
  if (entrance === null || rights === null) return () => undefined
  async function binned(world: WorldRecord): Promise<void> {
    if (world.binnedAt === null) return owner.look(world)
    await sync.close(world.key, CLOSE.binned, 'This world is in the bin.')
  }
  const node = { store, entrance, rights, settings, audit, binned, ...(ends && { ends }) }
  const onFault = (error: unknown): void =>
    log.warn({ err: error }, 'a command of the command line could not be taken')
  return listenForCommands(data, node, onFault).catch((error: unknown) => {
    onFault(error)
    return () => undefined
  })
}
