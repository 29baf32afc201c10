// The people of this node: for each member with a name an account of their own and a body, made when they are
// first met and kept for good, whatever name they take later; and their look.
import {
  ANONYMOUS,
  makeArtifactId,
  makeMemberId,
  parseAccountName,
  wordFrom,
  type AccountName,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { AvatarLook } from '../../../shared/world/avatar.ts'
import { colorOfPerson, PEOPLE_COLORS, usualLook } from '../../../shared/world/figures.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import { GUEST_WORD } from './account-directory.ts'
import { shownBySession, type Member, type ShownMember } from '../../contracts/request-member.ts'

/** How many of one name get a number behind it; those after them get letters that nobody else has. */
const NUMBERED_MAX = 100
/** How many new names are remembered for tabs that are open: more than people have in a day. */
const RENAMED_MAX = 10_000
/** So many are remembered of those who are seen: more than are here at once. */
const SEEN_MAX = 10_000
/** Somebody new gets a colour that nobody of so many has who were seen last: one is free then. */
const COLORS_APART = PEOPLE_COLORS.length - 1
/**
 * Accounts that are nobody's: worlds of those without a session stand under the one, the welcome world under
 * the other.
 */
const RESERVED: ReadonlySet<string> = new Set(['guest', 'inkland'])

export interface MemberPeople {
  /** The person of a member, who is introduced at the first time. Null for those without a session. */
  meet(member: Member): Promise<PersonRecord | null>
  /** The account that a member's own worlds stand under. */
  accountOf(member: Member): Promise<AccountName>
  /** Somebody looks different from now on. */
  dress(member: MemberId, look: AvatarLook): Promise<PersonRecord | null>
  /** Calls `listener` when somebody is another now, by name or look; until the answer is called. */
  onChanged(listener: (member: MemberId) => void): () => void
  /** Somebody was moved. */
  changed(member: MemberId): void
  /** Somebody is called something else from now on. */
  rename(member: MemberId, name: string): void
  /** Somebody's present display name: their open tabs came with the one before. */
  nameOf(member: Member): string | null
  /** What others see of somebody, at once where they were seen before; never rejects. */
  shownAs(member: Member): ShownMember | Promise<ShownMember>
  /** What somebody was renamed to lately; null: nothing. */
  renamed(member: MemberId): string | null
}

export function createPeople(options: {
  readonly store: Pick<Store, 'person' | 'takenAccounts' | 'introduce' | 'changePerson'>
  readonly random: RandomBytes
  /**
   * The names of accounts, in a node that has some; guests get a word there that says that they are guests.
   */
  readonly accountNamed?: (member: MemberId) => AccountName | null
}): MemberPeople {
  const { store, random, accountNamed } = options
  const listeners = new Set<(member: MemberId) => void>()
  /** Of those who were renamed lately; a tab that is opened later knows by itself. */
  const renamed = new Map<MemberId, string>()
  /** Accounts of those who are just being introduced: others who come at once take the next ones. */
  const promised = new Map<AccountName, MemberId>()

  /** People who are seen, as they are on the disk. */
  const seen = new Map<MemberId, PersonRecord>()
  let changes = 0

  function changed(member: MemberId): void {
    changes += 1
    seen.delete(member)
    for (const listener of listeners) listener(member)
  }

  function wordsFor(id: MemberId, name: string): Iterable<AccountName> {
    if (accountNamed === undefined) return wordsOf(name, random)
    const account = accountNamed(id)
    return account === null ? guestWords(random) : [account]
  }

  async function introduce(id: MemberId, name: string): Promise<PersonRecord> {
    const words = [...wordsFor(id, name)]
    // Asked once for all: of many people of one name, each would be written as often as there were some
    // before.
    const taken = new Set(await store.takenAccounts(words))
    for (const account of words) {
      if (taken.has(account) || (promised.get(account) ?? id) !== id) continue
      promised.set(account, id)
      try {
        const body = makeArtifactId(random)
        const there = [...seen.values()].slice(-COLORS_APART).map(({ look }) => look)
        const person = await store.introduce({ id, account, body, look: usualLook(body, there) })
        if (person === null) continue
        remember(person)
        return person
      } finally {
        promised.delete(account)
      }
    }
    throw new Error('every word for somebody was taken')
  }

  function shown(member: Member, person: PersonRecord | null): ShownMember {
    const bySession = shownBySession({ ...member, name: renamed.get(member.id) ?? member.name })
    return person === null ? bySession : { ...bySession, color: colorOfPerson(person), body: person.body }
  }

  function remember(person: PersonRecord): void {
    seen.set(person.id, person)
    const [first] = seen.keys()
    if (seen.size > SEEN_MAX && first !== undefined) seen.delete(first)
  }

  async function see(member: Member): Promise<ShownMember> {
    const before = changes
    const person = await store.person(member.id).catch(() => null)
    if (person !== null && before === changes) remember(person)
    return shown(member, person)
  }

  async function meet({ id, name, session }: Member): Promise<PersonRecord | null> {
    // Without a session a sender is nobody, or somebody for whom this node asks: those are known.
    if (session === null) return id === ANONYMOUS ? null : store.person(id)
    const person = (await store.person(id)) ?? (await introduce(id, name ?? ''))
    const account = accountNamed?.(id) ?? person.account
    // Somebody was a guest, and made an account.
    return account === person.account ? person : ((await store.changePerson(id, { account })) ?? person)
  }

  return {
    meet,
    accountOf: async (member) => (await meet(member))?.account ?? accountFor('guest'),
    async dress(member, look) {
      const person = await store.changePerson(member, { look })
      changed(member)
      return person
    },
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changed,
    rename(member, name) {
      renamed.delete(member)
      renamed.set(member, name)
      const [oldest] = renamed.keys()
      if (renamed.size > RENAMED_MAX && oldest !== undefined) renamed.delete(oldest)
      changed(member)
    },
    nameOf: ({ id, name }) => renamed.get(id) ?? name,
    shownAs(member) {
      const person = member.id === ANONYMOUS ? null : seen.get(member.id)
      return person === undefined ? see(member) : shown(member, person)
    },
    renamed: (member) => renamed.get(member) ?? null,
  }
}

/** The words that a name may give an account, best first: ada, ada-2, ada-3. */
function* wordsOf(name: string, random: RandomBytes): Generator<AccountName> {
  const word = wordFrom(name, 'somebody')
  if (!RESERVED.has(word)) yield accountFor(word)
  for (let number = 2; number <= NUMBERED_MAX; number++) yield accountFor(`${word}-${number}`)
  yield accountFor(makeMemberId(random))
}

/** A few letters behind what all guests are called; more where they are taken. */
function* guestWords(random: RandomBytes): Generator<AccountName> {
  for (const letters of [6, 8, 16]) yield accountFor(`${GUEST_WORD}${makeMemberId(random).slice(0, letters)}`)
}

/** A word is an account's name; the last one is for names of letters that are no word alone. */
function accountFor(word: string): AccountName {
  const account = parseAccountName(word) ?? parseAccountName('somebody')
  if (account === null) throw new Error('somebody is a word')
  return account
}
