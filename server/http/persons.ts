// People as the API names them: by the word of their account. Guests have one, too.
import { parseAccountName, type MemberId } from '../../shared/world/address.ts'
import type { PersonRef } from '../../shared/wire/sharing.ts'
import type { Parts } from './parts.ts'
import { HttpRefusal } from './refusal.ts'

export interface Named extends PersonRef {
  readonly id: MemberId
  /** Signed in to an account, and no guest. */
  readonly isAccount: boolean
}

const NOBODY_SO = new HttpRefusal(404, 'person', 'Nobody here goes by that name. Look at how it is spelled.')

type PersonParts = Pick<Parts, 'accounts' | 'store'>

/** Whom an account's name means; refuses what is nobody's. */
export async function personNamed({ accounts, store }: PersonParts, text: unknown): Promise<Named> {
  const word = parseAccountName(String(text))
  const account = word && accounts.find(word)
  if (account) return { id: account.id, account: account.account, name: account.name, isAccount: true }
  const person = word && (await store.personNamed(word))
  if (!person) throw NOBODY_SO
  const name = (await store.members()).find(({ id }) => id === person.id)?.name ?? person.account
  return { id: person.id, account: person.account, name, isAccount: false }
}

/** The names of members; who has none is left out: an account that is gone. */
export async function namesOf(
  { accounts, store }: PersonParts,
  ids: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, PersonRef>> {
  const refs = new Map<MemberId, PersonRef>()
  const guests: MemberId[] = []
  for (const id of new Set(ids)) {
    const account = accounts.byId(id)
    if (account === null) guests.push(id)
    else refs.set(id, { account: account.account, name: account.name })
  }
  if (guests.length === 0) return refs
  const names = new Map((await store.members()).map(({ id, name }) => [id, name]))
  for (const person of await Promise.all(guests.map((id) => store.person(id)))) {
    if (person === null) continue
    refs.set(person.id, { account: person.account, name: names.get(person.id) ?? person.account })
  }
  return refs
}
