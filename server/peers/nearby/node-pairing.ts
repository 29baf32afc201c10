// Linking this node with another one by a code that both screens show: one at a time, within two minutes.
// Each node allows the other only after people on both sides said that the codes are the same, and only with
// the very keys that the code was made of.
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import type { MemberId, NodeName, RandomBytes } from '../../../shared/world/address.ts'
import type { PairingInfo, SayPairing } from '../../../shared/wire/peers/pairing-bodies.ts'
import type { NodeDiscovery } from '../known/node-discovery.ts'
import type { PeerDirectory } from '../known/peer-directory.ts'
import { PeerFault } from '../outward/peer-fault.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import type { AskingPairing } from './pairing-client.ts'
import { keysAsTold, type PairingSide } from './pairing-code.ts'
import {
  isUnderWay,
  linkingOfOurs,
  linkingOfTheirs,
  LINKING_MS,
  revealedBy,
  revealTo,
  type Linking,
} from './pairing-state.ts'

/** How often the other node is asked what somebody there says, in ms. */
const ASK_EVERY_MS = 1_500
/** How long another node may take from its first word to the code, in ms. */
const BEGINNING_MS = 15_000
/** So many linkings of other nodes are taken up within so long, in ms: each one asks for an admin's eye. */
export const BEGUN_MAX = 6
const BEGUN_MS = 10 * 60_000

const BUSY = new AccountRefusal(
  'busy',
  'Another node is being linked here right now. Try again in two minutes.',
)
const OFTEN = new AccountRefusal('slow', 'Linking has been tried too often lately. Try again in ten minutes.')
const VOID = new AccountRefusal('void', 'That attempt to link is over. Start again.')
const TIME = 'The two minutes are up. Start again when someone can look at both screens.'
const THERE = 'It was cancelled on the other node.'
const OTHER_KEYS = 'One node’s keys changed in the meantime. Start again.'
const NOT_SAME =
  'The codes did not match, so nothing was linked. Someone on this network may be in between the two nodes. Try it on another network.'
const NOT_NOTED = 'This node could not save it to its disk. Start again.'
const NOT_WANTED = 'It was cancelled here.'

export interface Pairing {
  info(): PairingInfo
  /** Begins with a node, for an admin here. Rejects with a PeerFault. */
  begin(node: NodeName, by: MemberId): Promise<PairingInfo>
  /**
   * What an admin here says of the code that they see: another node names its linkings, and may give the next
   * one the same name. Throws Refused, or rejects with a StoreFault.
   */
  say(word: SayPairing, by: MemberId): Promise<PairingInfo>
  /** Another node begins; answers the commitment. Throws Refused, or rejects with a PeerFault. */
  begun(node: NodeName, id: string): Promise<string>
  /** The other node says its number; answers this one's. Throws Refused. */
  revealed(node: NodeName, id: string, nonce: string): string
  /** What somebody there says; answers what somebody here did. */
  said(node: NodeName, id: string, agreed: boolean): Promise<boolean>
  ended(node: NodeName, id: string): void
}

type PairingDeed = 'admin.pairingBegun' | 'admin.peerLinked' | 'admin.pairingDiffered'

interface PairingOptions {
  readonly identity: Pick<NodeIdentity, 'name' | 'keys'>
  readonly book: Pick<PeerDirectory, 'recordOf' | 'setTrust'>
  readonly acquaintance: Pick<NodeDiscovery, 'meet'>
  readonly asking: AskingPairing
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  readonly random: RandomBytes
  readonly note: (who: MemberId | null, what: PairingDeed, node: NodeName) => void
}

export function createPairing(options: PairingOptions): Pairing {
  const { identity, book, acquaintance, asking, clock, random, note } = options
  let current: Linking | null = null
  /** When other nodes began, in ms; the oldest first. */
  let begunAt: readonly number[] = []

  function self(): PairingSide {
    const { current: key, old } = identity.keys()
    return { node: identity.name(), keys: { keys: { keys: [key] }, old: [...old] } }
  }

  function sideOf(node: NodeName): PairingSide | null {
    const keys = book.recordOf(node)?.keys ?? null
    return keys && { node, keys }
  }

  /** The other node, with the keys that it shows now. */
  async function met(node: NodeName): Promise<PairingSide> {
    await acquaintance.meet(node, true)
    const side = sideOf(node)
    if (side === null) throw new PeerFault('refused', node, `${node} does not show its keys.`)
    return side
  }

  function take(linking: Linking): void {
    current = linking
    clock.after(LINKING_MS, () => isUnderWay(linking) && end(linking, TIME))
  }

  function end(linking: Linking, why: string): void {
    linking.phase = { kind: 'over', why }
  }

  /** The linking of this name with this node, which is still to be answered for. */
  function found(node: NodeName, id: string): Linking {
    if (current?.node !== node || current.id !== id || current.phase.kind === 'over') throw VOID
    return current
  }

  const isSameSide = (one: PairingSide | null, other: PairingSide): boolean =>
    one !== null &&
    one.node === other.node &&
    JSON.stringify(keysAsTold(one.keys)) === JSON.stringify(keysAsTold(other.keys))

  /** Takes in what people said. Once both have: allows the other node, if its keys are those of the code. */
  async function hear(
    linking: Linking,
    words: { readonly here?: true; readonly there?: true },
  ): Promise<void> {
    if (linking.phase.kind !== 'comparing') return
    linking.phase = { ...linking.phase, ...words }
    const { here, there, meeting } = linking.phase
    if (!here || !there) return
    const [ours, theirs] = linking.isTheirs
      ? [meeting.second, meeting.first]
      : [meeting.first, meeting.second]
    if (!isSameSide(sideOf(linking.node), theirs) || !isSameSide(self(), ours)) {
      end(linking, OTHER_KEYS)
      return
    }
    await book.setTrust(linking.node, 'allowed')
    // The other node may have asked again meanwhile.
    if (!isUnderWay(linking)) return
    linking.phase = { kind: 'linked' }
    note(null, 'admin.peerLinked', linking.node)
  }

  /**
   * Tells the other node what was said here, and asks what was there: again and again, until both know that
   * both agreed, or it is over.
   */
  async function follow(linking: Linking): Promise<void> {
    const { phase, until, node, id } = linking
    const isLinked = phase.kind === 'linked'
    if (clock.now() >= until || !(isLinked || phase.kind === 'comparing')) return
    const here = isLinked || phase.here
    try {
      const there = await asking.say(node, id, here)
      if (there) await hear(linking, { there: true })
      if (here && there) return
    } catch (error) {
      if (!(error instanceof PeerFault)) return end(linking, NOT_NOTED)
      if (!error.isAway) return isUnderWay(linking) ? end(linking, THERE) : undefined
    }
    followLater(linking)
  }

  function followLater(linking: Linking): void {
    clock.after(ASK_EVERY_MS, () => void follow(linking))
  }

  /** Tells the other node, where this one began; else it asks. */
  function tellEnd({ node, id, isTheirs }: Linking): void {
    if (!isTheirs) asking.end(node, id).catch(() => undefined)
  }

  return {
    info: () => (current === null ? { state: 'none' } : infoOf(current)),
    async begin(node, by) {
      const before = current
      if (before !== null && isUnderWay(before)) {
        end(before, NOT_WANTED)
        tellEnd(before)
      }
      const linking = linkingOfOurs({ node, now: clock.now(), random })
      take(linking)
      note(by, 'admin.pairingBegun', node)
      try {
        const second = await met(node)
        const meeting = { id: linking.id, first: self(), second }
        const commitment = await asking.begin(node, linking.id)
        if (linking.phase.kind !== 'beginning') return infoOf(linking)
        const nonce = await asking.reveal(node, linking.id, linking.phase.nonce)
        if (!isUnderWay(linking)) return infoOf(linking)
        if (!revealedBy(linking, meeting, { commitment, nonce })) {
          throw new PeerFault(
            'refused',
            node,
            `${node} changed what it had said at first. Nothing was linked.`,
          )
        }
      } catch (error) {
        end(linking, error instanceof PeerFault ? error.message : NOT_NOTED)
        throw error
      }
      followLater(linking)
      return infoOf(linking)
    },
    async say({ id, code, isSame }, by) {
      const linking = current
      if (linking?.id !== id || linking.phase.kind !== 'comparing' || linking.phase.code !== code) throw VOID
      if (isSame) {
        await hear(linking, { here: true })
      } else {
        end(linking, NOT_SAME)
        tellEnd(linking)
        note(by, 'admin.pairingDiffered', linking.node)
      }
      return infoOf(linking)
    },
    async begun(node, id) {
      const now = clock.now()
      if (current !== null && isUnderWay(current)) throw BUSY
      begunAt = begunAt.filter((at) => now - at < BEGUN_MS)
      if (begunAt.length >= BEGUN_MAX) throw OFTEN
      begunAt = [...begunAt, now]
      const them = await met(node)
      if (current !== null && isUnderWay(current)) throw BUSY
      const { linking, commitment } = linkingOfTheirs({ node, now, random }, id, { them, self: self() })
      take(linking)
      // Nobody has seen a code, so that one who does not go on holds up nobody.
      clock.after(BEGINNING_MS, () => linking.phase.kind === 'beginning' && end(linking, THERE))
      note(null, 'admin.pairingBegun', node)
      return commitment
    },
    revealed(node, id, nonce) {
      const answer = revealTo(found(node, id), nonce)
      if (answer === null) throw VOID
      return answer
    },
    async said(node, id, agreed) {
      const linking = found(node, id)
      if (!linking.isTheirs || linking.phase.kind === 'beginning') throw VOID
      if (agreed) await hear(linking, { there: true })
      const now = infoOf(linking)
      if (now.state === 'over') throw VOID
      return now.state === 'linked' || (now.state === 'comparing' && now.isAgreedHere)
    },
    ended(node, id) {
      const linking = found(node, id)
      if (linking.isTheirs && isUnderWay(linking)) end(linking, THERE)
    },
  }
}

function infoOf(linking: Linking): PairingInfo {
  const { id, node, isTheirs, until, phase } = linking
  switch (phase.kind) {
    case 'beginning':
      return { state: 'beginning', id, node }
    case 'comparing': {
      const { code, here, there } = phase
      return { state: 'comparing', id, node, code, isAgreedHere: here, isAgreedThere: there, isTheirs, until }
    }
    case 'linked':
      return { state: 'linked', id, node }
    case 'over':
      return { state: 'over', id, node, why: phase.why }
  }
  return phase satisfies never
}
