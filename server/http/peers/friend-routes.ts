// `/api/me/met`: the people whom somebody met in worlds, on any node, and the worlds of those people that are
// open to them. By `/api/peers/worlds` another node asks this, for somebody whom it vouches for.
import {
  AskOpenWorlds,
  MetPeopleReport,
  OPEN_WORLDS_PAGE,
  type Friends,
  type PublicWorld,
  type OpenWorlds,
} from '../../../shared/wire/api/friend-bodies.ts'
import {
  nodeOf,
  parseAccountName,
  parseAnyAccount,
  partsOf,
  type AccountName,
  type NodeName,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { TITLE_MAX } from '../../../shared/world/limits.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { NodeLinks } from '../routing/http-services.ts'
import { askingPerson } from '../routing/asking-node.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { Visible } from '../routing/visible-worlds.ts'

const NOBODY_SO = new HttpRefusal(404, 'person', 'Nobody has that name. Check the spelling.')

interface FriendParts
  extends Pick<AccountServices, 'people' | 'rightOf'>, Pick<NodeLinks, 'peers' | 'identity'> {
  readonly friends: NonNullable<NodeLinks['friends']>
  readonly visible: Visible
}

export function addFriendRoutes(
  routes: Routes,
  { friends, people, rightOf, peers, identity, visible }: FriendParts,
): void {
  const { met, elsewhere } = friends

  /** An account, called as on this node. */
  function heard(account: AccountName): AccountName {
    const node = nodeOf(account)
    return node !== null && identity.names().includes(node)
      ? nameAsSeenFrom(account, identity.name(), node)
      : account
  }

  /** The people of one node, called as they are there. */
  const calledThere = (accounts: readonly AccountName[], node: NodeName): AccountName[] =>
    accounts.flatMap((account) =>
      nodeOf(account) === node ? nameAsSeenFrom(account, identity.name(), node) : [],
    )

  /**
   * Asks the nodes of people whom somebody met, where no admin blocks them; true while answers are awaited.
   */
  function askAll(member: Member, accounts: readonly AccountName[]): boolean {
    const nodes = new Set(accounts.flatMap((account) => nodeOf(account) ?? []))
    const asked = [...nodes]
      .filter((node) => peers?.book.mayCome(node))
      .map((node) => elsewhere.ask(member.id, node, calledThere(accounts, node)))
    return asked.includes(true)
  }

  async function friendsOf(member: Member): Promise<Friends> {
    const all = met.of(member.id)
    const accounts = all.map(({ account }) => account)
    const isAsking = askAll(member, accounts)
    const own = accounts.filter((account) => nodeOf(account) === null)
    const here = own.length === 0 ? [] : await openTo({ visible, rightOf }, member, own)
    const open = [...here, ...elsewhere.of(member.id, accounts)]
    return {
      isAsking,
      people: all.map(({ account, name, metAt }) => {
        const node = nodeOf(account)
        const isShut = node !== null && peers?.book.mayCome(node) !== true
        return {
          account,
          name,
          metAt,
          worlds: isShut ? [] : open.filter(({ address }) => partsOf(address).account === account),
          state: node === null ? null : (peers?.book.find(node)?.state ?? 'unknown'),
        }
      }),
    }
  }

  routes.add('get', '/me/met', 'session', async ({ response, member }) => {
    response.json(await friendsOf(member))
  })

  routes.add('post', '/me/met', 'session', async ({ request, response, member }) => {
    const { people: told } = bodyOf(MetPeopleReport, request)
    const me = await people.accountOf(member)
    const others = told.map(({ account, name }) => ({ account: heard(account), name }))
    await met.note(
      member.id,
      others.filter(({ account }) => account !== me),
    )
    response.status(204).end()
  })

  routes.add('delete', '/me/met', 'session', async ({ response, member }) => {
    await met.forget(member.id, null)
    await elsewhere.forget(member.id, null)
    response.status(204).end()
  })

  routes.add('delete', '/me/met/:account', 'session', async ({ request, response, member }) => {
    const account = parseAnyAccount(String(request.params['account']))
    if (account === null) throw NOBODY_SO
    await met.forget(member.id, account)
    await elsewhere.forget(member.id, account)
    response.status(204).end()
  })

  routes.add('post', '/peers/worlds', 'anyone', async ({ request, response }) => {
    const { member } = askingPerson(request)
    const { accounts, after } = bodyOf(AskOpenWorlds, request)
    const open = await openTo({ visible, rightOf }, member, accounts)
    const rest = open.filter(({ address }) => after === null || address > after)
    const worlds = rest.slice(0, OPEN_WORLDS_PAGE)
    response.json({ worlds, hasMore: rest.length > worlds.length } satisfies OpenWorlds)
  })
}

/** The worlds of accounts of this node that are open to somebody, by address. */
async function openTo(
  { visible, rightOf }: Pick<FriendParts, 'visible' | 'rightOf'>,
  member: Member,
  accounts: readonly AccountName[],
): Promise<PublicWorld[]> {
  const wanted = new Set(accounts.filter((account) => parseAccountName(account) !== null))
  return (await visible.of(member)).worlds
    .filter(({ address, binnedAt }) => binnedAt === null && wanted.has(partsOf(address).account))
    .map((world): PublicWorld => ({
      address: world.address,
      title: world.title.slice(0, TITLE_MAX),
      right: rightOf(member, world),
    }))
    .toSorted((one, other) => (one.address < other.address ? -1 : 1))
}
