// Work that follows a new account: its person gets its name, and the worlds that they made as a guest move
// under it. Noted in the transaction that makes the account, and repeated until it is done, also after a
// restart.
import { z } from 'zod'
import { addressOf, partsOf, type AccountName, type MemberId } from '../../../shared/world/address.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Account } from '../model/account-view.ts'
import type { AccountDirectory } from './account-directory.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { retryUntilDone, type RetryOptions } from '../../time/retries.ts'
import type { MemberPeople } from './member-people.ts'
import { accountName, memberId } from '../../records/record-shapes.ts'

/** Of a member: the word that they went by before; null where they had none. */
const SettlingRecord = z.object({ id: memberId, before: accountName.nullable() })

export interface Settling {
  /** The change that notes what is to be done for a new account. */
  noting(id: MemberId, before: AccountName | null): TableChange
  /** Does what is noted for a new account; resolves after the first try, and goes on until it is done. */
  settle(id: MemberId): Promise<void>
  /** Calls `listener` when a world stands at another address now. */
  onMoved(listener: (world: WorldRecord) => Promise<void>): void
  /** Goes on with work that was not done before the node stopped; resolves after the first try. */
  resume(): Promise<void>
}

export async function openSettling(options: {
  readonly tables: RecordTables
  readonly book: Pick<AccountDirectory, 'byId'>
  readonly store: Pick<Store, 'worldsUnder' | 'rename' | 'nameMember'>
  readonly people: Pick<MemberPeople, 'meet' | 'rename'>
  readonly retry: RetryOptions
}): Promise<Settling> {
  const { tables, book, store, people, retry } = options
  const listeners: ((world: WorldRecord) => Promise<void>)[] = []
  const table = await tables.table('settling', SettlingRecord)

  async function moveWorlds(id: MemberId, from: AccountName, to: AccountName): Promise<void> {
    for (const world of await store.worldsUnder(from)) {
      if (world.owner !== id) continue
      const moved = await store.rename(world.key, addressOf(to, partsOf(world.address).world))
      if (moved !== null) for (const listener of listeners) await listener(moved)
    }
  }

  async function settle(id: MemberId): Promise<void> {
    const noted = table.get(id)
    if (noted === null) return
    const holder = book.byId(id)
    if (holder !== null) await bringAbout(holder, noted.before)
    await tables.change([table.forget(id)])
  }

  async function bringAbout({ id, account, name }: Account, before: AccountName | null): Promise<void> {
    await store.nameMember({ id, name })
    // A person who is met is introduced, and gets the name of their account.
    await people.meet({ id, name, session: '' })
    people.rename(id, name)
    if (before !== null && before !== account) await moveWorlds(id, before, account)
  }

  const begin = (id: MemberId) => retryUntilDone(() => settle(id), retry)

  return {
    noting: (id, before) => table.set(id, { id, before }),
    settle: begin,
    onMoved: (listener) => void listeners.push(listener),
    async resume() {
      await Promise.all([...table.entries()].map(([, { id }]) => begin(id)))
    },
  }
}
