// The accounts of a node in the test's own process: on a store in memory, under a clock and with chance that
// the test holds.
import { createCookies } from '../../../server/accounts/sessions/session-cookies.ts'
import { openAccountComponents } from '../../../server/accounts/account-components.ts'
import { openAccountDirectory } from '../../../server/accounts/directory/account-directory.ts'
import {
  openAccountEntry,
  type EntryRequest,
  type SignedInResult,
  type AccountEntry,
} from '../../../server/accounts/account-entry.ts'
import { believedAges, type Ages } from '../../../server/records/age-clock.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { createSessions, type BrowserSessions } from '../../../server/accounts/sessions/browser-sessions.ts'
import { createSessionAccounts } from '../../../server/accounts/sessions/session-accounts.ts'
import type { Accounts } from '../../../server/accounts/model/account-view.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { parseAccountName, type AccountName, type MemberId } from '../../../shared/world/address.ts'

export const START = Date.UTC(2026, 0, 1)

/** Time that stands still until a test moves it. */
export class ManualClock {
  time = START
  #due: { readonly at: number; readonly run: () => void }[] = []

  /** How much waits for its time. */
  get waiting(): number {
    return this.#due.length
  }

  now = (): number => this.time

  monotonic = (): number => this.time

  after = (ms: number, run: () => void): (() => void) => {
    const entry = { at: this.time + ms, run }
    this.#due.push(entry)
    return () => (this.#due = this.#due.filter((other) => other !== entry))
  }

  /** Moves on, and does what is due by then. */
  pass(ms: number): void {
    this.time += ms
    const due = this.#due.filter(({ at }) => at <= this.time)
    this.#due = this.#due.filter(({ at }) => at > this.time)
    for (const { run } of due) run()
  }
}

/** Random bytes from a seed, other ones at each call. */
export function chance(seed = 1): (bytes: number) => Uint8Array {
  let state = seed
  return (bytes) => Uint8Array.from({ length: bytes }, () => (state = (state * 48271) % 2147483647) >> 8)
}

export interface AccountsInMemory {
  readonly store: Store
  readonly clock: ManualClock
  readonly entrance: AccountEntry
  readonly sessions: BrowserSessions
  readonly accounts: Accounts
  /** Work that waits, since the disk failed. */
  readonly faults: unknown[]
  /** Rights that invitations gave. */
  readonly given: { readonly member: MemberId; readonly right: string }[]
  /** The same node after a restart. */
  readonly again: (store?: Store) => Promise<AccountsInMemory>
}

const SECRET = Buffer.from('a secret of thirty-two bytes or so')
const cookies = createCookies(SECRET)

export async function openAccountsInMemory(
  store: Store = createMemoryStore(),
  clock = new ManualClock(),
  random = chance(),
  ages: Ages = believedAges(clock),
): Promise<AccountsInMemory> {
  const faults: unknown[] = []
  const given: { member: MemberId; right: string }[] = []
  const onFault = (error: unknown): void => void faults.push(error)
  const tables = createRecordTables({ store, onUnreadable: (kind, id) => faults.push(`${kind} ${id}`) })
  const book = await openAccountDirectory(tables, clock)
  const people = createPeople({ store, random, accountNamed: (id) => book.byId(id)?.account ?? null })
  const entering = { tables, book, store, clock, ages, random, cookies, people, onFault }
  const entrance = await openAccountEntry(await openAccountComponents(entering), {
    ...entering,
    give: (promise) => {
      given.push(promise)
      return Promise.resolve()
    },
  })
  const { signedIn, guests } = entrance
  const mayBeGuest = (member: MemberId) => guests.isGuest(member)
  return {
    store,
    clock,
    entrance,
    sessions: createSessions({ secret: SECRET, cookies, clock, random, signedIn, mayBeGuest }),
    accounts: createSessionAccounts({ book, signedIn, mayBeGuest }),
    faults,
    given,
    again: (other = store) => openAccountsInMemory(other, clock, random, ages),
  }
}

export function named(text: string): AccountName {
  const name = parseAccountName(text)
  if (name === null) throw new Error(`${text} is no name`)
  return name
}

export const HERE = { label: 'Firefox on Linux', from: '192.0.2.1', isSecure: false }

/** Somebody comes with nothing. */
export const coming = (more: Partial<EntryRequest> = {}): EntryRequest => ({
  browser: HERE,
  by: 'password',
  guest: null,
  before: null,
  ...more,
})

/** Makes an account that signs in with nothing. */
export function join(
  { entrance }: AccountsInMemory,
  account: string,
  more: Partial<Parameters<AccountEntry['join']>[0]> = {},
): Promise<SignedInResult> {
  return entrance.join({
    account: named(account),
    name: account,
    invitation: null,
    credentials: () => [],
    ...coming(),
    ...more,
  })
}

/** The `Cookie` header of a browser that got this `Set-Cookie` header. */
export const sent = (header: string): string => header.split(';', 1)[0] ?? ''
