// Linking this node with another one by a code that both screens show: one at a time, within two minutes.
// Each node allows the other only after people on both sides said that the codes are the same, and only with
// the very keys that the code was made of.
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import type { MemberId, NodeName, RandomBytes } from '../../../shared/world/address.ts'
import type { PairingInfo, SayPairing } from '../../../shared/wire/peers/pairing-bodies.ts'
import { SlidingWindow } from '../../time/sliding-window.ts'
import { PeerFault } from '../outward/faults.ts'
import { CANCELLED_THERE, NOT_NOTED, PairingAgreement, type AgreementOptions } from './pairing-agreement.ts'
import {
  endLinking,
  isUnderWay,
  linkingOfOurs,
  linkingOfTheirs,
  LINKING_MS,
  revealedBy,
  revealTo,
  type Linking,
} from './pairing-state.ts'

/** How long another node may take from its first word to the code, in ms. */
const BEGINNING_MS = 15_000
/** How many linkings of other nodes are taken up within so long, in ms: each one asks for an admin's eye. */
export const BEGUN_MAX = 6
const BEGUN_MS = 10 * 60_000

const BUSY = new AccountRefusal(
  'busy',
  'Another node is being linked here right now. Try again in two minutes.',
)
const OFTEN = new AccountRefusal('slow', 'Linking has been tried too often lately. Try again in ten minutes.')
const VOID = new AccountRefusal('void', 'That attempt to link is over. Start again.')
const TIME = 'The two minutes are up. Start again when someone can look at both screens.'
const NOT_SAME =
  'The codes did not match, so nothing was linked. Someone on this network may be in between the two nodes. Try it on another network.'
const NOT_WANTED = 'It was cancelled here.'

export interface Pairing {
  info(): PairingInfo
  /** Begins with a node, for an admin here. Rejects with a PeerFault. */
  begin(node: NodeName, by: MemberId): Promise<PairingInfo>
  /**
   * An admin's answer here about the code that they see: another node names its linkings, and may give the
   * next one the same name. Throws Refused, or rejects with a StoreFault.
   */
  say(word: SayPairing, by: MemberId): Promise<PairingInfo>
  /** Another node begins; answers the commitment. Throws Refused, or rejects with a PeerFault. */
  begun(node: NodeName, id: string): Promise<string>
  /** The other node says its number; answers this one's. Throws Refused. */
  revealed(node: NodeName, id: string, nonce: string): string
  /** The answer of a person there; returns that of a person here. */
  said(node: NodeName, id: string, agreed: boolean): Promise<boolean>
  ended(node: NodeName, id: string): void
}

interface PairingOptions extends AgreementOptions {
  readonly random: RandomBytes
}

export function createPairing(options: PairingOptions): Pairing {
  const { asking, clock, random, note } = options
  const agreement = new PairingAgreement(options)
  const begunThere = new SlidingWindow({ max: BEGUN_MAX, ms: BEGUN_MS }, clock)
  let current: Linking | null = null

  function take(linking: Linking): void {
    current = linking
    clock.after(LINKING_MS, () => isUnderWay(linking) && endLinking(linking, TIME))
  }

  /** The linking of this name with this node, which is still to be answered for. */
  function found(node: NodeName, id: string): Linking {
    if (current?.node !== node || current.id !== id || current.phase.kind === 'over') throw VOID
    return current
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
        endLinking(before, NOT_WANTED)
        tellEnd(before)
      }
      const linking = linkingOfOurs({ node, now: clock.now(), random })
      take(linking)
      note(by, 'admin.pairingBegun', node)
      try {
        const second = await agreement.meet(node)
        const meeting = { id: linking.id, first: agreement.self(), second }
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
        endLinking(linking, error instanceof PeerFault ? error.message : NOT_NOTED)
        throw error
      }
      agreement.followLater(linking)
      return infoOf(linking)
    },
    async say({ id, code, isSame }, by) {
      const linking = current
      if (linking?.id !== id || linking.phase.kind !== 'comparing' || linking.phase.code !== code) throw VOID
      if (isSame) {
        await agreement.hear(linking, { here: true })
      } else {
        endLinking(linking, NOT_SAME)
        tellEnd(linking)
        note(by, 'admin.pairingDiffered', linking.node)
      }
      return infoOf(linking)
    },
    async begun(node, id) {
      const now = clock.now()
      if (current !== null && isUnderWay(current)) throw BUSY
      if (!begunThere.take()) throw OFTEN
      const them = await agreement.meet(node)
      if (current !== null && isUnderWay(current)) throw BUSY
      const { linking, commitment } = linkingOfTheirs({ node, now, random }, id, {
        them,
        self: agreement.self(),
      })
      take(linking)
      // Nobody has seen a code, so that one who does not go on holds up nobody.
      clock.after(
        BEGINNING_MS,
        () => linking.phase.kind === 'beginning' && endLinking(linking, CANCELLED_THERE),
      )
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
      if (agreed) await agreement.hear(linking, { there: true })
      const now = infoOf(linking)
      if (now.state === 'over') throw VOID
      return now.state === 'linked' || (now.state === 'comparing' && now.isAgreedHere)
    },
    ended(node, id) {
      const linking = found(node, id)
      if (linking.isTheirs && isUnderWay(linking)) endLinking(linking, CANCELLED_THERE)
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
