// `/api/worlds/ACCOUNT/WORLD/sharing`: who may do what in a world, as its owner gives it: to people, to everyone signed in, to anybody,
// and to who comes with a secret link; and its going over to somebody else.
import {
  addressOf,
  parseAddress,
  parseNodeName,
  parseWorldName,
  partsOf,
  type Address,
} from '../../shared/world/address.ts'
import { CLOSE } from '../../shared/wire/frame.ts'
import {
  Grant,
  NodeGrant,
  NewLink,
  OpenTo,
  Transfer,
  UseLink,
  type MadeLink,
  type MyRight,
  type Sharing,
} from '../../shared/wire/sharing.ts'
import { NOBODY, type Member } from '../accounts/member.ts'
import type { DeedName } from '../accounts/audit.ts'
import { TooMany, type Rights } from '../accounts/rights/rights.ts'
import { atLeast } from '../../shared/world/rights.ts'
import type { WorldRecord } from '../storage/store.ts'
import { addressIn, bodyOf, summaryOf } from './lookup.ts'
import type { Parts } from './parts.ts'
import { namesOf, personNamed, type Named } from './persons.ts'
import { HttpRefusal } from './refusal.ts'
import { createRoutes, type Routes } from './rule.ts'

const OPEN_NODE = new HttpRefusal(
  409,
  'open',
  'On this node everybody may do everything. Start it with --access accounts, and you can say who may do what.',
)
const VOID_LINK = new HttpRefusal(404, 'void', 'This link leads nowhere any more. Ask for another one.')
const OVER = new HttpRefusal(400, 'malformed', 'That time is over. Choose a later one.')
const OWNS_IT = new HttpRefusal(409, 'owner', 'This world is theirs already.')
const GUEST_OWNER = new HttpRefusal(
  409,
  'guest',
  'Guests cannot own a world. Ask them to make an account, which is theirs for good.',
)
const FOREIGN_OWNER = new HttpRefusal(
  409,
  'foreign',
  'Somebody of another node cannot own a world here. Let them edit it, or send them a copy of it.',
)
const NO_NODE = new HttpRefusal(
  400,
  'malformed',
  'That is not the name of another node, such as house.example.',
)
const NOT_OWNER = new HttpRefusal(403, 'right', 'Only whose world this is can give it away.')
const A_HOME = new HttpRefusal(409, 'home', 'A home stays with who lives there.')
const NO_LINK = new HttpRefusal(404, 'missing', 'There is no such link (any more).')
const NO_NAME = new HttpRefusal(400, 'malformed', 'The name of a world is one word, such as garden.')

const TOO_MANY = {
  people:
    'As many people have a right here as can have one. Let everyone signed in come, or take somebody’s right away.',
  nodes: 'As many nodes have a right here as can have one. Take one’s away first.',
  links: 'There are as many links as there can be. Revoke one first.',
  holders: 'As many people came with this link as can. Ask for another one.',
  bans: 'As many people are kept out as can be. Let somebody in again first.',
  mutes: 'As many people may not speak as can be. Let somebody speak again first.',
} as const

/** The rights of a node with accounts; refuses in an open one. */
export function rightsOf({ rights }: Pick<Parts, 'rights'>): Rights {
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
export function judgeUntil({ clock }: Pick<Parts, 'clock'>, until: number | null): void {
  if (until !== null && until <= clock.now()) throw OVER
}

/** What who owns a world is told of who may do what there. */
export async function sharingOf(parts: Parts, world: WorldRecord): Promise<Sharing> {
  const state = rightsOf(parts).stateOf(world)
  const { owner, people, nodes, everyone, public: anybody, links, knocks, bans, mutes } = state
  const names = await namesOf(parts, [
    ...(owner === null ? [] : [owner]),
    ...people.map(([id]) => id),
    ...knocks.map(({ member }) => member),
    ...bans.map(([id]) => id),
    ...mutes,
  ])
  const named = <T extends object>(id: Member['id'], more: T) => {
    const ref = names.get(id)
    return ref === undefined ? [] : [{ ...ref, ...more }]
  }
  return {
    owner: (owner && names.get(owner)) ?? null,
    people: people.flatMap(([id, right]) => named(id, { right })),
    nodes: nodes.map(([node, right]) => ({ node, right })),
    everyone,
    public: anybody,
    links: [...links],
    knocks: knocks.flatMap(({ member, words, at }) => named(member, { words, at })),
    banned: bans.flatMap(([id, until]) => named(id, { until })),
    muted: mutes.flatMap((id) => named(id, {})),
  }
}

/** Gives somebody a right that they may have. */
export async function giveRight(
  parts: Parts,
  member: Member,
  world: WorldRecord,
  person: Named,
  right: Grant['right'],
): Promise<void> {
  const rights = rightsOf(parts)
  if (rights.ownerOf(world) === person.id) throw OWNS_IT
  if (right === 'own' && !person.isAccount) throw person.isForeign ? FOREIGN_OWNER : GUEST_OWNER
  await bounded(rights.grant(world, person.id, right))
  const what: DeedName = right === 'none' ? 'right.taken' : 'right.given'
  parts.audit.note(member.id, what, world.address, { account: person.account, right })
}

export function sharingRoutes(parts: Parts): Routes {
  const { store, sync, audit, rightOf } = parts
  const routes = createRoutes(parts)
  const own = { world: 'own' } as const
  const base = '/worlds/:account/:world'

  routes.add('get', `${base}/right`, 'anyone', async ({ request, response, member }) => {
    const address = addressIn(request)
    const world = address && (await store.find(address))
    const right = world ? rightOf(member, world) : 'none'
    const anybodys = world && request.query['alone'] === '1' ? rightOf(NOBODY, world) : right
    response.json({ right: atLeast(anybodys, right) ? right : anybodys } satisfies MyRight)
  })

  routes.add('get', `${base}/sharing`, own, async ({ response, world }) => {
    response.json(await sharingOf(parts, world))
  })

  routes.add('patch', `${base}/sharing`, own, async ({ request, response, member, world }) => {
    const { everyone, public: anybody } = bodyOf(OpenTo, request)
    const to = { ...(everyone && { everyone }), ...(anybody && { public: anybody }) }
    await rightsOf(parts).open(world, to)
    audit.note(member.id, 'right.opened', world.address, to)
    response.json(await sharingOf(parts, world))
  })

  routes.add('put', `${base}/sharing/people/:name`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(Grant, request)
    const person = await personNamed(parts, request.params['name'])
    await giveRight(parts, member, world, person, right)
    response.json(await sharingOf(parts, world))
  })

  routes.add('put', `${base}/sharing/nodes/:node`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(NodeGrant, request)
    const node = parseNodeName(String(request.params['node']))
    if (node === null || parts.identity.names().includes(node)) throw NO_NODE
    await bounded(rightsOf(parts).grantNode(world, node, right))
    audit.note(member.id, right === 'none' ? 'right.nodeTaken' : 'right.nodeGiven', world.address, {
      node,
      right,
    })
    response.json(await sharingOf(parts, world))
  })

  routes.add('post', `${base}/sharing/links`, own, async ({ request, response, member, world }) => {
    const { right, label = '', until } = bodyOf(NewLink, request)
    judgeUntil(parts, until)
    const { id, secret } = await bounded(rightsOf(parts).link(world, { right, label, until }))
    audit.note(member.id, 'right.linkMade', world.address, { label, right, until })
    response.status(201).json({ sharing: await sharingOf(parts, world), id, secret } satisfies MadeLink)
  })

  routes.add('delete', `${base}/sharing/links/:link`, own, async ({ request, response, member, world }) => {
    if (!(await rightsOf(parts).unlink(world, String(request.params['link'])))) throw NO_LINK
    audit.note(member.id, 'right.linkRevoked', world.address)
    response.json(await sharingOf(parts, world))
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

  routes.add('post', `${base}/sharing/owner`, own, async ({ request, response, member, world }) => {
    const rights = rightsOf(parts)
    const body = bodyOf(Transfer, request)
    const owner = rights.ownerOf(world)
    if (owner !== null && owner !== member.id) throw NOT_OWNER
    if (rights.homeOf(world) !== null) throw A_HOME
    const person = await personNamed(parts, body.account)
    if (!person.isAccount) throw person.isForeign ? FOREIGN_OWNER : GUEST_OWNER
    if (person.id === owner) throw OWNS_IT
    const moved = await moveTo(parts, world, person, body.world ?? partsOf(world.address).world)
    try {
      await rights.pass(world, person.id)
    } catch (error) {
      await store.rename(world.key, world.address)
      throw error
    }
    audit.note(member.id, 'world.passed', moved.address, { from: world.address, account: person.account })
    await sync.close(world.key, CLOSE.moved, `This world has moved to ${moved.address}.`)
    response.json(summaryOf(moved))
  })

  return routes
}

/** Moves a world under somebody's name; refuses where they have another one of that name, and says which would do. */
async function moveTo(
  { store }: Pick<Parts, 'store'>,
  world: WorldRecord,
  { account, name }: Named,
  word: string,
): Promise<WorldRecord> {
  const address = addressUnder(account, word)
  if (address === null) throw NO_NAME
  if (address === world.address) return world
  const moved = await store.rename(world.key, address)
  if (moved !== null) return moved
  const other = `${word}-2`
  const text = `${name} has another world at ${address} (maybe in the bin). It could be called ${other} there.`
  throw new HttpRefusal(409, 'taken', text)
}

function addressUnder(account: string, word: string): Address | null {
  const name = parseWorldName(word)
  const address = parseAddress(`${account}/x`)
  return name && address && addressOf(partsOf(address).account, name)
}
