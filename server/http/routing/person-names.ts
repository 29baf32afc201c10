// People as the API names them: by their account's name. Guests have such a name, too; people of other nodes
// are `name@node`.
import {
  nodeOf,
  parseAccountName,
  parseAnyAccount,
  type AccountName,
  type ArtifactId,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import type { PersonRef } from '../../../shared/wire/api/sharing-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Peers } from '../../peers/node-peers.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { TooManyPeople } from '../../peers/guests/foreign-member-records.ts'

export interface PersonName extends PersonRef {
  readonly id: MemberId
  /** Signed in to an account, and no guest. */
  readonly isAccount: boolean
  /** Somebody of another node. */
  readonly isForeign?: true
}

export interface PersonLook {
  readonly body: ArtifactId
  /** `#rrggbb` */
  readonly color: string
}

export interface PersonNames {
  /**
   * The person of an account's name; refuses a name that nobody has. Somebody of another node is known by
   * that name from then on, even if they never came.
   */
  find(text: unknown): Promise<PersonName>
  /** The names of members; a member without one is left out: their account is gone. */
  of(ids: readonly (MemberId | null)[]): Promise<ReadonlyMap<MemberId, PersonRef>>
  /** The body and the colour of each; one of whom nothing is known is left out. */
  looksOf(ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, PersonLook>>
  /** Whether members are people of a node, which may be this one. */
  isOf(node: NodeName): (id: MemberId) => boolean
}

const NOBODY_SO = new HttpRefusal(404, 'person', 'Nobody here has that name. Check the spelling.')

const NO_OTHER_NODES = new HttpRefusal(
  409,
  'peers',
  'This node is not connected to other nodes, so nobody from another node can come here.',
)

export function createPersonNames({
  accounts,
  people,
  store,
  peers,
}: Pick<AccountServices, 'accounts' | 'people' | 'store'> & { readonly peers: Peers | null }): PersonNames {
  async function foreigner(name: AccountName): Promise<PersonName> {
    if (peers === null) throw NO_OTHER_NODES
    try {
      const found = await peers.foreigners.expect(name)
      if (found === null) throw NOBODY_SO
      const { id, account, name: called } = found
      return { id, account, name: called, isAccount: false, isForeign: true }
    } catch (error) {
      if (error instanceof TooManyPeople) throw new HttpRefusal(409, 'bound', error.message)
      throw error
    }
  }

  /** Null: of this node. */
  function nodeOfMember(id: MemberId): NodeName | null {
    const foreigner = peers?.foreigners.byId(id) ?? null
    return foreigner && nodeOf(foreigner.account)
  }

  return {
    async find(text) {
      const any = parseAnyAccount(String(text))
      const node = any && nodeOf(any)
      if (any !== null && node !== null && peers?.identity.names().includes(node) !== true)
        return foreigner(any)
      const word = parseAccountName(
        node === null ? String(text) : String(any).slice(0, String(any).indexOf('@')),
      )
      const account = word && accounts.find(word)
      if (account) return { id: account.id, account: account.account, name: account.name, isAccount: true }
      const person = word && (await store.personNamed(word))
      if (!person) throw NOBODY_SO
      const name = (await store.membersBy([person.id])).at(0)?.name ?? person.account
      return { id: person.id, account: person.account, name, isAccount: false }
    },
    async of(ids) {
      const refs = new Map<MemberId, PersonRef>()
      const guests: MemberId[] = []
      for (const id of new Set(ids)) {
        if (id === null) continue
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
    },
    async looksOf(ids) {
      const shown = await Promise.all(ids.map((id) => Promise.resolve(people.shownAs({ ...NO_MEMBER, id }))))
      return new Map(
        shown.flatMap(({ body, color }, at) => {
          const id = ids[at]
          return id === undefined || body === null || color === null ? [] : [[id, { body, color }]]
        }),
      )
    },
    isOf(node) {
      const wanted = peers?.identity.names().includes(node) === true ? null : node
      return (id) => nodeOfMember(id) === wanted
    },
  }
}
