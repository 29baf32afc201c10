// Which world a driver is in: it opens the one that it is to see, and goes where its avatar goes.
import type { Action } from '../play/acts/action.ts'
import type { Address } from '../world/address.ts'
import type { Outcome } from '../world/live/live-state-values.ts'
import type { ConditionWait } from './condition-wait.ts'
import { openWorld, type DrivenWorld } from './driven-world.ts'
import { ACTION_TIMEOUT_MS } from './driver-actions.ts'
import type { ReadingEnvironment } from '../wire/reading/reading-environment.ts'
import type { DriverListeners } from './driver-events.ts'
import { avatarIn } from './driver-sight.ts'

/** How long a world may take to open, and the way into another one, in ms. */
const OPENING_MS = 15_000
/** How soon the way to where the avatar is is tried again, in ms. */
const AGAIN_MS = 1_000

export interface DriverTravelOptions {
  readonly outside: ReadingEnvironment
  /** `ws://host` or `wss://host`. */
  readonly server: string
  /** Where one begins. */
  readonly world: Address
  /** The address that a world has now, by one that it had. */
  readonly addressNow: (address: Address) => Promise<Address>
  /** How long an answer may take, in ms. */
  readonly timeoutMs?: number | undefined
}

interface DriverTravel {
  /** The world that one is in. */
  readonly current: () => DrivenWorld
  /** Resolves when the first world is here to be looked at; rejects with a sentence when it does not come. */
  readonly opened: () => Promise<void>
  /** Tells listeners what happens where one is, also after one went elsewhere. */
  readonly watch: () => void
  readonly visit: (address: Address) => Promise<Outcome>
  /** An act that may lead to another world: one is there when it resolves. */
  readonly cross: (action: Action) => Promise<Outcome>
  readonly close: () => void
}

/** Begins to open the first world. */
export function createTravel(
  options: DriverTravelOptions,
  waiting: ConditionWait,
  listeners: DriverListeners,
): DriverTravel {
  const { timeoutMs = ACTION_TIMEOUT_MS } = options
  let current = open(options.world)
  let coming: { readonly world: DrivenWorld; readonly opened: Promise<boolean> } | null = null
  let isVisiting = false
  let over: string | null = null

  function open(address: Address): DrivenWorld {
    const world: DrivenWorld = openDriven(options, address, waiting, listeners, {
      isCurrent: () => world === current,
      onYou: follow,
      onEnd(why) {
        over = why
      },
    })
    return world
  }

  /** Where the avatar is, there the driver goes; back after a break, the avatar comes again. */
  function follow(isFirst: boolean): void {
    const at = current.you()?.at ?? null
    if (!isVisiting || over !== null) return
    if (at !== null && at !== current.address) void goAfter(at)
    else if (isFirst) void comeAgain(current)
  }

  /**
   * On the way, or while the way there does not open, the avatar may have gone on: that is told to a world
   * that one has left by then, or is not in yet.
   */
  async function goAfter(address: Address): Promise<void> {
    const isThere = await go(address)
    if (coming !== null) return
    if (!isThere) await waiting.until(() => over !== null, AGAIN_MS)
    follow(false)
  }

  /**
   * What was asked before may lead elsewhere, and that is told a moment after the outcome: the node knows.
   */
  async function comeAgain(world: DrivenWorld): Promise<void> {
    if (!world.isIdle()) await waiting.until(world.isIdle, timeoutMs)
    if (over === null && world === current) await world.act({ verb: 'visit', back: true })
  }

  function go(address: Address): Promise<boolean> {
    if (coming?.world.address === address) return coming.opened
    coming?.world.close()
    const world = open(address)
    const opened = waiting
      .until(() => world.isOpen() || !world.isGoing(), OPENING_MS)
      .then(() => arrived(world))
    coming = { world, opened }
    return opened
  }

  function arrived(world: DrivenWorld): boolean {
    if (coming?.world !== world) return false
    coming = null
    if (!world.isOpen() || over !== null) {
      world.close()
      return false
    }
    const before = current
    current = world
    // What was asked there may still be answered.
    void waiting.until(before.isIdle, timeoutMs).then(() => before.close())
    if (listeners.isWatching()) watch()
    listeners.emit('world', world.address)
    waiting.look()
    return true
  }

  function watch(): void {
    current.look()
    listeners.watch(current.view, () => avatarIn(current))
  }

  async function cross(action: Action): Promise<Outcome> {
    const outcome = await current.act(action)
    if (outcome.ok) await waiting.until(() => avatarIn(current) !== null, OPENING_MS)
    return outcome
  }

  return {
    current: () => current,
    async opened() {
      const isHere = await waiting.until(() => current.isOpen() || over !== null, OPENING_MS)
      isVisiting = isHere && over === null && current.you()?.at === current.address
      if (isVisiting) await comeBack(current, waiting, timeoutMs)
      if (isHere && over === null) return
      current.close()
      throw new Error(over ?? `${options.world} does not open: there is no answer from the server.`)
    },
    watch,
    async visit(asked) {
      const address = asked === current.address ? asked : await options.addressNow(asked)
      if (address !== current.address && !(await go(address))) {
        return { ok: false, why: 'That world does not open.' }
      }
      const outcome = await cross({ verb: 'visit' })
      isVisiting ||= outcome.ok
      return outcome
    },
    cross,
    close() {
      over ??= 'This driver was closed.'
      coming?.world.close()
      current.close()
    },
  }
}

/** One whose body stands in a world is there again, as with a tab, also after having been away. */
async function comeBack(world: DrivenWorld, waiting: ConditionWait, timeoutMs: number): Promise<void> {
  const isThere = avatarIn(world) !== null || (await world.act({ verb: 'visit', back: true })).ok
  if (isThere) await waiting.until(() => avatarIn(world) !== null || !world.isGoing(), timeoutMs)
}

/** What the travel wants to know of a world that it opened. */
interface OpenedListener {
  /** Whether one is in this world now. */
  readonly isCurrent: () => boolean
  readonly onYou: (isFirst: boolean) => void
  readonly onEnd: (why: string) => void
}

function openDriven(
  { outside, server, timeoutMs = ACTION_TIMEOUT_MS }: DriverTravelOptions,
  address: Address,
  waiting: ConditionWait,
  listeners: DriverListeners,
  { isCurrent, onYou, onEnd }: OpenedListener,
): DrivenWorld {
  const world: DrivenWorld = openWorld({
    outside,
    server,
    address,
    session: [...outside.random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    timeoutMs,
    isWatched: () => listeners.isWatching() || waiting.isAny(),
    onNews: () => waiting.look(),
    onYou: (_you, isFirst) => isCurrent() && onYou(isFirst),
    onEvent(event) {
      if (event.type === 'personal' && isCurrent())
        for (const question of event.questions) listeners.emit('question', question)
      if (event.type !== 'whisper' || !isCurrent()) return
      const { words, person, at, from } = event
      listeners.emit('whisper', { words, person, at, by: world.view.artifact(from) })
    },
    onEnd(why) {
      if (isCurrent()) onEnd(why)
      waiting.look()
      if (isCurrent()) listeners.emit('end', why)
    },
  })
  return world
}
