// A line to a world of another node for somebody of ours who comes there, is there, or goes: from its
// beginning, where it is told who and where they are, to its end.
import {
  foreignPartsOf,
  nodeOf,
  type Address,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { WireEvent, YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'
import { syncPath } from '../lines/copy-ids.ts'
import { createLine, type ActionLine } from '../lines/action-line.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/** How long the other node may take to say who somebody is there, in ms. */
const YOU_MS = 5_000
/** The words of a refusal that is soon past. */
const PASSING = 'Try again'

/** How such a line ended. */
export type LineEnd =
  | { readonly type: 'lost' | 'moved' | 'asleep' }
  | { readonly type: 'refused'; readonly why: string }

export interface RemoteSessionLineOptions {
  readonly caller: Pick<PeerClient, 'socket'>
  /** The name of this node there. */
  readonly self: NodeName
  readonly clock: ServerClock
  readonly member: MemberId
  readonly sessionName: () => string
}

interface RemoteSessionLine {
  readonly line: ActionLine
  /** Their account there; or that the answer did not come in time, or how the connection ended before. */
  readonly told: Promise<YouEvent | LineEnd>
  readonly over: Promise<LineEnd>
  /** When anything came over it last, by a clock that nobody sets. */
  readonly heardAt: () => number
}

/** Rejects with a PeerFault. */
export async function openRemoteSessionLine(
  { caller, clock, member, sessionName }: RemoteSessionLineOptions,
  world: Address,
  onEvent: (event: WireEvent) => void = () => undefined,
): Promise<RemoteSessionLine> {
  const place = foreignPartsOf(world)
  if (place === null) throw new Error('a visit elsewhere leads to another node')
  const socket = await caller.socket(place.node, syncPath(place, 'live', 'bare'), member)
  let heardAt = clock.monotonic()
  const heard = (): void => {
    heardAt = clock.monotonic()
  }
  socket.on('message', heard)
  socket.on('pong', heard)
  const over = Promise.withResolvers<LineEnd>()
  const you = Promise.withResolvers<YouEvent>()
  const line = createLine({
    socket,
    session: sessionName(),
    clock,
    onEvent(event) {
      if (event.type === 'you') you.resolve(event)
      onEvent(event)
    },
    onClosed: (code, reason) => over.resolve(closedWith(code, reason)),
  })
  const told = withinTime(clock, YOU_MS, Promise.race([you.promise, over.promise]), null)
  return {
    line,
    told: told.then((first) => first ?? { type: 'lost' }),
    over: over.promise,
    heardAt: () => heardAt,
  }
}

/** The world of that node where they are, by its name here; null: they are in none, or on another node. */
export function placeTold({ at }: YouEvent, of: Address, self: NodeName): Address | null {
  const node = nodeOf(of)
  return at === null || node === null || nodeOf(at) !== null ? null : nameAsSeenFrom(at, node, self)
}

/** Whether nobody answered, or so that it can be another answer soon. */
export const isPassing = ({ ok, why }: Outcome): boolean => !ok && (why === null || why.includes(PASSING))

/** The result when a connection could not be opened. */
export function endOf(error: unknown): LineEnd {
  if (!(error instanceof PeerFault) || error.isAway) return { type: 'lost' }
  return { type: 'refused', why: error.message }
}

function closedWith(code: number, reason: string): LineEnd {
  if (code === CLOSE.goingAway) return { type: 'asleep' }
  const isForGood = code >= 4400 && code < 4500
  return isForGood ? { type: 'refused', why: reason } : { type: 'lost' }
}
