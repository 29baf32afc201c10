// Announces this node in its network and looks for others, by multicast DNS: only where that was asked for.
// Nothing counts for being found: a found node is an address that nobody has to type. Where there is no
// multicast, it says so once, and goes on trying.
import makeMulticastDns, { type MulticastDNS } from 'multicast-dns'
import type { Logger } from 'pino'
import { isIP } from 'node:net'
import { rangesOf } from '../../network/ip-ranges.ts'
import { ownNetworks } from '../outward/destination.ts'
import { createFound, type FoundNode } from './found-nodes.ts'
import { heardIn, recordsOf, SERVICE, TTL_S, type Announcement } from './dns-sd-records.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { SlidingWindow } from '../../time/sliding-window.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/**
 * When it is asked who is there, in ms after the start (RFC 6762, section 5.2: each time later), and from
 * then on how often.
 */
const ASK_MS = [0, 1_000, 3_000, 9_000]
const ASK_EVERY_MS = 60_000
/** Announced again before it is over. */
const TELL_EVERY_MS = (TTL_S * 1000) / 2
/** Answered at most so often, in ms (RFC 6762, section 6). */
const ANSWER_MS = 1_000
/** Packets that are looked at in a second; a home with a hundred machines sends fewer. */
const PACKETS_PER_S = 200

/** The types of question that ask who is there. */
const ASKS: readonly string[] = ['PTR', 'ANY']

const NO_MULTICAST =
  'Other nodes cannot be found on this network: it does not carry multicast, or this machine is not allowed to use it. Type their address instead.'

export interface NearbyNodes {
  state(): { readonly looking: 'on' | 'trouble'; readonly trouble: string | null }
  found(): readonly FoundNode[]
  /** Takes the announcement back, and ends. */
  stop(): Promise<void>
}

interface NearbyOptions {
  /** The address of the one interface; null: all. */
  readonly at: string | null
  /**
   * The announcement, asked for each time, since a title changes. Null: nothing is announced, and others are
   * looked for all the same.
   */
  readonly announcement: () => Announcement | null
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  readonly log: Pick<Logger, 'warn'>
  /** Addresses from which packets count: this machine's networks. */
  readonly networks?: () => readonly string[]
}

export function startNearby(options: NearbyOptions): NearbyNodes {
  const { at, announcement, clock, log, networks = ownNetworks } = options
  const found = createFound(clock)
  let trouble: string | null = null
  /** It has joined those who listen, on one interface at least. */
  let isIn = false
  let isTold = false
  let answeredAt = -Infinity
  const packets = new SlidingWindow({ max: PACKETS_PER_S, ms: 1000 }, clock)
  const cancels = new Set<() => void>()
  const line: MulticastDNS = makeMulticastDns({
    ...(at !== null && { interface: at }),
    // Bound to one address, Linux passes on no multicast.
    bind: '0.0.0.0',
    reuseAddr: true,
    loopback: true,
  })

  function fail(error: unknown): void {
    trouble = NO_MULTICAST
    if (isTold) return
    isTold = true
    log.warn({ err: error }, 'nodes nearby cannot be found: there is no multicast here')
  }
  const sent = (error: Error | null): void => {
    if (error !== null) fail(error)
    else if (isIn) trouble = null
  }

  function later(ms: number, run: () => void): void {
    const cancel = clock.after(ms, () => {
      cancels.delete(cancel)
      run()
    })
    cancels.add(cancel)
  }

  const ask = (): void => line.query([{ name: SERVICE, type: 'PTR' }], sent)

  function tell(ttlS?: number): void {
    const own = announcement()
    if (own !== null) line.respond({ answers: recordsOf(own, ttlS) }, sent)
  }

  /** Whether a packet is looked at: of this network, and not one too many. */
  function counts({ address }: { readonly address: string }): boolean {
    if (!packets.take() || isIP(address) === 0) return false
    return rangesOf(networks())(address)
  }

  line.on('error', fail)
  // Packets that are none come here too, from anybody: only what this machine cannot do is told, and not of
  // one interface among others.
  line.on('warning', (error: Error) => {
    if ('syscall' in error && !isIn) fail(error)
  })
  line.on('networkInterface', () => {
    isIn = true
    trouble = null
  })
  line.on('query', ({ questions = [] }, from) => {
    if (!counts(from)) return
    const isAsked = questions.some(({ name, type }) => name.toLowerCase() === SERVICE && ASKS.includes(type))
    if (!isAsked || isRecent(answeredAt, ANSWER_MS, clock.now())) return
    answeredAt = clock.now()
    tell()
  })
  line.on('response', ({ answers = [], additionals = [] }, from) => {
    if (!counts(from)) return
    const own = announcement()?.node
    for (const heard of heardIn([...answers, ...additionals])) {
      if (heard.node !== own) found.take(heard, from.address)
    }
  })
  line.on('ready', () => {
    tell()
    for (const ms of ASK_MS) later(ms, ask)
    cancels.add(repeat(ask, { everyMs: ASK_EVERY_MS, clock, onFault: fail }))
    cancels.add(repeat(() => tell(), { everyMs: TELL_EVERY_MS, clock, onFault: fail }))
  })

  return {
    state: () => ({ looking: trouble === null ? 'on' : 'trouble', trouble }),
    found: () => found.all(),
    stop() {
      for (const cancel of cancels) cancel()
      cancels.clear()
      const { promise, resolve } = Promise.withResolvers<void>()
      const close = (): void => line.destroy(resolve)
      const own = announcement()
      if (own === null || trouble !== null) close()
      else line.respond({ answers: recordsOf(own, 0) }, close)
      return promise
    },
  }
}
