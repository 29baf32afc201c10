// How this node gets to know others, and knows them again: by the card that each shows at its own address.
// Which nodes are asked for theirs a stranger can choose, by saying to be one of them: so that is bounded.
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { parseJson } from '../../../shared/json/plain-json.ts'
import { CARD_BYTES_MAX, CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import type { Clock } from '../../time/server-clock.ts'
import type { Peer, PeerDirectory } from './peer-directory.ts'
import { isKnownBy, keyAt, readCard, type NodeKeys } from '../identity/node-card.ts'
import { noAddress, PeerFault } from '../outward/peer-fault.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import { isKeyName } from '../identity/node-keys.ts'
import type { CardOf } from '../outward/single-request.ts'
import type { Outward } from '../outward/outward-requests.ts'
import { OutwardFault } from '../outward/outward-fault.ts'
import { peerFaultOf } from '../outward/peer-fault-mapping.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { SlidingWindow } from '../../time/sliding-window.ts'

/**
 * A signature counts by a card that was read at most so long ago, in ms: so long at most a key that was
 * stolen speaks for its node after that said so.
 */
export const CARD_MS = 5 * 60_000
/** It is read again in the background before that, so that nobody waits for it. */
const RENEW_MS = CARD_MS / 2
/** Of a node that signs nothing here, how long its title is good, in ms. */
const TITLE_MS = 24 * 60 * 60_000
/**
 * A card is asked for at most once in so long, in ms, whatever is signed in its node's name, and however
 * often in vain.
 */
const AGAIN_MS = 10_000
/** So long somebody waits for a card, in ms. */
const PATIENCE_MS = 10_000
/**
 * So many nodes that say to be somebody are looked up in a minute: more than ever come at once for the first
 * time.
 */
export const STRANGERS_PER_MINUTE = 60

export interface NodeDiscovery {
  /**
   * Sets a node up, if it was never met. Rejects with a PeerFault. `isWanted`: an admin asks, who may allow
   * it then.
   */
  meet(node: NodeName, isWanted?: boolean): Promise<Peer>
  /**
   * The keys of a node that says to have signed something with the key `kid`; null: nobody knows it. Rejects
   * with a PeerFault.
   */
  keysOf(node: NodeName, kid: string, isLinking?: boolean): Promise<NodeKeys | null>
  /**
   * Whether a node still has a key that it signed something with, by a card that is not older than {@link
   * CARD_MS}: of one that has no address, by the last that it brought. Rejects with a PeerFault that passes
   * where it cannot be asked.
   */
  stillHas(node: NodeName, kid: string): Promise<boolean>
  /**
   * A node that is called by its key, and so cannot be asked, brought its card itself. Rejects with a
   * PeerFault.
   */
  told(card: unknown): Promise<void>
  /** Where a node is asked, such as `https://house.example`; it was met. */
  originOf(node: NodeName): string
}

export function createAcquaintance(options: {
  readonly book: PeerDirectory
  readonly outward: Pick<Outward, 'fetch'>
  readonly self: Pick<NodeIdentity, 'names'>
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** Private networks are gone to, where plain http may be spoken. */
  readonly mayBePlain: boolean
}): NodeDiscovery {
  const { book, outward, self, clock, mayBePlain } = options
  const asked = new Map<NodeName, Promise<NodeKeys>>()
  const askedAt = new Map<NodeName, number>()
  const strangers = new SlidingWindow({ max: STRANGERS_PER_MINUTE, ms: 60_000 }, clock)

  /** Reads the card of a node at its address, and takes it in; those who ask at once share one answer. */
  function read(node: NodeName): Promise<NodeKeys> {
    const under = asked.get(node)
    if (under !== undefined) return withinTimeout(node, under)
    askedAt.delete(node)
    askedAt.set(node, clock.now())
    for (const [one, at] of askedAt) {
      if (clock.now() - at < AGAIN_MS) break
      askedAt.delete(one)
    }
    const reading = readAnew(node).finally(() => asked.delete(node))
    asked.set(node, reading)
    return withinTimeout(node, reading)
  }

  /** Where many cards are read, one may be long in coming: it is read all the same, and who waits is told. */
  async function withinTimeout(node: NodeName, reading: Promise<NodeKeys>): Promise<NodeKeys> {
    const keys = await withinTime(clock, PATIENCE_MS, reading, null)
    if (keys !== null) return keys
    throw new PeerFault('slow', node, `${node} is taking too long to say who it is. Try again.`)
  }

  async function readAnew(node: NodeName): Promise<NodeKeys> {
    const record = book.recordOf(node)
    const mustBeSecure = record?.isSecure ?? !mayBePlain
    try {
      const { json, isSecure } = await ask(node, mustBeSecure)
      const card = await readCard(json, node)
      if ('kind' in card)
        throw new PeerFault(card.code === 'version' ? 'version' : 'refused', node, card.text)
      const keys = await book.take(node, card, isSecure)
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

  function countStranger(node: NodeName): void {
    if (strangers.take()) return
    throw new PeerFault('busy', node, 'Too many new nodes are coming here right now. Try again in a minute.')
  }

  /** A clock that was set back makes no card new, and holds nobody up. */
  function isOlder(node: NodeName, ms: number): boolean {
    const age = clock.now() - (book.recordOf(node)?.readAt ?? 0)
    return age < 0 || age > ms
  }
  function isOftenAsked(node: NodeName): boolean {
    const age = clock.now() - (askedAt.get(node) ?? -Infinity)
    return age >= 0 && age < AGAIN_MS
  }

  /** Looks at a card again in the background, where it is older than that. */
  function renew(node: NodeName, ms: number): void {
    if (!isOlder(node, ms) || isOftenAsked(node) || isKeyName(node)) return
    // What goes wrong stands in the book.
    read(node).catch(() => {})
  }

  /** Reads a card that is too old to count by. A node that does not show it now may do so in a moment. */
  async function readLately(node: NodeName): Promise<void> {
    if (!asked.has(node) && isOftenAsked(node)) throw unheard(node)
    try {
      await read(node)
    } catch (error) {
      const isForGood = error instanceof PeerFault && (error.kind === 'blocked' || error.kind === 'version')
      throw isForGood || !(error instanceof PeerFault) ? error : unheard(node, error)
    }
  }

  return {
    async meet(node, isWanted = false) {
      if (self.names().includes(node)) throw new PeerFault('refused', node, `${node} is this node itself.`)
      if (!isWanted) book.judge(node)
      if (isKeyName(node) && book.recordOf(node) === null) throw noAddress(node)
      const record = book.recordOf(node)
      if (isKeyName(node) || (record?.keys != null && !isWanted)) renew(node, TITLE_MS)
      else await read(node)
      const peer = book.find(node)
      if (peer === null) throw new Error('a node that was met is in the book')
      return peer
    },
    async keysOf(node, kid, isLinking = false) {
      book.judge(node, isLinking)
      const record = book.recordOf(node)
      const known = record?.keys ?? null
      if (isKeyName(node) || (known !== null && keyAt(known, kid, clock.now()) !== null)) return known
      // One that an admin let in again is asked for its new keys all the same.
      const isLetIn = record !== null && known === null
      if (isOftenAsked(node) && !isLetIn) return asked.has(node) ? read(node) : known
      if (known === null) countStranger(node)
      return read(node)
    },
    async stillHas(node, kid) {
      if (!isKeyName(node)) {
        if (isOlder(node, CARD_MS)) await readLately(node)
        else renew(node, RENEW_MS)
      }
      const keys = book.recordOf(node)?.keys ?? null
      return keys !== null && keyAt(keys, kid, clock.now()) !== null
    },
    async told(json) {
      const node = nameIn(json)
      if (node === null || !isKeyName(node) || self.names().includes(node)) return
      book.judge(node)
      const card = await readCard(json, node)
      if ('kind' in card)
        throw new PeerFault(card.code === 'version' ? 'version' : 'refused', node, card.text)
      const known = book.recordOf(node)?.keys ?? null
      // Anybody can bring an old card of it: that is no reason to block it.
      if (known !== null && !known.keys.keys.every(({ kid }) => isKnownBy(card, kid))) return
      if (known === null) countStranger(node)
      await book.take(node, card, true)
    },
    originOf: (node) => `${book.recordOf(node)?.isSecure === false ? 'http' : 'https'}://${node}`,
  }
}

const unheard = (node: NodeName, cause?: unknown): PeerFault =>
  new PeerFault(
    'busy',
    node,
    `${node} cannot be asked right now whether that key is still its own. Try again in a moment.`,
    cause,
  )

/** The name that a card is for, if it is one. */
function nameIn(json: unknown): NodeName | null {
  const isNamed = typeof json === 'object' && json !== null && 'name' in json && typeof json.name === 'string'
  return isNamed ? parseNodeName(String(json.name)) : null
}

/** What bytes say as JSON; null where they say nothing. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}
