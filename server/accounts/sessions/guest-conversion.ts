// Guests who got an account: from then on their cookie counts no more. A guest who makes an account keeps
// their id. A guest who signs in to an account brings their client ids and worlds to it. One transaction
// begins the session and notes the guest; the rest of the work is repeated until it is done, also after a
// restart.
import { z } from 'zod'
import { parseMemberId, type MemberId } from '../../../shared/world/address.ts'
import { GUEST_LIFE_MS } from './guest-sessions.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { retryUntilDone } from '../../time/retries.ts'
import type { Store } from '../../storage/store.ts'
import { memberId } from '../../records/record-shapes.ts'

const GoneRecord = z.object({
  /** The account. */
  to: memberId,
  at: z.number(),
  /** Everything of theirs is the account's. */
  isDone: z.boolean(),
})

/**
 * Goes along when everything of a guest's becomes an account's: does `write`, which makes it so on the disk.
 * It can be repeated.
 */
type GuestBringing = (guest: MemberId, account: MemberId, write: () => Promise<void>) => Promise<void>

export interface GuestConversion {
  /** Whether a member was never more than a guest. */
  isGuest(member: MemberId): boolean
  /**
   * The change that makes a guest an account's: their own, or another; null when they went over to one
   * before.
   */
  leaving(guest: MemberId, to: MemberId): TableChange | null
  /** Brings over a guest's belongings; resolves after the first try, and goes on until it is done. */
  bringOver(guest: MemberId): Promise<void>
  /** `bring` goes along from now on whenever a guest is brought over. */
  onBringing(bring: GuestBringing): void
  /** Goes on with those who were not brought over before the node stopped; resolves after the first try. */
  resume(): Promise<void>
}

export async function openGuests(options: {
  readonly tables: RecordTables
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  readonly isAccount: (member: MemberId) => boolean
  readonly store: Pick<Store, 'claimClients' | 'passWorlds'>
  readonly onFault: (error: unknown) => void
}): Promise<GuestConversion> {
  const { tables, clock, isAccount, store, onFault } = options
  const along: GuestBringing[] = []
  const table = await tables.table('guest', GoneRecord)

  // Their cookies have ended by themselves.
  const old = [...table.entries()].filter(([, { at, isDone }]) => isDone && clock.now() - at > GUEST_LIFE_MS)
  await tables.change(old.map(([id]) => table.forget(id)))

  async function bring(guest: MemberId, account: MemberId): Promise<void> {
    let claim = (): Promise<void> => store.claimClients(guest, account)
    for (const go of along) {
      const write = claim
      claim = () => go(guest, account, write)
    }
    await claim()
    await store.passWorlds(guest, account)
  }

  async function bringOver(guest: MemberId): Promise<void> {
    const gone = table.get(guest)
    if (gone === null || gone.isDone) return
    await bring(guest, gone.to)
    await tables.change([table.set(guest, { ...gone, isDone: true })])
  }
  const begin = (guest: MemberId) => retryUntilDone(() => bringOver(guest), { clock, onFault })

  return {
    isGuest: (member) => table.get(member) === null && !isAccount(member),
    leaving(guest, to) {
      if (table.get(guest) !== null || isAccount(guest)) return null
      return table.add(guest, { to, at: clock.now(), isDone: guest === to })
    },
    bringOver: begin,
    onBringing: (bring) => void along.push(bring),
    async resume() {
      const left = [...table.entries()].filter(([, { isDone }]) => !isDone)
      const ids = left.flatMap(([id]) => parseMemberId(id) ?? [])
      await Promise.all(ids.map(begin))
    },
  }
}
