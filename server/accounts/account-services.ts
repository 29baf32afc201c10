// Puts the parts of server/accounts together, for an open node, where everybody may do everything, or for a
// node with accounts.
import type { Logger } from 'pino'
import type { MemberId, RandomBytes } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { openAccessWith, type RightOf, type SeesSince } from './rights/right-of.ts'
import type { Accounts } from './model/account-view.ts'
import { openAccountComponents } from './account-components.ts'
import { openAccountEntry, type AccountEntry } from './account-entry.ts'
import { openHomeOrders, type HomeOrders } from './directory/home-orders.ts'
import { openAccountDirectory } from './directory/account-directory.ts'
import { NO_FOREIGNERS, type ForeignPeople } from '../contracts/foreign-people.ts'
import { createCookies, type Cookies } from './sessions/session-cookies.ts'
import { believedAges, type Ages } from '../records/age-clock.ts'
import { createRecordTables, type RecordTables } from '../records/record-tables.ts'
import { createPeople, type MemberPeople } from './directory/member-people.ts'
import type { Give } from './invitations/promised-rights.ts'
import { followOwners } from './rights/world-owners.ts'
import { openOffers } from './rights/world-offers.ts'
import { openRights, type Rights } from './rights/world-rights.ts'
import { createSessions, type BrowserSessions } from './sessions/browser-sessions.ts'
import { openSettings, type NodeSettingsStore } from './directory/node-settings.ts'
import { createSessionAccounts } from './sessions/session-accounts.ts'
import { openBounds, type BoundsOfAccounts } from './usage/account-bounds.ts'
import { openUsage, type Usage } from './usage/storage-usage.ts'
import type { Store } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'

export interface AccountServices {
  /** The store that all parts use. It notes who owns each world. */
  readonly store: Store
  readonly tables: RecordTables
  readonly people: MemberPeople
  readonly sessions: BrowserSessions
  readonly accounts: Accounts
  readonly settings: NodeSettingsStore
  /** How people arranged the lists of their worlds. */
  readonly homeOrders: HomeOrders
  readonly rightOf: RightOf
  readonly seesSince: SeesSince
  /** Null in an open node. */
  readonly entrance: AccountEntry | null
  readonly rights: Rights | null
  /** How much everybody added to the disks; null in an open node, where nobody is counted. */
  readonly usage: Usage | null
  /** The bounds of each account; null in an open node. */
  readonly bounds: BoundsOfAccounts | null
}

interface AccessOptions {
  readonly store: Store
  /** Of that store; its own, unless given. */
  readonly tables?: RecordTables
  readonly clock: ServerClock
  /** The time by which sessions and offers end; the clock's, unless given. */
  readonly ages?: Ages
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn' | 'error'>
  /** People of other nodes; nobody comes from any unless given. */
  readonly foreign?: ForeignPeople
}

type ServiceBase = AccessOptions & {
  readonly ages: Ages
  readonly tables: RecordTables
  readonly settings: NodeSettingsStore
  readonly homeOrders: HomeOrders
  readonly secret: Uint8Array
  readonly cookies: Cookies
}

/** The records of a store. */
export const openTables = ({ store, log }: Pick<AccessOptions, 'store' | 'log'>): RecordTables =>
  createRecordTables({
    store,
    onUnreadable: (kind, id) => log.error({ kind, id }, 'a record cannot be read; it is left out'),
  })

/** Opens what a node keeps of people. */
export async function openAccountServices(
  mode: 'open' | 'accounts',
  options: AccessOptions,
): Promise<AccountServices> {
  const { store, random, tables = openTables(options) } = options
  const settings = await openSettings(tables)
  const secret = await store.secret('session', () => random(32))
  const homeOrders = await openHomeOrders(tables, store)
  const base: ServiceBase = {
    ages: believedAges(options.clock),
    ...options,
    tables,
    settings,
    homeOrders,
    secret,
    cookies: createCookies(secret),
  }
  return mode === 'open' ? openToAll(base) : withAccounts(base)
}

function openToAll({
  store,
  ages,
  random,
  tables,
  settings,
  homeOrders,
  secret,
  cookies,
  foreign = NO_FOREIGNERS,
}: ServiceBase): AccountServices {
  return {
    store,
    tables,
    settings,
    homeOrders,
    people: createPeople({ store, random }),
    sessions: createSessions({ secret, cookies, clock: ages, random }),
    accounts: openAccountsWith(foreign),
    rightOf: openAccessWith(foreign),
    // Nobody only looks.
    seesSince: () => null,
    entrance: null,
    rights: null,
    usage: null,
    bounds: null,
  }
}

async function withAccounts(base: ServiceBase): Promise<AccountServices> {
  const { clock, ages, random, log, tables, settings, homeOrders, secret, cookies, foreign } = base
  const book = await openAccountDirectory(tables, clock)
  const isAccount = (member: MemberId): boolean => book.byId(member) !== null
  const owners = await followOwners(base.store)
  const bounds = await openBounds(tables, settings)
  const usage = await openUsage({
    store: owners.store,
    owners,
    isAccount,
    foreign: foreign ?? NO_FOREIGNERS,
    settings,
    bounds,
    countedWith: (account) => book.countedWith(account),
    clock,
    onFault: (error) => log.warn({ err: error }, 'additions to the disk could not be counted'),
  })
  tables.countIn({
    // What somebody left behind counts for nobody.
    recordsChanged: (by, bytes) => (book.hasLeft(by) ? undefined : usage.recordsChanged(by, bytes)),
    whyNoRecord: usage.whyNoRecord,
  })
  const { store } = usage
  const people = createPeople({
    store,
    random,
    accountNamed: (member) => book.byId(member)?.account ?? null,
  })
  const onFault = (error: unknown): void =>
    log.warn(
      { err: error },
      'work that follows from a change of an account is not done yet; it is tried again',
    )
  const entering = { tables, book, store, clock, ages, random, cookies, people, onFault }
  const components = await openAccountComponents(entering)
  const { signedIn, guests, groups } = components
  book.onChanged((id, now) => {
    if (now === null)
      bounds
        .forget(id)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'the bounds of an ended account could not be removed'),
        )
  })
  const guestsMayCome = () => settings.now().guests
  const mayBeGuest = (member: MemberId) => guests.isGuest(member)
  const accounts = createSessionAccounts({
    book,
    signedIn,
    mayBeGuest: (member) => guestsMayCome() && mayBeGuest(member),
    foreign,
  })
  const offers = await openOffers({ tables, owners, clock: ages })
  const rights = await openRights({ tables, owners, offers, accounts, groups, foreign, clock, ages, random })
  const entrance = await openAccountEntry(components, { ...entering, give: givingFor(store, rights) })
  return {
    store,
    tables,
    settings,
    homeOrders,
    people,
    sessions: createSessions({ secret, cookies, clock: ages, random, signedIn, mayBeGuest, guestsMayCome }),
    accounts,
    rightOf: rights.rightOf,
    seesSince: rights.seesSince,
    entrance,
    rights,
    usage,
    bounds,
  }
}

/**
 * Gives what an invitation promised, where its maker still owns the world, and it is more than the member
 * has.
 */
const givingFor =
  (store: Store, rights: Rights): Give =>
  async ({ member, world, right, by }) => {
    const found = await store.findById(world)
    if (found === null) return
    const owns = rights.rightOf({ id: by, name: null, session: null }, found) === 'own'
    const has = rights.stateOf(found).people.find(([id]) => id === member)?.[1] ?? 'none'
    if (owns && !atLeast(has, right)) await rights.grant(found, member, right)
  }

/**
 * An open node knows no accounts. Everybody with a session may do things that elsewhere need an account, and
 * everybody is an admin; people of other nodes are guests.
 */
export const openAccountsWith = (foreign: ForeignPeople): Accounts => ({
  isAccount: ({ session, kind }) => session !== null && kind !== 'peer',
  isAdmin: ({ kind }) => kind !== 'peer',
  isHere: (member) => member.kind !== 'peer' || foreign.isHere(member),
  find: () => null,
  byId: () => null,
  all: () => [],
})
