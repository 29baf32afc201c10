// The nodes that were announced in this network lately. Anybody there can announce as many as they like: so
// few are remembered, and of one machine fewer still, so that a forger leaves room for others.
import type { NodeName } from '../../../shared/world/address.ts'
import { TTL_S, type ReadAnnouncement } from './dns-sd-records.ts'

/** More than anybody has in one home, a school's among them. */
export const FOUND_MAX = 64
/** Nodes that one address may announce: several on one machine. */
export const FOUND_OF_ONE_MAX = 8

export interface FoundNode {
  readonly node: NodeName
  readonly title: string
}

interface FoundNodes {
  /** Takes in a packet from an address. */
  take(heard: ReadAnnouncement, from: string): void
  all(): readonly FoundNode[]
}

export function createFound(clock: { now(): number }): FoundNodes {
  const nodes = new Map<NodeName, FoundNode & { readonly from: string; readonly until: number }>()

  function forgetOver(): void {
    const now = clock.now()
    for (const [node, { until }] of nodes) if (until <= now) nodes.delete(node)
  }

  return {
    take({ node, title, ttlS }, from) {
      forgetOver()
      const before = nodes.get(node)
      // Only the announcer takes it back or changes its name.
      if (before !== undefined && before.from !== from) return
      if (ttlS <= 0) {
        nodes.delete(node)
        return
      }
      const ofOne = [...nodes.values()].filter((found) => found.from === from).length
      if (before === undefined && (nodes.size >= FOUND_MAX || ofOne >= FOUND_OF_ONE_MAX)) return
      const until = clock.now() + Math.min(ttlS, TTL_S) * 1000
      nodes.set(node, { node, title, from, until })
    },
    all() {
      forgetOver()
      return [...nodes.values()].map(({ node, title }) => ({ node, title }))
    },
  }
}
