// People as the API names them: by the word of their account. Guests have one, too; people of other nodes are
// `name@node`.
import {
  nodeOf,
  parseAccountName,
  parseAnyAccount,
  type AccountName,
  type MemberId,
} from '../../../shared/world/address.ts'
import type { PersonRef } from '../../../shared/wire/api/sharing-bodies.ts'
import type { RouteParts } from './route-parts.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { TooManyPeople } from '../../peers/guests/foreign-member-records.ts'

export interface PersonName extends PersonRef {
  readonly id: MemberId
  /** Signed in to an account, and no guest. */
  readonly isAccount: boolean
  /** Somebody of another node. */
  readonly isForeign?: true
}

const NOBODY_SO = new HttpRefusal(404, 'person', 'Nobody here has that name. Check the spelling.')

const NO_OTHER_NODES = new HttpRefusal(
  409,
  'peers',
  'This node is not connected to other nodes, so nobody from another node can come here.',
)

type PersonParts = Pick<RouteParts, 'accounts' | 'store' | 'peers'>

/**
 * Whom an account's name means; refuses what is nobody's. Somebody of another node is kept by that name
 * though they never came.
 */
export async function personNamed(parts: PersonParts, text: unknown): Promise<PersonName> {
  const { accounts, store, peers } = parts
  const any = parseAnyAccount(String(text))
  const node = any && nodeOf(any)
  if (any !== null && node !== null && peers?.identity.names().includes(node) !== true) {
    return foreignerNamed(parts, any)
  }
  const word = parseAccountName(node === null ? String(text) : String(any).slice(0, String(any).indexOf('@')))
  const account = word && accounts.find(word)
  if (account) return { id: account.id, account: account.account, name: account.name, isAccount: true }
  const person = word && (await store.personNamed(word))
  if (!person) throw NOBODY_SO
  const name = (await store.membersBy([person.id])).at(0)?.name ?? person.account
  return { id: person.id, account: person.account, name, isAccount: false }
}

async function foreignerNamed({ peers }: PersonParts, account: AccountName): Promise<PersonName> {
  if (peers === null) throw NO_OTHER_NODES
  try {
    const foreigner = await peers.foreigners.expect(account)
    if (foreigner === null) throw NOBODY_SO
    return {
      id: foreigner.id,
      account: foreigner.account,
      name: foreigner.name,
      isAccount: false,
      isForeign: true,
    }
  } catch (error) {
    if (error instanceof TooManyPeople) throw new HttpRefusal(409, 'bound', error.message)
    throw error
  }
}

/** The names of members; who has none is left out: an account that is gone. */
export async function namesOf(
  { accounts, store, peers }: PersonParts,
  ids: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, PersonRef>> {
  const refs = new Map<MemberId, PersonRef>()
  const guests: MemberId[] = []
  for (const id of new Set(ids)) {
    const account = accounts.byId(id) ?? peers?.foreigners.byId(id) ?? null
    if (account === null) guests.push(id)
    else refs.set(id, { account: account.account, name: account.name })
  }
  if (guests.length === 0) return refs
  const names = new Map((await store.membersBy(guests)).map(({ id, name }) => [id, name]))
  for (const person of await Promise.all(guests.map((id) => store.person(id)))) {
    if (person === null) continue
    refs.set(person.id, { account: person.account, name: names.get(person.id) ?? person.account })
  }
  return refs
}
