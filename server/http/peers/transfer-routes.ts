// Requests of other nodes about things that change hands, at `/api/peers/…`. Each is signed by the node. If
// somebody puts something down, it also brings a voucher for them. Also requests of people here: the things
// on their way, and giving back things that are lent to them.
import type { Request } from 'express'
import {
  TransferAnswer,
  Claim,
  HeldLinks,
  TransferOffer,
  TRANSFER,
  Settled,
  ComparedGifts,
} from '../../../shared/wire/peers/transfer-bodies.ts'
import { parsePictureId } from '../../../shared/world/picture-id.ts'
import { parseMemberId } from '../../../shared/world/address.ts'
import type { HandoverRefusal } from '../../contracts/thing-handover.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Pictures } from '../../assets/node-pictures.ts'
import type { Transfers } from '../../peers/transfers/thing-transfers.ts'
import { askingNode, askingPerson } from '../routing/asking-node.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { bodyRead } from '../edge/peer-request-body.ts'
import { give } from '../worlds/picture-routes.ts'
import { HttpRefusal, NO_SUCH_PAGE } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const NOT_ON_ITS_WAY = new HttpRefusal(404, 'missing', 'That is no longer on its way.')
const NOT_LENT_TO_YOU = new HttpRefusal(404, 'missing', 'That is no longer lent to you.')

/** How soon a node asks again when something could not be done at the moment, in s. */
const AGAIN_S = 2

export function addTransferRoutes(
  routes: Routes,
  parts: Pick<AccountServices, 'people' | 'store'> & {
    readonly transfers: Transfers
    readonly pictures: Pictures
  },
): void {
  const { transfers, people, store, pictures } = parts
  const { sending, receiving } = transfers

  routes.add('post', '/peers/transfers/:id', 'anyone', async ({ request, response }) => {
    const { node, member } = askingPerson(request)
    const offer = bodyOf(TransferOffer, request)
    const person = (await store.person(member.id)) ?? (await people.meet(member))
    const by = { member: member.id, account: person?.account ?? node }
    const bytes = bodyRead(request)?.length ?? 0
    response.json(judged(await receiving.offered(node, idIn(request, 'id'), by, offer, bytes)))
  })

  routes.add('delete', '/peers/transfers/:id', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    response.json(judged(await receiving.takenBack(node, idIn(request, 'id'))))
  })

  routes.add('post', '/peers/transfers/:id/answer', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    await sending.answered(node, idIn(request, 'id'), bodyOf(TransferAnswer, request))
    response.status(204).end()
  })

  routes.add('post', '/peers/loans/:id/claim', 'anyone', async ({ request, response }) => {
    const { node, member } = askingPerson(request)
    const { id } = bodyOf(Claim, request)
    response.json(await transfers.visitorLoans.claim(node, id, member.id, idIn(request, 'id')))
  })

  routes.add('post', '/peers/loans/:id/back', 'anyone', async ({ request, response }) => {
    const { member } = askingPerson(request)
    const id = idIn(request, 'id')
    // A thing that is back already needs nothing. A thing that others hold is not this person's to give.
    if (sending.loans.get(id)?.holder === member.id) {
      const refused = await sending.loans.returnLoan(id, 'world')
      if (refused !== null) throw new HttpRefusal(409, 'later', refused.why)
    }
    response.status(204).end()
  })

  routes.add('post', '/peers/loans/:id/over', 'anyone', ({ request, response }) => {
    const { node } = askingNode(request)
    transfers.over(node, idIn(request, 'id'))
    response.status(204).end()
  })

  routes.add('post', '/peers/people/:id/left', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    const subject = parseMemberId(request.params['id'])
    if (subject === null) throw NO_SUCH_PAGE
    const refused = await transfers.visitorLoans.left(node, subject)
    if (refused !== null) throw new HttpRefusal(503, 'later', refused.why, AGAIN_S)
    response.status(204).end()
  })

  routes.add('post', '/peers/settled', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    const { ids } = bodyOf(Settled, request)
    response.json({ ids: await receiving.settled(node, ids) } satisfies Settled)
  })

  routes.add('post', '/peers/compare', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    const ids = await transfers.undone.compared(node, bodyOf(ComparedGifts, request))
    response.json({ ids } satisfies Settled)
  })

  routes.add('get', '/peers/transfers/:id/assets/:picture', 'anyone', async ({ request, response }) => {
    const { node } = askingNode(request)
    const picture = parsePictureId(request.params['picture'])
    const world = picture && sending.pictureOf(node, idIn(request, 'id'), picture)
    if (picture === null || world === null || !pictures.heldBy(world).has(picture)) throw NO_SUCH_PAGE
    await give(pictures, picture, request, response)
  })

  routes.add('put', '/peers/hands', 'anyone', async ({ request, response }) => {
    const { node, member } = askingPerson(request)
    const { links } = bodyOf(HeldLinks, request)
    const shown = await transfers.visitorLoans.show(node, member.id, links)
    response.json({ shown: judged(shown) })
  })

  routes.add('post', '/peers/hands/carry', 'anyone', async ({ request, response }) => {
    const { member } = askingPerson(request)
    response.json({ links: judged(await transfers.visitorLoans.carry(member.id)) })
  })

  routes.add('post', '/me/lent/:node/:id/back', 'session', async ({ request, response, member }) => {
    const found = transfers.lentTo(member.id).find(({ node, id }) => {
      return node === request.params['node'] && id === request.params['id']
    })
    if (found === undefined) throw NOT_LENT_TO_YOU
    const why = await transfers.giveBack(member.id, found.node, found.id)
    if (why !== null) throw new HttpRefusal(409, 'later', why)
    response.status(204).end()
  })

  routes.add('post', '/me/transfers/:node/:id/back', 'session', async ({ request, response, member }) => {
    const { node, id } = request.params
    const found = sending
      .onTheirWay()
      .find((thing) => thing.by === member.id && thing.node === node && thing.id === id)
    if (found === undefined) throw NOT_ON_ITS_WAY
    await sending.wantBack(found.node, found.id)
    response.status(204).end()
  })
}

function idIn(request: Request, name: string): string {
  const id = request.params[name]
  if (typeof id !== 'string' || !TRANSFER.test(id)) throw NO_SUCH_PAGE
  return id
}

/** A request that could not be done just then is made again later. */
function judged<Done extends object>(answer: Done | HandoverRefusal): Done {
  if ('isPassing' in answer && typeof answer.why === 'string')
    throw new HttpRefusal(503, 'later', answer.why, AGAIN_S)
  return answer as Done
}
