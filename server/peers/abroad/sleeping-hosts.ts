// What people are told whose host fell asleep while they were there, and once it is awake.
import { nodeOf, type Address, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'
import type { RemoteSessionEnd } from './remote-session.ts'

/** How often a node that fell asleep is asked whether it is awake, in ms, and for how long, in ms. */
const WAKE_MS = 10_000
const WAKE_WAIT_MS = 24 * 60 * 60_000
/** The words of a refusal that is soon past. */
const PASSING = 'Try again'

export interface WakeNotices {
  /** Somebody came home from a node that sleeps, and is told when it is awake. */
  add(member: MemberId, node: NodeName): void
  /** They went elsewhere. */
  forget(member: MemberId): void
  stop(): void
}

export function createWakeNotices({
  caller,
  clock,
  notify,
}: {
  readonly caller: Pick<PeerClient, 'call'>
  readonly clock: Pick<ServerClock, 'after' | 'monotonic'>
  readonly notify: (member: MemberId, words: string) => void
}): WakeNotices {
  const sleeping = new Map<NodeName, Set<MemberId>>()
  let isStopped = false

  const isAwake = (node: NodeName): Promise<boolean> =>
    caller.call(node, { method: 'POST', path: peersPath('key') }).then(
      () => true,
      (error: unknown) => error instanceof PeerFault && !error.isAway,
    )

  async function askUntilAwake(node: NodeName, waiting: Set<MemberId>): Promise<void> {
    const end = clock.monotonic() + WAKE_WAIT_MS
    const isWanted = (): boolean => waiting.size > 0 && !isStopped && clock.monotonic() < end
    let hasWoken = false
    while (isWanted() && !hasWoken) {
      await pause(clock, WAKE_MS)
      hasWoken = isWanted() && (await isAwake(node))
    }
    sleeping.delete(node)
    if (!hasWoken || isStopped) return
    for (const member of waiting)
      notify(member, `${node} is awake again. At home or on its page, leave takes you back there.`)
  }

  return {
    add(member, node) {
      const known = sleeping.get(node)
      const waiting = (known ?? new Set()).add(member)
      sleeping.set(node, waiting)
      if (known === undefined) void askUntilAwake(node, waiting)
    },
    forget(member) {
      for (const waiting of sleeping.values()) waiting.delete(member)
    },
    stop() {
      isStopped = true
    },
  }
}

/** A way back that is closed for now is kept by these words ([N46]). */
export function wayBackWords({ kind, isAway, message }: PeerFault): string {
  const isPassing = isAway && kind !== 'unreachable'
  return isPassing && !message.includes(PASSING) ? `${message} ${PASSING}.` : message
}

/** `clockTrouble`: why that node takes nothing from here, where the clocks differ. */
export function sessionEndWords(end: RemoteSessionEnd, from: Address, clockTrouble: string | null): string {
  if (end.type === 'refused') return `${end.why} You are at home.`
  const node = nodeOf(from)
  const why = clockTrouble ?? `${node} ${end.wasThere ? 'fell' : 'is'} asleep.`
  const when = clockTrouble === null ? 'when it wakes' : 'then'
  return `${why} You are at home.${end.wasThere ? ` Leave takes you back there ${when}.` : ''}`
}
