// When two people on two nodes have agreed on a code: the nodes allow each other, but only with the very keys
// that the code was made of.
import type { MemberId, NodeName } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import type { NodeDiscovery } from '../known/node-discovery.ts'
import type { PeerDirectory } from '../known/peer-directory.ts'
import { PeerFault } from '../outward/faults.ts'
import type { AskingPairing } from './pairing-client.ts'
import { keysAsTold, type PairingSide } from './pairing-code.ts'
import { endLinking, isUnderWay, type Linking } from './pairing-state.ts'

/** How often the other node is asked what somebody there says, in ms. */
const ASK_EVERY_MS = 1_500

export const CANCELLED_THERE = 'It was cancelled on the other node.'
export const NOT_NOTED = 'This node could not save it to its disk. Start again.'
const OTHER_KEYS = 'One node’s keys changed in the meantime. Start again.'

type PairingDeed = 'admin.pairingBegun' | 'admin.peerLinked' | 'admin.pairingDiffered'

export interface AgreementOptions {
  readonly identity: Pick<NodeIdentity, 'name' | 'keys'>
  readonly book: Pick<PeerDirectory, 'recordOf' | 'setTrust'>
  readonly acquaintance: Pick<NodeDiscovery, 'meet'>
  readonly asking: AskingPairing
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly note: (who: MemberId | null, what: PairingDeed, node: NodeName) => void
}

export class PairingAgreement {
  readonly #options: AgreementOptions

  constructor(options: AgreementOptions) {
    this.#options = options
  }

  /** This node, with its keys as they are now. */
  self(): PairingSide {
    const { identity } = this.#options
    const { current: key, old } = identity.keys()
    return { node: identity.name(), keys: { keys: { keys: [key] }, old: [...old] } }
  }

  /** The other node, with the keys that it shows now. Rejects with a PeerFault. */
  async meet(node: NodeName): Promise<PairingSide> {
    await this.#options.acquaintance.meet(node, true)
    const side = this.#sideOf(node)
    if (side === null) throw new PeerFault('refused', node, `${node} does not show its keys.`)
    return side
  }

  /**
   * Takes in the answers of the people. Once both have agreed: allows the other node, if its keys are those
   * of the code.
   */
  async hear(linking: Linking, words: { readonly here?: true; readonly there?: true }): Promise<void> {
    if (linking.phase.kind !== 'comparing') return
    linking.phase = { ...linking.phase, ...words }
    const { here, there, meeting } = linking.phase
    if (!here || !there) return
    const [ours, theirs] = linking.isTheirs
      ? [meeting.second, meeting.first]
      : [meeting.first, meeting.second]
    if (!isSameSide(this.#sideOf(linking.node), theirs) || !isSameSide(this.self(), ours))
      return endLinking(linking, OTHER_KEYS)
    const { book, note } = this.#options
    await book.setTrust(linking.node, 'allowed')
    // The other node may have asked again meanwhile.
    if (!isUnderWay(linking)) return
    linking.phase = { kind: 'linked' }
    note(null, 'admin.peerLinked', linking.node)
  }

  /**
   * Tells the other node what was said here, and asks what was said there: again and again, until both know
   * that both agreed, or it is over.
   */
  followLater(linking: Linking): void {
    this.#options.clock.after(ASK_EVERY_MS, () => void this.#follow(linking))
  }

  async #follow(linking: Linking): Promise<void> {
    const { asking, clock } = this.#options
    const { phase, until, node, id } = linking
    const isLinked = phase.kind === 'linked'
    if (clock.now() >= until || !(isLinked || phase.kind === 'comparing')) return
    const here = isLinked || phase.here
    try {
      const there = await asking.say(node, id, here)
      if (there) await this.hear(linking, { there: true })
      if (here && there) return
    } catch (error) {
      if (!(error instanceof PeerFault)) return endLinking(linking, NOT_NOTED)
      if (!error.isAway) return isUnderWay(linking) ? endLinking(linking, CANCELLED_THERE) : undefined
    }
    this.followLater(linking)
  }

  #sideOf(node: NodeName): PairingSide | null {
    const keys = this.#options.book.recordOf(node)?.keys ?? null
    return keys && { node, keys }
  }
}

const isSameSide = (one: PairingSide | null, other: PairingSide): boolean =>
  one !== null &&
  one.node === other.node &&
  JSON.stringify(keysAsTold(one.keys)) === JSON.stringify(keysAsTold(other.keys))
