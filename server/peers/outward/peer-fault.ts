// The obstacles between this node and another one: one kind of error, with a sentence for people. Work that
// waits for the other node asks `isAway`; everything else will be no better later.
import type { NodeName } from '../../../shared/world/address.ts'

/**
 * - `asleep`: a node that was met does not answer now.
 * - `unreachable`: nobody answers under a name that was never met.
 * - `slow`: it answers, and not in time.
 * - `clock`: its clock and the one of this node differ, so that nothing counts there that is signed here.
 * - `busy`: it, or this node, has too much to do just now.
 * - `version`: it speaks another version than this node.
 * - `private`: its address lies where this node does not go.
 * - `blocked`: an admin here does not want it, or its keys are not those that it had.
 * - `refused`: it said no, or something that no node says.
 */
export type PeerFaultKind =
  | 'asleep'
  | 'unreachable'
  | 'slow'
  | 'clock'
  | 'busy'
  | 'version'
  | 'private'
  | 'blocked'
  | 'refused'

export class PeerFault extends Error {
  override readonly name = 'PeerFault'
  readonly kind: PeerFaultKind
  readonly node: NodeName

  constructor(kind: PeerFaultKind, node: NodeName, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.kind = kind
    this.node = node
  }

  /** It did not answer. */
  get isSilent(): boolean {
    return this.kind === 'asleep' || this.kind === 'unreachable' || this.kind === 'slow'
  }

  /** Trying again later makes sense. */
  get isAway(): boolean {
    return this.isSilent || this.kind === 'clock' || this.kind === 'busy'
  }
}

/** The words about a node that is called by its key: nobody can ask it anything. */
export const noAddress = (node: NodeName): PeerFault =>
  new PeerFault(
    'unreachable',
    node,
    'That node has no public address: it can visit others, but nobody can visit it.',
  )

/** The words about a node that does not answer; every part that waits for one uses them. */
export const asleep = (node: NodeName, cause?: unknown): PeerFault =>
  new PeerFault('asleep', node, `${node} is asleep. Try again when it is awake.`, cause)
