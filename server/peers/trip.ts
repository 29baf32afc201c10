// Somebody of ours in the worlds of another node, from when they set out until they are there no more: a line is held for them, over
// which they are brought there, seen to go from world to world, and taken out again. The node that is asked decides all of it.
import {
  foreignPartsOf,
  nodeOf,
  type Address,
  type MemberId,
  type NodeName,
} from '../../shared/world/address.ts'
import { toldTo } from '../../shared/world/from-node.ts'
import { atLeast } from '../../shared/world/rights.ts'
import type { WireEvent, YouEvent } from '../../shared/wire/action.ts'
import { CLOSE } from '../../shared/wire/frame.ts'
import type { Clock } from '../sync/clock.ts'
import type { Caller } from './caller.ts'
import { PeerFault } from './fault.ts'
import { syncPath } from './foreign-ids.ts'
import { createLine, type Line } from './line.ts'

/** A node that does not answer for so long is asleep, in ms: its people are elsewhere from then on. It has the same patience with us. */
export const ASLEEP_MS = 10_000
/** How often a line that broke is tried again until then, in ms. */
const AGAIN_MS = 500
/** How soon somebody is followed into another world of that node, in ms: it cannot have us write where they are without end. */
const MOVED_MS = 100
/** How long the other node may take to say who somebody is there, and to let them go, in ms. */
const YOU_MS = 5_000
const QUIT_MS = 1_500
/** How often a node hears that somebody is still one of us, in ms: it believes that for half an hour. */
const RENEW_MS = 10 * 60_000
/** What a refusal says that is soon past. */
const PASSING = 'Try again'
const MAY_NOT = 'You may look at that world, but not act in it.'

/** Why a trip is over: the node does not answer, or somebody may not be there. */
export type TripEnd =
  | { readonly type: 'asleep'; readonly wasThere: boolean }
  | { readonly type: 'refused'; readonly why: string }

export interface TripOptions {
  readonly caller: Pick<Caller, 'socket'>
  /** What this node is called there. */
  readonly self: NodeName
  readonly clock: Clock
  readonly member: MemberId
  readonly world: Address
  /** The world that they come from through a portal; null: they come back, or by themselves. */
  readonly from: Address | null
  readonly sessionName: () => string
  /** The node there has to hear again that somebody is one of us. */
  readonly onRenew: (world: Address) => void
  /** They are in another world of that node now. */
  readonly onMoved: (to: Address) => void
  /** They went on from there: through a portal, or, null, back to where they came from. */
  readonly onWent: (to: Address | null) => void
  readonly onEnd: (end: TripEnd) => void
}

/** How one line of a trip ended. */
type LineEnd = { readonly type: 'lost' | 'moved' | 'asleep' } | Extract<TripEnd, { type: 'refused' }>

export class Trip {
  private readonly options: TripOptions
  private readonly node: NodeName
  private readonly first = Promise.withResolvers<string | null>()
  private world: Address
  private from: Address | null
  private line: Line | null = null
  private wasThere = false
  private isOver = false
  /** They went to this world by themselves, and need not be brought there. */
  private isFollowing = false
  /** Since when there is no line that works, in ms since 1970. */
  private lostAt: number

  constructor(options: TripOptions) {
    const node = nodeOf(options.world)
    if (node === null) throw new Error('a trip leads to another node')
    this.options = options
    this.node = node
    this.world = options.world
    this.from = options.from
    this.lostAt = options.clock.now()
    void this.run()
  }

  /** Answers when they are there: null, or why they are not. Who went away there is back. */
  async visit(): Promise<string | null> {
    if (!this.wasThere || this.line === null) return this.first.promise
    const { ok, why } = await this.line.act({ verb: 'visit' })
    return ok ? null : why
  }

  /** Takes them out; their place there is kept. Resolves when it is done, or nobody answers. */
  async quit(): Promise<void> {
    const { line } = this
    if (this.isOver) return
    this.isOver = true
    this.first.resolve('You are somewhere else by now.')
    if (line !== null) await within(this.options.clock, QUIT_MS, line.act({ verb: 'quit' }))
    line?.close()
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const end = await this.once().catch((error: unknown) => endOf(error))
      this.line = null
      this.isFollowing = end.type === 'moved'
      if (this.isOver) return
      if (end.type === 'moved') {
        await pause(this.options.clock, MOVED_MS)
        continue
      }
      if (end.type === 'refused') return this.end(end)
      if (end.type === 'asleep' || this.options.clock.now() - this.lostAt >= ASLEEP_MS)
        return this.end({ type: 'asleep', wasThere: this.wasThere })
      await pause(this.options.clock, AGAIN_MS)
    }
  }

  private end(end: TripEnd): void {
    this.isOver = true
    this.first.resolve(
      end.type === 'asleep' ? `${this.node} is asleep. Try again when it is awake.` : end.why,
    )
    this.options.onEnd(end)
  }

  /** One line, from its beginning to its end. */
  private async once(): Promise<LineEnd> {
    const { caller, clock, member, sessionName } = this.options
    const socket = await caller.socket(this.node, pathOf(this.world), member)
    const over = Promise.withResolvers<LineEnd>()
    const you = Promise.withResolvers<YouEvent>()
    let isThere = false
    const line = createLine({
      socket,
      session: sessionName(),
      clock,
      onEvent: (event) => {
        if (event.type === 'you') you.resolve(event)
        const end = isThere ? this.hear(event) : null
        if (end !== null) over.resolve(end)
      },
      onClosed: (code, reason) => over.resolve(closedWith(code, reason)),
    })
    this.line = line
    try {
      const told = await within(clock, YOU_MS, Promise.race([you.promise, over.promise]))
      // Who went elsewhere meanwhile is not brought there any more.
      if (told === 'late' || this.isOver) return { type: 'lost' }
      if (told.type !== 'you') return told
      // From the world that they were in they may have gone on already: their node does not take them back there.
      const goneOn = this.wasThere ? this.follow(told) : null
      if (goneOn !== null) return goneOn
      if (!this.isFollowing) {
        const from = this.from === null ? {} : { from: toldTo(this.from, this.options.self, this.node) }
        const came = await Promise.race([line.act({ verb: 'visit', ...from }), over.promise])
        if ('type' in came) return came
        if (!came.ok) return refusalOf(came.why)
      }
      isThere = true
      this.there()
      const cancel = this.renewLater()
      const end = await over.promise.finally(() => cancel())
      this.lostAt = clock.now()
      return end
    } finally {
      line.close()
    }
  }

  private renewLater(): () => void {
    const { clock, onRenew } = this.options
    let cancel = clock.after(RENEW_MS, renew)
    const { world } = this
    function renew(): void {
      onRenew(world)
      cancel = clock.after(RENEW_MS, renew)
    }
    return () => cancel()
  }

  private there(): void {
    this.from = null
    this.wasThere = true
    this.first.resolve(null)
  }

  /** What they are told there; answers what ends this line. */
  private hear(event: WireEvent): LineEnd | null {
    if (event.type === 'you') return this.follow(event)
    if (event.type !== 'go' || this.isOver) return null
    const { to } = event
    this.isOver = true
    this.options.onWent(to && toldTo(to, this.node, this.options.self))
    return { type: 'moved' }
  }

  private follow({ at, right }: YouEvent): LineEnd | null {
    if (!atLeast(right, 'act')) return { type: 'refused', why: MAY_NOT }
    const world = at === null || nodeOf(at) !== null ? null : toldTo(at, this.node, this.options.self)
    if (world === null || world === this.world) return null
    this.world = world
    this.options.onMoved(world)
    return { type: 'moved' }
  }
}

function closedWith(code: number, reason: string): LineEnd {
  if (code === CLOSE.goingAway) return { type: 'asleep' }
  const isForGood = code >= 4400 && code < 4500
  return isForGood ? { type: 'refused', why: reason } : { type: 'lost' }
}

function refusalOf(why: string | null): LineEnd {
  return why === null || why.includes(PASSING) ? { type: 'lost' } : { type: 'refused', why }
}

function endOf(error: unknown): LineEnd {
  if (!(error instanceof PeerFault) || error.isAway) return { type: 'lost' }
  return { type: 'refused', why: error.message }
}

function pathOf(world: Address): string {
  const place = foreignPartsOf(world)
  if (place === null) throw new Error('a trip leads to another node')
  return syncPath(place, 'live', 'bare=1')
}

function within<Answer>(clock: Clock, ms: number, done: Promise<Answer>): Promise<Answer | 'late'> {
  const late = Promise.withResolvers<'late'>()
  const cancel = clock.after(ms, () => late.resolve('late'))
  return Promise.race([done, late.promise]).finally(cancel)
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}
