// Reads the card of a node at the node's own address. A stranger can say to be any node, and so chooses whose
// card is read: each is asked for seldom.
import { parseJson } from '../../../shared/json/plain-json.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { CARD_BYTES_MAX, CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { readCard, type Card, type NodeKeys } from '../identity/node-card.ts'
import { OutwardFault, PeerFault, peerFaultOf } from '../outward/faults.ts'
import type { Outward } from '../outward/outward-requests.ts'
import type { CardOf } from '../outward/outward-connection.ts'
import type { PeerDirectory } from './peer-directory.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/**
 * A card is asked for at most once in so long, in ms, however much is signed in its node's name, and however
 * often in vain.
 */
const AGAIN_MS = 10_000
/** How long somebody waits for a card, in ms. */
const PATIENCE_MS = 10_000

export interface CardReaderOptions {
  readonly book: PeerDirectory
  readonly outward: Pick<Outward, 'fetch'>
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  /** Private networks are gone to, where plain http may be spoken. */
  readonly mayBePlain: boolean
}

interface CardReader {
  /**
   * Reads the card of a node at its address, and takes it in. Those who ask at once share one answer. Rejects
   * with a PeerFault.
   */
  read(node: NodeName): Promise<NodeKeys>
  isReading(node: NodeName): boolean
  /** Its card was asked for just now, whatever the result. */
  isOftenAsked(node: NodeName): boolean
}

export function createCardReader({ book, outward, clock, mayBePlain }: CardReaderOptions): CardReader {
  const asked = new Map<NodeName, Promise<NodeKeys>>()
  /** The node that was asked longest ago stands first. */
  const askedAt = new Map<NodeName, number>()

  /** If many cards are read, one may be long in coming: it is read all the same, and its waiters are told. */
  async function inTime(node: NodeName, reading: Promise<NodeKeys>): Promise<NodeKeys> {
    const keys = await withinTime(clock, PATIENCE_MS, reading, null)
    if (keys !== null) return keys
    throw new PeerFault('slow', node, `${node} is taking too long to say who it is. Try again.`)
  }

  function noteAsked(node: NodeName): void {
    askedAt.delete(node)
    askedAt.set(node, clock.now())
    for (const [one, at] of askedAt) {
      if (isRecent(at, AGAIN_MS, clock.now())) break
      askedAt.delete(one)
    }
  }

  async function readAnew(node: NodeName): Promise<NodeKeys> {
    const record = book.recordOf(node)
    const mustBeSecure = record?.isSecure ?? !mayBePlain
    try {
      const { json, isSecure } = await ask(node, mustBeSecure)
      const keys = await book.take(node, await cardIn(json, node), isSecure)
      book.figures.heard(node, null)
      return keys
    } catch (error) {
      const fault = peerFaultOf(error, node, record !== null)
      if (record !== null && fault instanceof PeerFault) book.figures.failed(node, fault)
      throw fault
    }
  }

  /**
   * The card over https; in a home network, where something else answers, without. A name without a port is
   * that of https.
   */
  async function ask(node: NodeName, mustBeSecure: boolean): Promise<{ json: unknown; isSecure: boolean }> {
    const card = book.recordOf(node)?.trust === 'allowed' ? 'allowed' : 'unknown'
    try {
      return { json: await cardAt(`https://${node}`, card), isSecure: true }
    } catch (error) {
      const isOther = error instanceof OutwardFault && error.reason === 'wrong'
      if (mustBeSecure || !isOther || !/:\d+$/.test(node)) throw error
      return { json: await cardAt(`http://${node}`, card), isSecure: false }
    }
  }

  async function cardAt(origin: string, card: CardOf): Promise<unknown> {
    const { status, body } = await outward.fetch(`${origin}${CARD_PATH}`, {
      headers: { accept: 'application/json' },
      bytesMax: CARD_BYTES_MAX,
      card,
    })
    return status === 200 ? jsonOf(body) : null
  }

  return {
    read(node) {
      const underWay = asked.get(node)
      if (underWay !== undefined) return inTime(node, underWay)
      noteAsked(node)
      const reading = readAnew(node).finally(() => asked.delete(node))
      asked.set(node, reading)
      return inTime(node, reading)
    },
    isReading: (node) => asked.has(node),
    isOftenAsked(node) {
      const age = clock.now() - (askedAt.get(node) ?? -Infinity)
      return age >= 0 && age < AGAIN_MS
    },
  }
}

/** A node's card by its text. Rejects with a PeerFault where it is none. */
export async function cardIn(json: unknown, node: NodeName): Promise<Card> {
  const card = await readCard(json, node)
  if (!('kind' in card)) return card
  throw new PeerFault(card.code === 'version' ? 'version' : 'refused', node, card.text)
}

/** The JSON value of bytes; null where there is none. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}
