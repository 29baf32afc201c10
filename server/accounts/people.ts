// The people of this node: for each member with a name an account of their own and a body, made when they are first met and
// kept for good, whatever they call themselves later; and how they look.
import {
  makeArtifactId,
  makeMemberId,
  parseAccountName,
  wordFrom,
  type AccountName,
  type MemberId,
  type RandomBytes,
} from '../../shared/world/address.ts'
import type { AvatarLook } from '../../shared/world/avatar.ts'
import { usualLook } from '../../shared/world/figure.ts'
import type { PersonRecord, Store } from '../storage/store.ts'
import type { Member } from './member.ts'

/** So many of one name get a number behind it; those after them get letters that nobody else has. */
const NUMBERED_MAX = 100
/** So many new names are remembered for tabs that are open: more than people have in a day. */
const RENAMED_MAX = 10_000
/** Accounts that are nobody's: worlds of those without a session stand under the one, the welcome world under the other. */
const RESERVED: ReadonlySet<string> = new Set(['guest', 'inkland'])

export interface People {
  /** Who a member is; who was never met is introduced. Null for those without a session. */
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
  /** What somebody is called, by the name that they gave last: their open tabs came with the one before. */
  nameOf(member: Member): string | null
}

export function createPeople(options: {
  readonly store: Pick<Store, 'person' | 'introduce' | 'changePerson'>
  readonly random: RandomBytes
}): People {
  const { store, random } = options
  const listeners = new Set<(member: MemberId) => void>()
  /** Of those who were renamed lately; a tab that is opened later knows by itself. */
  const renamed = new Map<MemberId, string>()

  function changed(member: MemberId): void {
    for (const listener of listeners) listener(member)
  }

  async function introduce(id: MemberId, name: string): Promise<PersonRecord> {
    for (const account of accountsFor(name, random)) {
      const body = makeArtifactId(random)
      const person = await store.introduce({ id, account, body, look: usualLook(body) })
      if (person !== null) return person
    }
    throw new Error('random letters were taken')
  }

  async function meet({ id, name, session }: Member): Promise<PersonRecord | null> {
    if (session === null) return null
    return (await store.person(id)) ?? introduce(id, name ?? '')
  }

  return {
    meet,
    accountOf: async (member) => (await meet(member))?.account ?? accountNamed('guest'),
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
  }
}

/** The words that a name may give an account, best first: ada, ada-2, ada-3. */
function* accountsFor(name: string, random: RandomBytes): Generator<AccountName> {
  const word = wordFrom(name, 'somebody')
  if (!RESERVED.has(word)) yield accountNamed(word)
  for (let number = 2; number <= NUMBERED_MAX; number++) yield accountNamed(`${word}-${number}`)
  yield accountNamed(makeMemberId(random))
}

/** A word is an account's name; the last one is for names of letters that are no word alone. */
function accountNamed(word: string): AccountName {
  const account = parseAccountName(word) ?? parseAccountName('somebody')
  if (account === null) throw new Error('somebody is a word')
  return account
}
