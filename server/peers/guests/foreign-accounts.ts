// People of other nodes as the store has them, with an account, a body and a look, like anybody here.
import {
  makeArtifactId,
  type AccountName,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { AvatarLook } from '../../../shared/world/avatar.ts'
import { usualLook } from '../../../shared/world/figures.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { Foreigner, Vouched } from './foreign-member.ts'

/** How often a new body is tried where somebody has it; each is one of very many. */
const TRIES = 4

export interface ForeignPersonsOptions {
  readonly store: Pick<Store, 'person' | 'personNamed' | 'introduce' | 'changePerson' | 'nameMember'>
  readonly people: Pick<MemberPeople, 'dress' | 'changed'>
  readonly random: RandomBytes
  /** The present name of a person of another node; null: they are of this one. */
  readonly accountOf: (id: MemberId) => AccountName | null
}

interface ForeignPersons {
  /** Brings the person in the store up to their node's voucher; introduces a person who was never here. */
  bringUp(foreigner: Foreigner, vouched: Vouched): Promise<void>
  /** Somebody is forgotten: their account is called this from now on, and is free. */
  free(id: MemberId, account: AccountName): Promise<void>
}

export function createForeignPersons({
  store,
  people,
  random,
  accountOf,
}: ForeignPersonsOptions): ForeignPersons {
  /** As they are on the disk, of those who came since the start. */
  const persons = new Map<MemberId, PersonRecord>()

  /** Makes sure that no other person in the store has an account: its former holder gets another one. */
  async function freeAccount({ id, account }: Foreigner): Promise<void> {
    const holder = await store.personNamed(account)
    const now = holder && accountOf(holder.id)
    if (holder === null || holder.id === id || now === null || now === account) return
    const changed = await store.changePerson(holder.id, { account: now })
    if (changed !== null && persons.has(holder.id)) persons.set(holder.id, changed)
    people.changed(holder.id)
  }

  /** The person of the store: with the body that they have at home, unless somebody else has it here. */
  async function introduce({ id, account }: Foreigner, { body, look }: Vouched): Promise<PersonRecord> {
    for (let tries = 0; tries < TRIES; tries++) {
      const theirs = tries === 0 && body !== null ? body : makeArtifactId(random)
      const person = await store.introduce({ id, account, body: theirs, look: look ?? usualLook(theirs) })
      if (person !== null) return person
    }
    throw new Error('every body for somebody was taken')
  }

  async function bringUp(foreigner: Foreigner, vouched: Vouched): Promise<void> {
    const { id, account, name } = foreigner
    const before = persons.get(id) ?? (await store.person(id))
    if (before?.account !== account) {
      await freeAccount(foreigner)
      await store.nameMember({ id, name })
    }
    let person = before ?? (await introduce(foreigner, vouched))
    if (person.account !== account) {
      person = (await store.changePerson(id, { account })) ?? person
      people.changed(id)
    }
    const { look } = vouched
    if (look !== null && !isSame(person.look, look)) person = (await people.dress(id, look)) ?? person
    persons.set(id, person)
  }

  async function free(id: MemberId, account: AccountName): Promise<void> {
    persons.delete(id)
    await store.changePerson(id, { account })
  }

  return { bringUp, free }
}

const isSame = (one: AvatarLook, other: AvatarLook): boolean =>
  one.sprite === other.sprite && one.color === other.color
