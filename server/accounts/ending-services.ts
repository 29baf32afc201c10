// Puts together the ending of several accounts at once, and the expiry of their worlds in the bin.
import type { Logger } from 'pino'
import type { AccountServices } from './account-services.ts'
import type { Audit } from './directory/audit-log.ts'
import { openBinExpiry, type BinExpiry } from './leaving/world-bin-expiry.ts'
import { openBatchDeletion, type BatchFate, type BatchDeletion } from './leaving/batch-deletion.ts'
import type { AccountDeletion } from './leaving/account-deletion.ts'
import type { ThingLoans } from './loans/thing-loans.ts'
import type { Ages } from '../records/age-clock.ts'
import type { MemberId } from '../../shared/world/address.ts'
import type { ServerClock } from '../time/server-clock.ts'

export interface EndingServices {
  readonly batch: BatchDeletion
  readonly binTime: Pick<BinExpiry, 'goneAt'>
  /** Goes on with work that a restart cut off, and watches the bin, until the returned function is called. */
  begin(): () => void
}

export async function openEndingServices(parts: {
  readonly access: AccountServices
  readonly accountDeletion: AccountDeletion
  readonly loans: Pick<ThingLoans, 'from' | 'write' | 'forget'>
  readonly note: Audit['note']
  readonly clock: ServerClock
  /** The time by which worlds in the bin go. */
  readonly ages: Ages
  readonly log: Pick<Logger, 'warn' | 'error'>
}): Promise<EndingServices | null> {
  const { access, accountDeletion, loans, note, clock, ages, log } = parts
  const { entrance, rights, store, tables } = access
  if (entrance === null || rights === null) return null
  const { book } = entrance
  const binTime = await openBinExpiry({
    tables,
    store,
    book,
    ownerOf: (world) => rights.ownerOf(world),
    async destroy({ key, id }) {
      await store.destroy(key)
      // Nobody calls back what was its own any more.
      await loans.write(
        loans.from(id).map((loan) => loans.forget(loan.id)),
        null,
      )
    },
    onGone: (worlds) => note(null, 'world.binTimeOver', '', { worlds }),
    ages,
    onFault: (error) =>
      log.warn({ err: error }, 'worlds could not be deleted when their time in the bin was over'),
  })
  const batch = await openBatchDeletion({
    tables,
    book,
    accountDeletion,
    markForGood: (member) => binTime.mark(rights.ownedBy(member), member),
    onEnded: (by, account, worlds) => note(by, 'admin.endedAccount', account, worldsNote(worlds, by)),
    clock,
    onFault: (error) => log.error({ err: error }, 'an account could not be ended'),
  })

  /** The admins' later reading of it. */
  function worldsNote(worlds: BatchFate, by: MemberId | null) {
    if (worlds === 'bin') return { worldsTo: null }
    if (worlds === 'binThenGone') return { worldsTo: null, isForGood: true }
    return { worldsTo: worlds === 'mine' ? ((by && book.byId(by)?.account) ?? null) : worlds.passTo }
  }

  return {
    batch,
    binTime,
    begin() {
      batch.resume()
      const end = binTime.begin()
      return () => {
        end()
        batch.close()
      }
    },
  }
}
