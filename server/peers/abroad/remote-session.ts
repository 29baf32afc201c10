// Somebody of ours in the worlds of another node, from when they set out until they are there no more: a line
// is held for them, over which they are brought there, seen to go from world to world, and taken out again.
// The node that is asked decides all of it.
import { nodeOf, type Address, type NodeName } from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { WireEvent, YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { ActionLine } from '../lines/action-line.ts'
import {
  endOf,
  isPassing,
  openRemoteSessionLine,
  placeTold,
  type LineEnd,
  type RemoteSessionLineOptions,
} from './remote-session-line.ts'
import { pause, withinTime } from '../../../shared/time/time-limit.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/**
 * A node that does not answer for so long is asleep, in ms: its people are elsewhere from then on. It
 * waits for us as long.
 */
const ASLEEP_MS = 10_000
/** How often a line that broke is tried again until then, in ms. */
const AGAIN_MS = 500
/**
 * How soon somebody is followed into another world of that node, in ms: it cannot have us write where they
 * are without end.
 */
const MOVED_MS = 100
/**
 * A person who is followed there for longer, in ms, is brought there: that node may have them away by then,
 * since it saw no connection of theirs.
 */
const FOLLOW_MS = 5_000
/** How often somebody is shown anew who is just on their way to another world of that node. */
const SHOW_TRIES = 5
/** How long the other node may take to let somebody go, in ms. */
const QUIT_MS = 1_500
/** How often a node hears that somebody is still one of us, in ms: it believes that for half an hour. */
const RENEW_MS = 10 * 60_000
/** Not a plain visit: one that arrives late brings back somebody who went on through a portal there. */
const COME_BACK = { verb: 'visit', back: true } as const
const MAY_NOT = 'You can look at that world, but not act in it.'
const ELSEWHERE = 'You are already somewhere else.'

/** Why a remote session is over: the node does not answer, or somebody may not be there. */
export type RemoteSessionEnd =
  | { readonly type: 'asleep'; readonly wasThere: boolean }
  | { readonly type: 'refused'; readonly why: string }

interface RemoteSessionOptions extends RemoteSessionLineOptions {
  readonly world: Address
  /** The world that they come from through a portal; null: they come back, or by themselves. */
  readonly from: Address | null
  /** The node there has to hear again that somebody is one of us. */
  readonly onRenew: (world: Address) => Promise<unknown>
  /** They are in another world of that node now. */
  readonly onMoved: (to: Address) => void
  /** They went on from there: through a portal, or, null, back to where they came from. */
  readonly onWent: (to: Address | null) => void
  /** They are out of it, and the node there may not have heard. */
  readonly onUnheard: (world: Address) => void
  readonly onEnd: (end: RemoteSessionEnd) => void
}

export class RemoteSession {
  readonly #options: RemoteSessionOptions
  readonly #node: NodeName
  /** Answered when they are there, or why they will not be; anew once they are there no more. */
  #arrival = Promise.withResolvers<string | null>()
  #world: Address
  #from: Address | null
  #line: ActionLine | null = null
  #isThere = false
  #wasThere = false
  /** They were to be brought there, whatever the result. */
  #mayBeThere = false
  #isOver = false
  /** Since when they are followed to where they went by themselves, in ms since 1970; null: they are not. */
  #followedAt: number | null = null
  /** Ends the wait for a node of which nothing is heard. */
  #stopWaiting = (): void => {}

  constructor(options: RemoteSessionOptions) {
    const node = nodeOf(options.world)
    if (node === null) throw new Error('a visit elsewhere leads to another node')
    this.#options = options
    this.#node = node
    this.#world = options.world
    this.#from = options.from
    this.#waitUntilAsleep(ASLEEP_MS)
    void this.#run()
  }

  /** Whether it brings somebody to that node still. */
  leadsTo(node: NodeName): boolean {
    return !this.#isOver && node === this.#node
  }

  /** Answers when they are there: null, or why they are not. */
  arrived(): Promise<string | null> {
    return this.#arrival.promise
  }

  /** The same; a person who went away there is back. */
  async visit(): Promise<string | null> {
    if (!this.#isThere || this.#line === null) return this.#arrival.promise
    const { ok, why } = await this.#line.act({ verb: 'visit' })
    return ok ? null : why
  }

  /** Their node has something new to say of them: they are shown anew in the world where they are by now. */
  async show(): Promise<void> {
    for (let tries = 0; tries < SHOW_TRIES && !this.#isOver; tries += 1) {
      await this.#arrival.promise
      const outcome = await this.#line?.act(COME_BACK)
      if (outcome?.ok === true) return
      await pause(this.#options.clock, AGAIN_MS)
    }
  }

  /** Takes them out; their place there is kept. Resolves when it is done, or nobody answers. */
  async quit(): Promise<void> {
    const line = this.#line
    const options = this.#options
    if (this.#isOver) return
    this.#isOver = true
    this.#stopWaiting()
    this.#lose(ELSEWHERE)
    const outcome =
      line === null ? null : await withinTime(options.clock, QUIT_MS, line.act({ verb: 'quit' }), null)
    line?.close()
    if (outcome === null || isPassing(outcome)) this.#leftUnheard()
  }

  async #run(): Promise<void> {
    const { clock } = this.#options
    while (!this.#isOver) {
      const end = await this.#once().catch((error: unknown) => endOf(error))
      this.#line = null
      this.#lose(null)
      this.#followedAt = end.type === 'moved' ? clock.now() : null
      if (this.#isOver) return
      if (end.type === 'moved') {
        await pause(clock, MOVED_MS)
        continue
      }
      if (end.type === 'refused') return this.#end(end)
      if (end.type === 'asleep') return this.#fallAsleep()
      await pause(clock, AGAIN_MS)
    }
  }

  /** Nothing is heard of that node: after so long, in ms, it is asleep, whatever is under way to it. */
  #waitUntilAsleep(ms: number): void {
    this.#stopWaiting()
    this.#stopWaiting = this.#options.clock.after(ms, () => this.#fallAsleep())
  }

  #fallAsleep(): void {
    if (this.#isOver) return
    this.#line?.close()
    this.#end({ type: 'asleep', wasThere: this.#wasThere })
    this.#leftUnheard()
  }

  #end(end: RemoteSessionEnd): void {
    this.#isOver = true
    this.#stopWaiting()
    this.#lose(end.type === 'asleep' ? `${this.#node} is asleep. Try again when it is awake.` : end.why)
    this.#options.onEnd(end)
  }

  /** They are not there; why they will not be, or null. */
  #lose(why: string | null): void {
    if (this.#isThere) this.#arrival = Promise.withResolvers()
    this.#isThere = false
    if (why !== null) this.#arrival.resolve(why)
  }

  #leftUnheard(): void {
    if (this.#mayBeThere) this.#options.onUnheard(this.#world)
  }

  /** One line, from its beginning to its end. */
  async #once(): Promise<LineEnd> {
    const left = Promise.withResolvers<LineEnd>()
    const { line, told, over, heardAt } = await openRemoteSessionLine(this.#options, this.#world, (event) => {
      const end = this.#isThere ? this.#hear(event) : null
      if (end !== null) left.resolve(end)
    })
    this.#line = line
    try {
      const you = await told
      // A person who went elsewhere meanwhile is not brought there any more.
      if (this.#isOver) return { type: 'lost' }
      if (you.type !== 'you') return you
      // From the world that they were in they may have gone on already: their node does not take them back
      // there.
      const goneOn = this.#wasThere ? this.#follow(you) : null
      if (goneOn !== null) return goneOn
      const refused = await this.#come(line, over)
      if (refused !== null) return refused
      this.#there()
      const stopRenewing = this.#renewOften()
      const end = await Promise.race([left.promise, over]).finally(stopRenewing)
      const { clock } = this.#options
      const silentMs = Math.min(clock.monotonic() - heardAt(), clock.sinceStillMs?.() ?? Infinity)
      if (!this.#isOver) this.#waitUntilAsleep(Math.max(0, ASLEEP_MS - silentMs))
      return end
    } finally {
      line.close()
    }
  }

  /** Brings them there; null: they are. */
  async #come(line: ActionLine, over: Promise<LineEnd>): Promise<LineEnd | null> {
    const { clock, self } = this.#options
    this.#mayBeThere = true
    if (this.#followedAt !== null && isRecent(this.#followedAt, FOLLOW_MS, clock.now())) return null
    const from = this.#from === null ? {} : { from: nameAsSeenFrom(this.#from, self, this.#node) }
    const visit = this.#wasThere ? COME_BACK : ({ verb: 'visit', ...from } as const)
    const came = await Promise.race([line.act(visit), over])
    if ('type' in came) return came
    if (came.ok) return null
    return came.why === null || isPassing(came) ? { type: 'lost' } : { type: 'refused', why: came.why }
  }

  #renewOften(): () => void {
    const { clock, onRenew } = this.#options
    const world = this.#world
    // A node that cannot be asked is noticed by its line.
    return repeat(() => onRenew(world), { everyMs: RENEW_MS, clock, onFault: () => undefined })
  }

  #there(): void {
    this.#stopWaiting()
    this.#from = null
    this.#isThere = true
    this.#wasThere = true
    this.#arrival.resolve(null)
  }

  /** Messages to them there; returns a function that ends this connection. */
  #hear(event: WireEvent): LineEnd | null {
    if (event.type === 'you') return this.#follow(event)
    if (event.type !== 'go' || this.#isOver) return null
    const { to } = event
    this.#isOver = true
    this.#stopWaiting()
    this.#lose(ELSEWHERE)
    this.#options.onWent(to && nameAsSeenFrom(to, this.#node, this.#options.self))
    return { type: 'moved' }
  }

  #follow(you: YouEvent): LineEnd | null {
    if (!atLeast(you.right, 'act')) return { type: 'refused', why: MAY_NOT }
    const world = placeTold(you, this.#world, this.#options.self)
    if (world === null || world === this.#world) return null
    this.#world = world
    this.#options.onMoved(world)
    return { type: 'moved' }
  }
}
