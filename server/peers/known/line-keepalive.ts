// Whether the connections that this node opened to others still carry anything. A connection can end without
// a word: a router forgets it, a machine sleeps, or one side gave up while the cable was out. So one on which
// nothing comes is asked for a sign of life; if none comes it is cut, and its user opens another.
import type { WebSocket } from 'ws'
import type { NodeName } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { bytesIn, bytesOut } from './line-bytes.ts'

/**
 * A line is asked when nothing came for so long, in ms. A node that stops right after something came is asked
 * after twice that: with the wait for an answer, people are told within 10 s.
 */
const QUIET_MS = 1_000
/**
 * How often it is looked then whether anything came, in ms, and how often at most: also where this node
 * itself had no time to read.
 */
const LOOK_MS = 1_000
const LOOKS = 5
/**
 * Bytes that were sent before have to arrive before the question does: so many a second, over a bad
 * connection.
 */
const SLOWEST_BYTES_PER_S = 16 * 1024
/** The code of a line that ended without a word. */
const BROKEN = 1006

export interface LineKeepalive {
  /**
   * Looks after a line until it is closed. All others to that node are asked: those that broke are known
   * before they are needed.
   */
  watch(node: NodeName, line: WebSocket): void
  /** Something happened that lines do not always live through: all to that node are asked. */
  doubt(node: NodeName): void
}

interface Watched {
  ask(): void
  stop(): void
}

export function createLineKeepalive(clock: Pick<ServerClock, 'after'>): LineKeepalive {
  const all = new Map<NodeName, Set<Watched>>()

  function doubt(node: NodeName): void {
    for (const line of all.get(node) ?? []) line.ask()
  }

  return {
    watch(node, line) {
      doubt(node)
      const others = all.get(node) ?? new Set()
      const watched = watchLine(line, clock)
      all.set(node, others.add(watched))
      line.once('close', (code) => {
        watched.stop()
        others.delete(watched)
        if (others.size === 0) all.delete(node)
        if (code === BROKEN) doubt(node)
      })
    },
    doubt,
  }
}

function watchLine(line: WebSocket, clock: Pick<ServerClock, 'after'>): Watched {
  let isAsked = false
  let seen = bytesIn(line)
  /** How many of the sent bytes are known to have arrived. */
  let arrived = bytesOut(line)
  let sent = bytesOut(line)
  let cancel = clock.after(QUIET_MS, look)

  /** Whether anything came since the last look; data that nobody reads just now may have come. */
  function hasCome(): boolean {
    const before = seen
    seen = bytesIn(line)
    return seen > before || line.isPaused
  }

  function look(): void {
    if (!hasCome()) return ask()
    // After a long silence the other side takes what comes for old.
    if (bytesOut(line) === sent && line.readyState === line.OPEN) line.ping()
    sent = bytesOut(line)
    cancel = clock.after(QUIET_MS, look)
  }

  function ask(): void {
    if (isAsked || line.readyState !== line.OPEN) return
    isAsked = true
    cancel()
    seen = bytesIn(line)
    const before = bytesOut(line)
    line.ping()
    const more = (1000 * (before - arrived)) / SLOWEST_BYTES_PER_S / LOOK_MS
    listen(LOOKS + Math.ceil(more), before)
  }

  function listen(looks: number, before: number): void {
    cancel = clock.after(LOOK_MS, () => {
      if (hasCome()) {
        isAsked = false
        arrived = before
        cancel = clock.after(QUIET_MS, look)
      } else if (looks === 1) line.terminate()
      else listen(looks - 1, before)
    })
  }

  return { ask, stop: () => cancel() }
}
