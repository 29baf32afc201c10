// The nodes that this one has met: their keys, whether they may come, and how they are now. A node is who it was when it was first met:
// its keys are kept then, and later ones count by the word of those before alone.
import type { NodeName } from '../../shared/world/address.ts'
import type { PeerFaultKind } from './fault.ts'

/** `unknown`: may come where a world is open to it, if the node is open to strangers; `blocked`: may not, and is not gone to. */
export type Trust = 'unknown' | 'allowed' | 'blocked'

/** A node as it is now. What is not on the disk (all below `trust`) counts from this node's start. */
export interface Peer {
  readonly node: NodeName
  /** What it calls itself. */
  readonly title: string
  readonly metAt: number
  readonly trust: Trust
  /** Why the node itself blocked it; null: it did not. */
  readonly trouble: string | null
  readonly state: 'awake' | 'asleep' | 'unknown'
  /** How long the last answer took, in ms. */
  readonly latencyMs: number | null
  readonly bytesIn: number
  readonly bytesOut: number
  /** Updates that wait for it. */
  readonly queue: number
  readonly lastError: { readonly at: number; readonly kind: PeerFaultKind; readonly sentence: string } | null
  /** When it is tried again, in ms since 1970; null: when somebody wants something of it. */
  readonly retryAt: number | null
}

export interface PeerBook {
  find(node: NodeName): Peer | null
  all(): readonly Peer[]
  /** Sets a peer up, if it was never met: asks for its card, and keeps its keys. Rejects with a PeerFault. */
  meet(node: NodeName): Promise<Peer>
  /** Allows or blocks it; allowed anew after its keys changed, it may bring other ones. Null: it was never met. */
  setTrust(node: NodeName, trust: Trust): Promise<Peer | null>
  /** Whether people of a node may come here, and ours go there. */
  mayCome(node: NodeName): boolean
  /** Calls `listener` when a node may come from now on, or may not any more; until the answer is called. */
  onTrust(listener: (node: NodeName, mayCome: boolean) => void): () => void
  /** Calls `listener` when a node fell asleep or woke; until the answer is called. */
  onState(listener: (node: NodeName, state: 'awake' | 'asleep') => void): () => void
}
