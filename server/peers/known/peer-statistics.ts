// The state of each node, as this one notices it: awake or not, how fast it answers, and the traffic both
// ways. It is not on the disk: it counts from this node's start.
import type { NodeName } from '../../../shared/world/address.ts'
import { asleep, PeerFault } from '../outward/faults.ts'
import { isJustBack } from '../../time/patient-clock.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'

/**
 * After a first failure a node is tried again so soon, after each further one twice as late, up to the bound;
 * in ms.
 */
const RETRY = { firstMs: 250, longestMs: 5_000 }

interface PeerStatistics {
  state: 'awake' | 'asleep' | 'unknown'
  latencyMs: number | null
  bytesIn: number
  bytesOut: number
  queue: number
  /** What is wrong; null once it is over. */
  lastError: { readonly at: number; readonly kind: PeerFault['kind']; readonly sentence: string } | null
  /** It is of what that node signed, not of what this one asked there. */
  isErrorOfTheirs: boolean
  retryAt: number | null
  failures: number
  /** When anything was heard of it last, in ms since 1970. */
  heardAt: number
}

/** The bytes of a connection so far, by the socket's own count. */
export interface Metered {
  readonly bytesRead: number
  readonly bytesWritten: number
}

type PeerState = 'awake' | 'asleep'
export type OnState = (node: NodeName, state: PeerState) => void

export interface AllFigures {
  /** Those of a node; made where there are none. */
  of(node: NodeName): PeerStatistics
  forget(node: NodeName): void
  /**
   * A node answered within so many ms; null: it asked something itself, or showed its card. That does not say
   * that it takes what this node signs: where the clocks differed, only an answer does.
   */
  heard(node: NodeName, latencyMs: number | null): void
  failed(node: NodeName, fault: PeerFault): void
  /** Why a node is not asked at this moment: it was in vain just now. Null: it is. */
  whyNotNow(node: NodeName): PeerFault | null
  /** Where it does not take what this node signs, since the clocks differ: the words about that. */
  clockTrouble(node: NodeName): string | null
  /** Notes for the admins that what a node signed did not count here. */
  note(node: NodeName, fault: PeerFault): void
  /** Counts the bytes of a connection, also while it is open; until the returned function is called. */
  meter(node: NodeName, line: Metered): () => void
  /** The bytes from a node and to it, open connections among them. */
  traffic(node: NodeName): Pick<PeerStatistics, 'bytesIn' | 'bytesOut'>
  /** It is tried again now. */
  retry(node: NodeName): void
  onState(listener: OnState): () => void
}

/** It does not take what this node signs, since the clocks of both differ. */
const clockTroubleIn = ({ state, lastError }: PeerStatistics): string | null =>
  state === 'asleep' && lastError?.kind === 'clock' ? lastError.sentence : null

export function createFigures(clock: Pick<ServerClock, 'now' | 'sinceStillMs'>): AllFigures {
  const all = new Map<NodeName, PeerStatistics>()
  const listeners = new Set<OnState>()
  const lines = new Map<NodeName, Set<Metered>>()

  function of(node: NodeName): PeerStatistics {
    const known = all.get(node)
    if (known !== undefined) return known
    const made: PeerStatistics = {
      state: 'unknown',
      latencyMs: null,
      bytesIn: 0,
      bytesOut: 0,
      queue: 0,
      lastError: null,
      isErrorOfTheirs: false,
      retryAt: null,
      failures: 0,
      heardAt: 0,
    }
    all.set(node, made)
    return made
  }

  function turn(node: NodeName, figures: PeerStatistics, state: PeerState): void {
    if (figures.state === state) return
    figures.state = state
    for (const listener of listeners) listener(node, state)
  }

  function note(node: NodeName, { kind, message }: PeerFault, isErrorOfTheirs: boolean): void {
    Object.assign(of(node), { lastError: { at: clock.now(), kind, sentence: message }, isErrorOfTheirs })
  }

  return {
    of,
    forget: (node) => void all.delete(node),
    heard(node, latencyMs) {
      const figures = of(node)
      figures.heardAt = clock.now()
      if (latencyMs === null && clockTroubleIn(figures) !== null) return
      // What that node asks says nothing of what it answers, and the other way round.
      if ((latencyMs === null) === figures.isErrorOfTheirs) figures.lastError = null
      figures.failures = 0
      figures.retryAt = null
      if (latencyMs !== null) figures.latencyMs = latencyMs
      turn(node, figures, 'awake')
    },
    failed(node, fault) {
      const figures = of(node)
      note(node, fault, false)
      if (!fault.isSilent && fault.kind !== 'clock') return
      figures.retryAt = clock.now() + waitMsAfter(figures.failures, RETRY)
      // Whoever set a clock right does not wait for longer, the longer it was wrong.
      if (fault.kind !== 'clock') figures.failures += 1
      // What was under way while this node stood still fails by itself.
      if (fault.isSilent && isJustBack(clock)) return
      turn(node, figures, 'asleep')
    },
    whyNotNow(node) {
      const figures = of(node)
      const waitMs = (figures.retryAt ?? 0) - clock.now()
      // A longer wait is of a clock that was set back since.
      if (figures.state !== 'asleep' || waitMs <= 0 || waitMs > RETRY.longestMs) return null
      const trouble = clockTroubleIn(figures)
      return trouble === null ? asleep(node) : new PeerFault('clock', node, trouble)
    },
    clockTrouble: (node) => clockTroubleIn(of(node)),
    note: (node, fault) => note(node, fault, true),
    meter(node, line) {
      const open = lines.get(node) ?? new Set()
      lines.set(node, open.add(line))
      return () => {
        if (!open.delete(line)) return
        if (open.size === 0) lines.delete(node)
        const figures = of(node)
        figures.bytesIn += line.bytesRead
        figures.bytesOut += line.bytesWritten
      }
    },
    traffic(node) {
      let { bytesIn, bytesOut } = of(node)
      for (const { bytesRead, bytesWritten } of lines.get(node) ?? []) {
        bytesIn += bytesRead
        bytesOut += bytesWritten
      }
      return { bytesIn, bytesOut }
    },
    retry(node) {
      of(node).retryAt = null
    },
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
