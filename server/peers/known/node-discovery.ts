// How this node gets to know others, and knows them again: by the card that each shows at its own address. A
// stranger can say to be any node, and so chooses which nodes are asked for their cards. So that is bounded.
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import { isKnownBy, keyAt, type NodeKeys } from '../identity/node-card.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import { isKeyName } from '../identity/node-keys.ts'
import { noAddress, PeerFault } from '../outward/faults.ts'
import { SlidingWindow } from '../../time/sliding-window.ts'
import { cardIn, createCardReader, type CardReaderOptions } from './card-reading.ts'
import type { Peer } from './peer-directory.ts'

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
 * How many nodes that say to be somebody are looked up in a minute: more than ever come at once for the first
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
   * Reads the card of a node that was met, now: it may have been replaced by another one under its name.
   * Rejects with a PeerFault.
   */
  confirm(node: NodeName): Promise<NodeKeys>
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

export function createAcquaintance(
  options: CardReaderOptions & { readonly self: Pick<NodeIdentity, 'names'> },
): NodeDiscovery {
  const { book, self, clock } = options
  const cards = createCardReader(options)
  const strangers = new SlidingWindow({ max: STRANGERS_PER_MINUTE, ms: 60_000 }, clock)

  function countStranger(node: NodeName): void {
    if (strangers.take()) return
    throw new PeerFault('busy', node, 'Too many new nodes are coming here right now. Try again in a minute.')
  }

  /** A clock that was set back makes no card new, and holds nobody up. */
  function isOlder(node: NodeName, ms: number): boolean {
    const age = clock.now() - (book.recordOf(node)?.readAt ?? 0)
    return age < 0 || age > ms
  }

  /** Looks at a card again in the background, where it is older than that. */
  function renew(node: NodeName, ms: number): void {
    if (!isOlder(node, ms) || cards.isOftenAsked(node) || isKeyName(node)) return
    // The book has the errors.
    cards.read(node).catch(() => {})
  }

  /** Reads a card that is too old to count by. A node that does not show it now may do so in a moment. */
  async function readLately(node: NodeName): Promise<void> {
    if (!cards.isReading(node) && cards.isOftenAsked(node)) throw unheard(node)
    try {
      await cards.read(node)
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
      else await cards.read(node)
      const peer = book.find(node)
      if (peer === null) throw new Error('a node that was met is in the book')
      return peer
    },
    confirm: (node) => cards.read(node),
    async keysOf(node, kid, isLinking = false) {
      book.judge(node, isLinking)
      const record = book.recordOf(node)
      const known = record?.keys ?? null
      if (isKeyName(node) || (known !== null && keyAt(known, kid, clock.now()) !== null)) return known
      // One that an admin let in again is asked for its new keys all the same.
      const isLetIn = record !== null && known === null
      if (cards.isOftenAsked(node) && !isLetIn) return cards.isReading(node) ? cards.read(node) : known
      if (known === null) countStranger(node)
      return cards.read(node)
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
      const card = await cardIn(json, node)
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
