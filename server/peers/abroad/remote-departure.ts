// Takes somebody of ours out of a world of another node whom nobody heard go: their line was broken, or
// silent. As long as the other node has not noticed by itself, it shows them where they are not.
import { atLeast } from '../../../shared/world/rights.ts'
import type { Address } from '../../../shared/world/address.ts'
import {
  endOf,
  isPassing,
  openRemoteSessionLine,
  placeTold,
  type LineEnd,
  type RemoteSessionLineOptions,
} from './remote-session-line.ts'
import { pause, withinTime } from '../../../shared/time/time-limit.ts'

/**
 * A node notices by itself within so long, in ms: a silent connection is given up after 30 s, and a person
 * without one is away 10 s later.
 */
const FAREWELL_MS = 60_000
/** How soon it is asked again, in ms. */
const AGAIN_MS = 1_000
/** How long the answer may take, in ms. */
const QUIT_MS = 5_000

interface RemoteDepartureOptions extends RemoteSessionLineOptions {
  readonly world: Address
  /** They did not go there again meanwhile. */
  readonly isWanted: () => boolean
}

/** Resolves when they are out, or it is of no use any more; never rejects. */
export async function departRemotely(options: RemoteDepartureOptions): Promise<void> {
  const { clock, isWanted } = options
  const end = clock.now() + FAREWELL_MS
  let world: Address | null = options.world
  while (world !== null && isWanted() && clock.now() < end) {
    const next: Address | null = await askOnce(options, world)
    if (next === world) await pause(clock, AGAIN_MS)
    world = next
  }
}

/** Answers where to ask next; null: there is nothing more to ask. */
async function askOnce(options: RemoteDepartureOptions, world: Address): Promise<Address | null> {
  const opened = await openRemoteSessionLine(options, world).catch((error: unknown) => endOf(error))
  if (!('line' in opened)) return nextAfter(opened, world)
  const { line, told } = opened
  try {
    const you = await told
    if (you.type !== 'you') return nextAfter(you, world)
    const at = placeTold(you, world, options.self)
    if (at !== null && at !== world) return at
    // A person who may not act there is not there.
    if (!atLeast(you.right, 'act') || !options.isWanted()) return null
    const outcome = await withinTime(options.clock, QUIT_MS, line.act({ verb: 'quit' }), null)
    return outcome === null || isPassing(outcome) ? world : null
  } finally {
    line.close()
  }
}

/** A request that was refused for good gets no other answer. */
const nextAfter = ({ type }: LineEnd, world: Address): Address | null => (type === 'refused' ? null : world)
