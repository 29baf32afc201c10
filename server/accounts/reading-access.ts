// What a process knows of people that does not lead its node: sessions and rights, in memory as they are on
// the disk. It changes no more than when a session was used. Whoever uses it looks whether it is up to date.
import type { Logger } from 'pino'
import type { AccountName, MemberId, RandomBytes } from '../../shared/world/address.ts'
import { NO_FOREIGNERS } from '../contracts/foreign-people.ts'
import type { Member } from '../contracts/request-member.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { openAgeClock, type Ages } from '../records/age-clock.ts'
import { createRecordTables, type RecordTables } from '../records/record-tables.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { Store } from '../storage/store.ts'
import { openAccountDirectory } from './directory/account-directory.ts'
import { openSettings, type NodeSettingsStore } from './directory/node-settings.ts'
import { createGroups } from './groups/account-groups.ts'
import { openGroupTables } from './groups/group-records.ts'
import type { WhyNot } from './rights/right-checks.ts'
import { openAccessWith, type RightOf } from './rights/right-of.ts'
import { readOwners } from './rights/world-owners.ts'
import { openOffers } from './rights/world-offers.ts'
import { openRights } from './rights/world-rights.ts'
import { openAccountSessions } from './sessions/account-sessions.ts'
import { createSessions, type BrowserSessions } from './sessions/browser-sessions.ts'
import { openGuests } from './sessions/guest-conversion.ts'
import { createSessionAccounts } from './sessions/session-accounts.ts'
import { createCookies } from './sessions/session-cookies.ts'

export interface ReadingAccess {
  readonly tables: RecordTables
  /** The time by which things end for their age. */
  readonly ages: Ages
  readonly sessions: BrowserSessions
  /** What admins set; null in an open node. */
  readonly settings: Pick<NodeSettingsStore, 'now'> | null
  /** Of people of this node, in a world as it was read just now. */
  readonly rightOf: RightOf
  /** The present owner of a world; null: nobody. */
  readonly ownerOf: (world: WorldRecord) => MemberId | null
  /** Why somebody has no right in a world. */
  readonly whyNot: (member: Member, world: WorldRecord) => WhyNot
  /** The names of accounts; undefined where there are none. */
  readonly accountNamed: ((member: MemberId) => AccountName | null) | undefined
  /** Whether somebody may not speak in a world. */
  readonly isMuted: (member: MemberId, world: WorldRecord) => boolean
  /** Sends somebody out of a world for a moment: nobody else notes that. */
  readonly sendOut: (world: WorldRecord, member: MemberId) => void
  /** Whether this place is closed to somebody for maintenance. */
  readonly isShutTo: (member: Member) => boolean
  /** Reads again what another process changed. */
  readonly reload: (changed: ChangedKnowledge) => Promise<void>
}

export interface ChangedKnowledge {
  readonly records: readonly StoredRecordKey[]
  /** Where they are at home. */
  readonly people: readonly MemberId[]
  /** Whose they are. */
  readonly worlds: readonly WorldKey[]
}

interface ReadingAccessOptions {
  readonly store: Store
  /** Whether something can be changed now: not yet while it is opened, which the one that leads does, too. */
  readonly mayChange: () => boolean
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn' | 'error'>
}

export async function openReadingAccess(
  mode: 'open' | 'accounts',
  { store, mayChange, clock, random, log }: ReadingAccessOptions,
): Promise<ReadingAccess> {
  const known = createRecordTables({
    store,
    onUnreadable: (kind, id) => log.error({ kind, id }, 'a record cannot be read; it is left out'),
  })
  const tables: RecordTables = {
    ...known,
    change: async (changes, write) => mayChange() && known.change(changes, write),
  }
  const secret = await store.secret('session', () => {
    throw new Error('This node has not begun yet.')
  })
  const cookies = createCookies(secret)
  // Who leads tells the admins.
  const ages = await openAgeClock({
    tables,
    clock,
    onDoubt: () => undefined,
    onFault: (error) => log.warn({ err: error }, 'what time it is could not be noted'),
  })
  const base = { tables, secret, cookies, clock: ages, random }
  if (mode === 'open') {
    return {
      tables,
      ages,
      sessions: createSessions(base),
      settings: null,
      rightOf: openAccessWith(NO_FOREIGNERS),
      ownerOf: () => null,
      whyNot: () => ({ type: 'closed' }),
      accountNamed: undefined,
      isMuted: () => false,
      sendOut: () => undefined,
      isShutTo: () => false,
      reload: ({ records }) => known.reload(records),
    }
  }
  const settings = await openSettings(tables)
  const owners = await readOwners(store)
  const book = await openAccountDirectory(tables, clock)
  const groups = createGroups({ tables, groupTables: await openGroupTables(tables), book, clock, random })
  const onFault = (error: unknown): void => log.warn({ err: error }, 'a session could not be noted')
  const signedIn = await openAccountSessions({ ...base, clock, ages, book, onFault })
  const isAccount = (id: MemberId): boolean => book.byId(id) !== null
  const guests = await openGuests({ tables, clock: ages, isAccount, store, onFault })
  const guestsMayCome = (): boolean => settings.now().guests
  const mayBeGuest = (member: MemberId): boolean => guests.isGuest(member)
  const accounts = createSessionAccounts({
    book,
    signedIn,
    mayBeGuest: (member) => guestsMayCome() && mayBeGuest(member),
  })
  const offers = await openOffers({ tables, owners, clock: ages })
  const rights = await openRights({ tables, owners, offers, accounts, groups, clock, ages, random })
  return {
    tables,
    ages,
    sessions: createSessions({ ...base, signedIn, mayBeGuest, guestsMayCome }),
    settings,
    rightOf: rights.rightOf,
    ownerOf: (world) => owners.ownerOf(world),
    whyNot: (member, world) => rights.whyNot(member, world),
    accountNamed: (member) => book.byId(member)?.account ?? null,
    isMuted: (member, world) => rights.isMuted(member, world),
    sendOut: (world, member) => void rights.sendOut(world, member),
    isShutTo: (member) => settings.now().maintenance && !accounts.isAdmin(member),
    async reload({ records, people, worlds }) {
      for (const member of people) await owners.reread(member)
      for (const world of worlds) await owners.rereadWorld(world)
      await known.reload(records)
    },
  }
}
