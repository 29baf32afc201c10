// `/api/peers/…`: what other nodes ask about things that change hands. Each is signed by the node, and, where somebody puts something down,
// brings a voucher for them.
import type { Request } from 'express'
import { Answer, Claim, Hands, Offer, TRANSFER } from '../../shared/wire/transfers.ts'
import type { Refused } from '../accounts/handing.ts'
import type { Member } from '../accounts/member.ts'
import type { Transfers } from '../peers/transfers/transfers.ts'
import { bodyOf } from './lookup.ts'
import type { Parts } from './parts.ts'
import { admittedOf, type Admitted } from './peer-edge.ts'
import { HttpRefusal, NO_SUCH_PAGE } from './refusal.ts'
import { createRoutes, type Routes } from './rule.ts'

const NODES_ONLY = new HttpRefusal(401, 'node', 'Only nodes ask here, and they sign what they ask.')
const FOR_WHOM = new HttpRefusal(
  401,
  'node',
  'That is asked for somebody, and the node does not say for whom.',
)

/** How soon a node asks again, in s, when something could not be done just then. */
const AGAIN_S = 2

export type TransferParts = Parts & { readonly transfers: Transfers }

export const hasTransfers = (parts: Parts): parts is TransferParts =>
  parts.transfers !== undefined && parts.peers !== null

export function transferRoutes(parts: TransferParts): Routes {
  const { transfers, people, store } = parts
  const { sending, receiving } = transfers
  const routes = createRoutes(parts)

  routes.add('post', '/peers/transfers/:id', 'anyone', async ({ request, response }) => {
    const { node, member } = personOf(request)
    const offer = bodyOf(Offer, request)
    const person = (await store.person(member.id)) ?? (await people.meet(member))
    const by = { member: member.id, account: person?.account ?? node }
    response.json(judged(await receiving.offered(node, idIn(request, 'id'), by, offer)))
  })

  routes.add('delete', '/peers/transfers/:id', 'anyone', async ({ request, response }) => {
    const { node } = nodeOf(request)
    response.json(judged(await receiving.takenBack(node, idIn(request, 'id'))))
  })

  routes.add('post', '/peers/transfers/:id/answer', 'anyone', async ({ request, response }) => {
    const { node } = nodeOf(request)
    await sending.answered(node, idIn(request, 'id'), bodyOf(Answer, request))
    response.status(204).end()
  })

  routes.add('post', '/peers/loans/:id/claim', 'anyone', async ({ request, response }) => {
    const { node, member } = personOf(request)
    const { id } = bodyOf(Claim, request)
    response.json(await sending.claim(node, id, member.id, idIn(request, 'id')))
  })

  routes.add('put', '/peers/hands', 'anyone', async ({ request, response }) => {
    const { node, member } = personOf(request)
    const { links } = bodyOf(Hands, request)
    const shown = await transfers.show(node, member.id, links)
    response.json({ shown: judged(shown) })
  })

  routes.add('post', '/peers/hands/carry', 'anyone', async ({ request, response }) => {
    const { member } = personOf(request)
    response.json({ links: await transfers.carry(member.id) })
  })

  return routes
}

function nodeOf(request: Request): Admitted {
  const admitted = admittedOf(request)
  if (admitted === null) throw NODES_ONLY
  return admitted
}

function personOf(request: Request): { readonly node: Admitted['node']; readonly member: Member } {
  const { node, member } = nodeOf(request)
  if (member === null) throw FOR_WHOM
  return { node, member }
}

function idIn(request: Request, name: string): string {
  const id = request.params[name]
  if (typeof id !== 'string' || !TRANSFER.test(id)) throw NO_SUCH_PAGE
  return id
}

/** What could not be done just then is asked again. */
function judged<Done extends object>(answer: Done | Refused): Done {
  if ('isPassing' in answer && typeof answer.why === 'string')
    throw new HttpRefusal(503, 'later', answer.why, AGAIN_S)
  return answer as Done
}
