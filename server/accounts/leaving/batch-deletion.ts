// Several accounts are ended, one after the other. The list is on the disk first, so the work goes on after a
// closed tab and after a restart. An account that cannot be ended is noted with the reason, and the others
// are ended. Ending one twice is ending it once.
import { z } from 'zod'
import { parseMemberId, type AccountName, type MemberId } from '../../../shared/world/address.ts'
import { StoreFault } from '../../storage/store.ts'
import type { Account } from '../model/account-view.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import { NoHeir, type AccountDeletion, type WorldsFate } from './account-deletion.ts'
import type { RecordTables, RecordTable } from '../../records/record-tables.ts'
import { retryUntilDone } from '../../time/retries.ts'
import { Semaphore } from '../../time/semaphore.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import { accountName, memberId } from '../../records/record-shapes.ts'
import { pause } from '../../../shared/time/time-limit.ts'

/** Between two accounts, in ms: people come first. */
const PAUSE_MS = 20

const BatchFate = z.union([
  z.literal('bin'),
  z.literal('binThenGone'),
  z.literal('mine'),
  z.object({ passTo: accountName }),
])
/**
 * What becomes of the worlds: as for one account, or in the bin for a time alone, or the admin's who asks.
 */
export type BatchFate = z.infer<typeof BatchFate>

const EndRecord = z.object({
  account: accountName,
  name: z.string(),
  /** Its place in the list. */
  place: z.number(),
  at: z.number(),
  /** Who asked; null: the command line of the machine. */
  by: memberId.nullable(),
  worlds: BatchFate,
  state: z.enum(['waiting', 'ended', 'failed']),
  why: z.string().nullable(),
})
type EndRecord = z.infer<typeof EndRecord>

interface EndBatchOptions {
  readonly tables: RecordTables
  readonly book: Pick<AccountDirectory, 'byId'>
  readonly accountDeletion: Pick<AccountDeletion, 'leave'>
  /**
   * From now on all worlds of somebody that are in the bin once their account is gone go for good after a
   * time.
   */
  readonly markForGood: (member: MemberId) => Promise<void>
  /** An account was ended; once for each. */
  readonly onEnded: (by: MemberId | null, account: AccountName, worlds: BatchFate) => void
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  readonly onFault: (error: unknown) => void
}

export interface BatchDeletion {
  /** What was asked for last, in order; empty: nothing, or it was forgotten. */
  lines(): readonly EndRecord[]
  /** Begins with these accounts. Throws Refused while others are on their way. Resolves once it is noted. */
  start(accounts: readonly Account[], worlds: BatchFate, by: MemberId | null): Promise<void>
  /** Ends no further account; those that were not begun stay, with that as the reason. */
  stop(): Promise<void>
  /** Forgets what is over. */
  forget(): Promise<void>
  /** Goes on with what a restart cut off. */
  resume(): void
  /** Resolves when nothing waits, or the node stops. */
  done(): Promise<void>
  /**
   * The node stops: no further account is begun, and one that is on its way may be cut off. All that goes on
   * at the next start.
   */
  close(): void
}

const BUSY = new AccountRefusal('busy', 'Other accounts are being ended just now. Wait until that is done.')
const NO_ADMIN = 'Whoever asked for this is no longer an admin here.'
const YOURSELF = 'That is your own account. Ask another admin to do that.'
const STOPPED = 'It was stopped before this account.'
const DISK = 'The disk failed, so they are still here, some of their worlds perhaps not. End it again.'
const BUG = 'Something went wrong in the node. Its log says what.'

export async function openBatchDeletion(options: EndBatchOptions): Promise<BatchDeletion> {
  const { tables, onEnded, clock, onFault } = options
  const table: RecordTable<EndRecord> = await tables.table('ending', EndRecord)
  const turns = new Semaphore(1)
  let isClosed = false
  /** The one that is on its way. */
  let current: string | null = null

  const lines = (): [string, EndRecord][] =>
    [...table.entries()].toSorted(([, one], [, other]) => one.place - other.place)
  const next = (): [string, EndRecord] | undefined => lines().find(([, { state }]) => state === 'waiting')

  /** The next that is to be ended; none once the node stops. */
  const due = (): [string, EndRecord] | undefined => (isClosed ? undefined : next())

  const settle = (id: string, state: 'ended' | 'failed', why: string | null): Promise<boolean> =>
    tables.change(() => {
      const record = table.get(id)
      return record && [table.set(id, { ...record, state, why })]
    })

  async function endNext([id, record]: [string, EndRecord], isResumed: boolean): Promise<void> {
    current = id
    const member = parseMemberId(id)
    const account = member && options.book.byId(member)
    const why = account === null ? null : await whyNotEnded(account, record, options, () => isClosed)
    // An account that is gone already was ended by somebody else, who noted it, or by this before a restart
    // cut it off.
    if (why === null && (account !== null || isResumed)) onEnded(record.by, record.account, record.worlds)
    await settle(id, why === null ? 'ended' : 'failed', why)
    current = null
  }

  async function run(isResumed: boolean): Promise<void> {
    let isFirst = isResumed
    for (let found = due(); found !== undefined; found = due()) {
      await endNext(found, isFirst)
      isFirst = false
      if (due() !== undefined) await pause(clock, PAUSE_MS)
    }
  }

  function begin(isResumed: boolean): void {
    let isFirst = isResumed
    const work = (): Promise<void> => {
      const isCutOff = isFirst
      isFirst = false
      return run(isCutOff)
    }
    // Where the disk takes no note of what was done, it goes on once it does.
    void turns.take(() => retryUntilDone(work, { clock, onFault }))
  }

  return {
    lines: () => lines().map(([, record]) => record),
    async start(accounts, worlds, by) {
      const at = clock.now()
      const isNoted = await tables.change(() => {
        if (next() !== undefined) return null
        const ids = new Set<string>(accounts.map(({ id }) => id))
        const old = lines().filter(([id]) => !ids.has(id))
        const shared = { at, by, worlds, state: 'waiting', why: null } as const
        return [
          ...old.map(([id]) => table.forget(id)),
          ...accounts.map(({ id, account, name }, place) =>
            table.set(id, { account, name, place, ...shared }),
          ),
        ]
      })
      if (!isNoted) throw BUSY
      begin(false)
    },
    async stop() {
      await tables.change(() =>
        lines()
          .filter(([id, { state }]) => state === 'waiting' && id !== current)
          .map(([id, record]) => table.set(id, { ...record, state: 'failed', why: STOPPED })),
      )
    },
    async forget() {
      await tables.change(() => (next() === undefined ? lines().map(([id]) => table.forget(id)) : null))
    },
    resume() {
      if (next() !== undefined) begin(true)
    },
    done: () => turns.take(() => Promise.resolve()),
    close() {
      isClosed = true
    },
  }
}

/** Ends an account; answers why it is not ended, null when it is. */
async function whyNotEnded(
  account: Account,
  record: EndRecord,
  { book, accountDeletion, markForGood, onFault }: EndBatchOptions,
  isClosed: () => boolean,
): Promise<string | null> {
  const asks = record.by === null ? null : book.byId(record.by)
  // Whoever is no admin any more, or is suspended, ends nobody any more.
  if (record.by !== null && (asks === null || !asks.isAdmin || asks.isSuspended)) return NO_ADMIN
  if (account.id === record.by) return YOURSELF
  const fate = fateOf(record, asks)
  if (fate === null) return NO_ADMIN
  try {
    // Before they go: afterwards nobody could say which worlds were theirs.
    if (record.worlds === 'binThenGone') await markForGood(account.id)
    await accountDeletion.leave(account, fate)
    return null
  } catch (error) {
    if (error instanceof AccountRefusal || error instanceof NoHeir) return error.message
    // The node stops, and the disk with it: it begins again at the next start.
    if (isClosed()) throw error
    onFault(error)
    return error instanceof StoreFault ? DISK : BUG
  }
}

function fateOf({ worlds }: EndRecord, asks: Account | null): WorldsFate | null {
  if (worlds === 'bin' || worlds === 'binThenGone') return 'bin'
  if (worlds !== 'mine') return worlds
  return asks && { giveTo: asks.account }
}
