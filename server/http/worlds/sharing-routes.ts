// `/api/worlds/ACCOUNT/WORLD/sharing`: the rights in a world. Its owner gives them to people, to everyone who
// is signed in, to anybody, and to people who come with a secret link.
import { isWholeSecret, NOT_WHOLE } from '../../../shared/world/link-secret.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import {
  Grant,
  GroupGrant,
  NodeGrant,
  NewShareLink,
  OpenTo,
  UseLink,
  type LinkInvites,
  type MadeLink,
  type MyRight,
} from '../../../shared/wire/api/sharing-bodies.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { NodeIdentity } from '../../peers/identity/node-identity.ts'
import { groupToGive } from './group-routes.ts'
import { addressIn, bodyOf } from '../routing/request-lookup.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { ProofRule } from '../routing/proof-rule.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { bounded, judgeUntil, type SharingService } from './sharing-service.ts'

const VOID = 'This link no longer works. Ask for a new one.'
const voidLink = (secret: string): HttpRefusal =>
  new HttpRefusal(404, 'void', isWholeSecret(secret) ? VOID : NOT_WHOLE)
const NO_NODE = new HttpRefusal(
  400,
  'malformed',
  'That is not the name of another node, such as house.example.',
)
const NO_LINK = new HttpRefusal(404, 'missing', 'There is no such link.')

interface SharingRouteParts extends Pick<
  AccountServices,
  'store' | 'rights' | 'rightOf' | 'entrance' | 'accounts'
> {
  readonly sharing: SharingService
  readonly names: PersonNames
  readonly proof: ProofRule
  readonly identity: NodeIdentity
  readonly audit: Audit
  readonly clock: { now(): number }
}

export function addSharingRoutes(routes: Routes, parts: SharingRouteParts): void {
  const { store, rights, rightOf, sharing, names, proof, identity, audit, clock } = parts
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
    response.json(await sharing.of(member, world))
  })

  routes.add('patch', `${base}/sharing`, own, async ({ request, response, member, world }) => {
    const { everyone, public: anybody, isFound, sites } = bodyOf(OpenTo, request)
    const rightsTo = { ...(everyone && { everyone }), ...(anybody && { public: anybody }) }
    for (const right of Object.values(rightsTo)) proof.judgeAtHome(member, world, right)
    const to = { ...rightsTo, ...(isFound !== undefined && { isFound }), ...(sites && { sites }) }
    await sharing.rights().open(world, to)
    const found = isFound === undefined ? {} : { found: isFound ? 'can' : 'cannot' }
    const shown = sites && { sites: sites.join(', ') || 'no site' }
    audit.note(member.id, 'right.opened', world.address, { ...rightsTo, ...found, ...shown })
    response.json(await sharing.of(member, world))
  })

  routes.add('put', `${base}/sharing/people/:name`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(Grant, request)
    const person = await names.find(request.params['name'])
    await sharing.give(member, world, person, right)
    response.json(await sharing.of(member, world))
  })

  routes.add('put', `${base}/sharing/nodes/:node`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(NodeGrant, request)
    const node = parseNodeName(String(request.params['node']))
    if (node === null || identity.names().includes(node)) throw NO_NODE
    proof.judgeAtHome(member, world, right)
    await bounded(sharing.rights().grantNode(world, node, right))
    audit.note(member.id, right === 'none' ? 'right.nodeTaken' : 'right.nodeGiven', world.address, {
      node,
      right,
    })
    response.json(await sharing.of(member, world))
  })

  routes.add('put', `${base}/sharing/groups/:group`, own, async ({ request, response, member, world }) => {
    const { right } = bodyOf(GroupGrant, request)
    const given = sharing.rights()
    const group = groupToGive(parts, given.stateOf(world), { member, id: request.params['group'], right })
    proof.judgeAtHome(member, world, right)
    await bounded(given.grantGroup(world, group.id, right))
    audit.note(member.id, right === 'none' ? 'right.groupTaken' : 'right.groupGiven', world.address, {
      group: group.name,
      right,
    })
    response.json(await sharing.of(member, world))
  })

  routes.add('post', `${base}/sharing/links`, own, async ({ request, response, member, world }) => {
    const { right, label = '', until } = bodyOf(NewShareLink, request)
    judgeUntil(clock, until)
    proof.judgeAtHome(member, world, right)
    const { id, secret } = await bounded(sharing.rights().link(world, { right, label, until, by: member.id }))
    audit.note(member.id, 'right.linkMade', world.address, { label, right, until })
    response.status(201).json({ sharing: await sharing.of(member, world), id, secret } satisfies MadeLink)
  })

  routes.add('delete', `${base}/sharing/links/:link`, own, async ({ request, response, member, world }) => {
    if (!(await sharing.rights().unlink(world, String(request.params['link'])))) throw NO_LINK
    audit.note(member.id, 'right.linkRevoked', world.address)
    response.json(await sharing.of(member, world))
  })

  // A person with the link learns where it leads, and who made it, before they say who they are.
  routes.add('post', `${base}/link/look`, 'anyone', async ({ request, response }) => {
    const { secret } = bodyOf(UseLink, request)
    const address = addressIn(request)
    const world = address && (await store.find(address))
    const link = world && (rights?.linkWith(world, secret) ?? null)
    if (!world || world.binnedAt !== null || !link) throw voidLink(secret)
    const by = link.by ?? world.owner
    const name = (by && (await names.of([by])).get(by)?.name) ?? null
    response.json({ by: name, title: world.title, right: link.right } satisfies LinkInvites)
  })

  // Needs no right: the secret is the right. A world that does not exist has no links either.
  routes.add('post', `${base}/link`, 'session', async ({ request, response, member }) => {
    const { secret } = bodyOf(UseLink, request)
    const address = addressIn(request)
    const world = address && (await store.find(address))
    const isIn = world && (rights === null || (await bounded(rights.come(world, secret, member.id))))
    if (!isIn) throw voidLink(secret)
    response.json({ right: rightOf(member, world) } satisfies MyRight)
  })
}
