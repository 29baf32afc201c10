// One linking of this node with another one: the messages of its two sides so far, and when the code can be
// read.
import type { NodeName, RandomBytes } from '../../../shared/world/address.ts'
import {
  pairingCodeOf,
  commitmentTo,
  isCommittedTo,
  NONCE_BYTES,
  type PairingParties,
  type PairingSide,
} from './pairing-code.ts'

/** How long two people have for it, in ms. */
export const LINKING_MS = 2 * 60_000

export interface Linking {
  readonly id: string
  readonly node: NodeName
  /** The other node began it. */
  readonly isTheirs: boolean
  /** In ms since 1970. */
  readonly until: number
  phase: PairingPhase
}

type PairingPhase =
  /** The numbers are on their way. */
  | { readonly kind: 'beginning'; readonly meeting: PairingParties | null; readonly nonce: string }
  | {
      readonly kind: 'comparing'
      readonly meeting: PairingParties
      readonly code: string
      /** The answers of the people: here, and there. */
      readonly here: boolean
      readonly there: boolean
    }
  | { readonly kind: 'linked' }
  /** For people. */
  | { readonly kind: 'over'; readonly why: string }

type Begin = { readonly node: NodeName; readonly now: number; readonly random: RandomBytes }

const randomText = (random: RandomBytes): string => Buffer.from(random(NONCE_BYTES)).toString('base64url')

/** One that begins here; the other side's keys are still to be read. */
export const linkingOfOurs = ({ node, now, random }: Begin): Linking => ({
  id: randomText(random),
  node,
  isTheirs: false,
  until: now + LINKING_MS,
  phase: { kind: 'beginning', meeting: null, nonce: randomText(random) },
})

/** One that another node began; and its knowledge of this one's number. */
export function linkingOfTheirs(
  { node, now, random }: Begin,
  id: string,
  sides: { readonly them: PairingSide; readonly self: PairingSide },
): { readonly linking: Linking; readonly commitment: string } {
  const nonce = randomText(random)
  const meeting = { id, first: sides.them, second: sides.self }
  const phase = { kind: 'beginning', meeting, nonce } as const
  return {
    linking: { id, node, isTheirs: true, until: now + LINKING_MS, phase },
    commitment: commitmentTo(meeting, nonce),
  }
}

/** The other side said its number: this one's is told, and the code stands. Null where it is not its turn. */
export function revealTo(linking: Linking, firstNonce: string): string | null {
  const { phase } = linking
  if (!linking.isTheirs || phase.kind !== 'beginning' || phase.meeting === null) return null
  linking.phase = comparing(phase.meeting, pairingCodeOf(phase.meeting, firstNonce, phase.nonce))
  return phase.nonce
}

/** The other side's number came: the code stands if it is the one that it committed to. */
export function revealedBy(
  linking: Linking,
  meeting: PairingParties,
  told: { readonly commitment: string; readonly nonce: string },
): boolean {
  const { phase } = linking
  if (linking.isTheirs || phase.kind !== 'beginning') return false
  if (!isCommittedTo(meeting, told.nonce, told.commitment)) return false
  linking.phase = comparing(meeting, pairingCodeOf(meeting, phase.nonce, told.nonce))
  return true
}

const comparing = (meeting: PairingParties, code: string): PairingPhase => ({
  kind: 'comparing',
  meeting,
  code,
  here: false,
  there: false,
})

/** `why`: for people. */
export function endLinking(linking: Linking, why: string): void {
  linking.phase = { kind: 'over', why }
}

/** Whether it still stands in the way of another one. */
export const isUnderWay = ({ phase }: Linking): boolean =>
  phase.kind === 'beginning' || phase.kind === 'comparing'
