// Offers of drafts go to the nodes of their worlds by signed requests, in the name of the person who offers.
import { toBase64UrlEncoded } from 'lib0/buffer'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import {
  OFFER_ANSWER_BYTES_MAX,
  OfferAnswer,
  type OfferedDraft,
} from '../../../shared/wire/peers/draft-offer-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import { foreignPartsOf, type Address } from '../../../shared/world/address.ts'
import { OfferDelayed, OfferRefused, type OfferLine } from '../../contracts/offer-line.ts'
import type { Call, Called, PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'

/** Longest sentence of another node that people here are shown, in characters. */
const SAID_MAX = 300
/** The other node tries an offer before it takes it, in ms. */
const OFFER_MS = 60_000
const STATE_MS = 8_000

export function createOfferLine(caller: Pick<PeerClient, 'call'>): OfferLine {
  async function ask(world: Address, call: Omit<Call, 'bytesMax'>): Promise<Called> {
    const place = foreignPartsOf(world)
    if (place === null) throw new Error(`${world} is a world of this node`)
    let answer: Called
    try {
      answer = await caller.call(place.node, { ...call, bytesMax: OFFER_ANSWER_BYTES_MAX })
    } catch (error) {
      if (!(error instanceof PeerFault)) throw error
      if (error.isAway) throw new OfferDelayed(error.message)
      throw new OfferRefused(error.message, false)
    }
    const { status, body } = answer
    if (status >= 200 && status < 300) return answer
    const said = Refusal.safeParse(body)
    const isTold = said.success && said.data.text.length <= SAID_MAX
    const words = isTold ? `${place.node} says: ${said.data.text}` : `${place.node} does not take offers.`
    if (status === 429 || status >= 500 || status === 401) throw new OfferDelayed(words)
    throw new OfferRefused(words, status === 404)
  }

  async function answered(world: Address, call: Omit<Call, 'bytesMax'>): Promise<OfferAnswer> {
    const { body } = await ask(world, call)
    const read = OfferAnswer.safeParse(body)
    if (read.success) return read.data
    throw new OfferDelayed('The node of this world did not answer properly.')
  }

  const pathTo = (id: string) => peersPath('offers', id)
  return {
    offer(world, id, { base, rows, ...sent }, as) {
      const place = foreignPartsOf(world)
      const body = {
        ...sent,
        to: place === null ? world : `${place.account}/${place.world}`,
        base: toBase64UrlEncoded(base),
        rows: rows.map(({ update, by, at }) => ({ update: toBase64UrlEncoded(update), by, at })),
      } satisfies Record<keyof OfferedDraft, unknown>
      return answered(world, { method: 'PUT', path: pathTo(id), body, as, timeoutMs: OFFER_MS })
    },
    state: (world, id, as) => answered(world, { method: 'GET', path: pathTo(id), as, timeoutMs: STATE_MS }),
    async withdraw(world, id, as) {
      await ask(world, { method: 'DELETE', path: pathTo(id), as, timeoutMs: STATE_MS })
    },
  }
}
