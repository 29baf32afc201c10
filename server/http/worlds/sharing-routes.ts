// `/api/worlds/ACCOUNT/WORLD/sharing`: who may do what in a world, as its owner gives it: to people, to
// everyone signed in, to anybody, and to who comes with a secret link.
import { parseNodeName } from '../../../shared/world/address.ts'
import {
  Grant,
  GroupGrant,
  OFFER_MS,
  NodeGrant,
  NewShareLink,
  OpenTo,
  UseLink,
  type LinkInvites,
  type MadeLink,
  type MyRight,
  type Sharing,
} from '../../../shared/wire/api/sharing-bodies.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { DeedName } from '../../accounts/directory/audit-log.ts'
import { TooMany } from '../../accounts/rights/right-records.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { groupToGive, sharedGroup } from './group-routes.ts'
import { addressIn, bodyOf } from '../routing/request-lookup.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { namesOf, personNamed, type PersonName } from '../routing/person-names.ts'
import { judgeAtHome } from '../routing/proof-rule.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { createRoutes, type Routes } from '../routing/route-rules.ts'

export const OPEN_NODE = new HttpRefusal(
  409,
  'open',
  'On this node everyone can do everything. Start it with --access accounts to decide who can do what.',
)
const VOID_LINK = new HttpRefusal(404, 'void', 'This link no longer works. Ask for a new one.')
const OVER = new HttpRefusal(400, 'malformed', 'That time has passed. Choose a later one.')
export const OWNS_IT = new HttpRefusal(409, 'owner', 'This world is already theirs.')
export const GUEST_OWNER = new HttpRefusal(
  409,
  'guest',
  'Guests cannot own a world. Ask them to create an account first.',
)
export const FOREIGN_OWNER = new HttpRefusal(
  409,
  'foreign',
  'People from other nodes cannot own a world here. Let them edit it, or send them a copy.',
)
const NO_NODE = new HttpRefusal(
  400,
  'malformed',
  'That is not the name of another node, such as house.example.',
)
const NO_LINK = new HttpRefusal(404, 'missing', 'There is no such link.')
const TOO_MANY = {
  people:
    'The list of people with access is full. Let in everyone who is signed in, or take someone’s access away.',
  groups: 'The list of groups with access is full. Take one off first.',
  nodes: 'The list of nodes with access is full. Take one off first.',
  links: 'There are as many links as there can be. Take one back first.',
  holders: 'This link has been used as often as it can be. Ask for a new one.',
  bans: 'The list of people sent out is full. Let someone back in first.',
  mutes: 'The list of muted people is full. Unmute someone first.',
  offers: 'They have as many offers as they can have. Ask them to answer those first.',
} as const

/** The rights of a node with accounts; refuses in an open one. */
export function rightsOf({ rights }: Pick<RouteParts, 'rights'>): Rights {
  if (rights === null) throw OPEN_NODE
  return rights
}

/** Does what has a bound; refuses in words what is over it. */
export async function bounded<T>(done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    if (!(error instanceof TooMany)) throw error
    const text = Object.entries(TOO_MANY).find(([what]) => what === error.message)?.[1]
    throw new HttpRefusal(409, 'bound', text ?? 'There are too many.')
  }
}

/** Refuses a time that is over. */
export function judgeUntil({ clock }: Pick<RouteParts, 'clock'>, until: number | null): void {
  if (until !== null && until <= clock.now()) throw OVER
}

/** What who owns a world is told of who may do what there. */
export async function sharingOf(parts: RouteParts, member: Member, world: WorldRecord): Promise<Sharing> {
  const rights = rightsOf(parts)
  const state = rights.stateOf(world)
  const offer = rights.offers.of(world)
  const { owner, people, nodes, groups, everyone, public: anybody, links, knocks, bans, mutes } = state
  const names = await namesOf(parts, [
    ...(owner === null ? [] : [owner]),
    ...people.map(([id]) => id),
    ...knocks.map(({ member }) => member),
    ...bans.map(([id]) => id),
    ...mutes,
    ...(offer === null ? [] : [offer.to]),
  ])
  const named = <T extends object>(id: Member['id'], more: T) => {
    const ref = names.get(id)
    return ref === undefined ? [] : [{ ...ref, ...more }]
  }
  return {
    owner: (owner && names.get(owner)) ?? null,
    people: people.flatMap(([id, right]) => named(id, { right })),
    nodes: nodes.map(([node, right]) => ({ node, right })),
    groups: groups.flatMap(([id, right]) => sharedGroup(parts, member, id, right)),
    everyone,
    public: anybody,
    links: [...links],
    knocks: knocks.flatMap(({ member, words, at }) => named(member, { words, at })),
    banned: bans.flatMap(([id, until]) => named(id, { until })),
    muted: mutes.flatMap((id) => named(id, {})),
    offered:
      (offer && named(offer.to, { until: offer.at + OFFER_MS, isDeclined: offer.isDeclined })[0]) ?? null,
  }
}

/** Gives somebody a right that they may have. */
export async function giveRight(
  parts: RouteParts,
  member: Member,
  world: WorldRecord,
  person: PersonName,
  right: Grant['right'],
): Promise<void> {
  const rights = rightsOf(parts)
  if (rights.ownerOf(world) === person.id) throw OWNS_IT
  if (right === 'own' && !person.isAccount) throw person.isForeign ? FOREIGN_OWNER : GUEST_OWNER
  judgeAtHome(parts, member, world, right)
  await bounded(rights.grant(world, person.id, right))
  const what: DeedName = right === 'none' ? 'right.taken' : 'right.given'
  parts.audit.note(member.id, what, world.address, { account: person.account, right })
}

export function sharingRoutes(parts: RouteParts): Routes {
  const { store, audit, rightOf } = parts
  const routes = createRoutes(parts)
  const own = { world: 'own' } as const
  const base = '/worlds/:account/:world'

  routes.add('get', `${base}/right`, 'anyone', async ({ request, response, member }) => {
    const address = addressIn(request)
    const world = address && (await store.find(address))
    const right = world ? rightOf(member, world) : 'none'
    const anybodys = world && request.query['alone'] === '1' ? rightOf(NO_MEMBER, world) : right
    response.json({ right: atLeast(anybodys, right) ? right : anybodys } satisfies MyRight)
  })

  routes.add('get', `${base}/sharing`, own, async ({ response, member, world }) => {
    response.json(await sharingOf(parts, member, world))
  })

  routes.add('patch', `${base}/sharing`, own, async ({ request, response, member, world }) => {
    const { everyone, public: anybody } = bodyOf(OpenTo, request)
    const to = { ...(everyone && { everyone }), ...(anybody && { public: anybody }) }
    for (const right of Object.values(to)) judgeAtHome(parts, member, world, right)
    await rightsOf(parts).open(world, to)
    audit.note(member.id, 'right.opened', world.address, to)
    response.json(await sharingOf(parts, member, world))
  })

  routes.add('put', `${base}/sharing/people/:name`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(Grant, request)
    const person = await personNamed(parts, request.params['name'])
    await giveRight(parts, member, world, person, right)
    response.json(await sharingOf(parts, member, world))
  })

  routes.add('put', `${base}/sharing/nodes/:node`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(NodeGrant, request)
    const node = parseNodeName(String(request.params['node']))
    if (node === null || parts.identity.names().includes(node)) throw NO_NODE
    judgeAtHome(parts, member, world, right)
    await bounded(rightsOf(parts).grantNode(world, node, right))
    audit.note(member.id, right === 'none' ? 'right.nodeTaken' : 'right.nodeGiven', world.address, {
      node,
      right,
    })
    response.json(await sharingOf(parts, member, world))
  })

  routes.add('put', `${base}/sharing/groups/:group`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(GroupGrant, request)
    const rights = rightsOf(parts)
    const group = groupToGive(parts, rights.stateOf(world), { member, id: request.params['group'], right })
    judgeAtHome(parts, member, world, right)
    await bounded(rights.grantGroup(world, group.id, right))
    audit.note(member.id, right === 'none' ? 'right.groupTaken' : 'right.groupGiven', world.address, {
      group: group.name,
      right,
    })
    response.json(await sharingOf(parts, member, world))
  })

  routes.add('post', `${base}/sharing/links`, own, async ({ request, response, member, world }) => {
    const { right, label = '', until } = bodyOf(NewShareLink, request)
    judgeUntil(parts, until)
    judgeAtHome(parts, member, world, right)
    const { id, secret } = await bounded(rightsOf(parts).link(world, { right, label, until, by: member.id }))
    audit.note(member.id, 'right.linkMade', world.address, { label, right, until })
    response
      .status(201)
      .json({ sharing: await sharingOf(parts, member, world), id, secret } satisfies MadeLink)
  })

  routes.add('delete', `${base}/sharing/links/:link`, own, async ({ request, response, member, world }) => {
    if (!(await rightsOf(parts).unlink(world, String(request.params['link'])))) throw NO_LINK
    audit.note(member.id, 'right.linkRevoked', world.address)
    response.json(await sharingOf(parts, member, world))
  })

  // Who was given the link is told what it leads to before they say who they are, and whose wish it is.
  routes.add('post', `${base}/link/look`, 'anyone', async ({ request, response }) => {
    const { secret } = bodyOf(UseLink, request)
    const address = addressIn(request)
    const world = address && (await store.find(address))
    const link = world && (parts.rights?.linkWith(world, secret) ?? null)
    if (!world || world.binnedAt !== null || !link) throw VOID_LINK
    const by = link.by ?? world.owner
    const names = await namesOf(parts, by === null ? [] : [by])
    const name = (by && names.get(by)?.name) ?? null
    response.json({ by: name, title: world.title, right: link.right } satisfies LinkInvites)
  })

  // Without a right to anything: the secret is the right. A world that is not there has no links either.
  routes.add('post', `${base}/link`, 'session', async ({ request, response, member }) => {
    const { secret } = bodyOf(UseLink, request)
    const address = addressIn(request)
    const world = address && (await store.find(address))
    const isIn =
      world && (parts.rights === null || (await bounded(parts.rights.come(world, secret, member.id))))
    if (!isIn) throw VOID_LINK
    response.json({ right: rightOf(member, world) } satisfies MyRight)
  })

  return routes
}
