// A driver, put together: the world it is in, what it notices there, and how it follows its avatar to another
// world.
import type { Action } from '../play/acts/action.ts'
import { parseAnyAddress, type Address } from '../world/address.ts'
import type { Artifact } from '../world/artifact.ts'
import type { Outcome } from '../world/live/live-state-values.ts'
import { ACTION_TIMEOUT_MS } from './driver-actions.ts'
import type { Driver, DriverEvents, Which } from './driver.ts'
import { openWorld, type DrivenWorld } from './driven-world.ts'
import type { DriverEnvironment } from './driver-environment.ts'
import { watchSurroundings } from './noticed-events.ts'
import { createSight } from './driver-sight.ts'
import { createWaiting } from './condition-wait.ts'
import { createDriverWalking, wholeOf } from './driver-walking.ts'

/** How long a world may take to open, and the way into another one, in ms. */
const OPENING_MS = 15_000
/** How soon the way to where the avatar is is tried again, in ms. */
const AGAIN_MS = 1_000
const no = (why: string): Outcome => ({ ok: false, why })

export interface CreateOptions {
  readonly outside: DriverEnvironment
  /** `ws://host` or `wss://host`. */
  readonly server: string
  readonly world: Address
  readonly name: string
  readonly session: string
  /** How long an answer may take, in ms. */
  readonly timeoutMs?: number | undefined
}

type Listeners = { readonly [Name in keyof DriverEvents]: Set<(event: DriverEvents[Name]) => void> }

/** Resolves when the world is here to be looked at; rejects with a sentence when it does not come. */
export async function createDriver(options: CreateOptions): Promise<Driver> {
  const { outside, name, session, timeoutMs = ACTION_TIMEOUT_MS } = options
  const { clock } = outside
  const waiting = createWaiting(clock)
  const listeners: Listeners = {
    hear: new Set(),
    whisper: new Set(),
    arrive: new Set(),
    leave: new Set(),
    move: new Set(),
    change: new Set(),
    world: new Set(),
    end: new Set(),
  }
  let current = open(options.world)
  let coming: { readonly world: DrivenWorld; readonly opened: Promise<boolean> } | null = null
  let stopSenses: (() => void) | null = null
  let isVisiting = false
  let over: string | null = null
  const act = (action: Action): Promise<Outcome> => current.act(action)
  const sight = createSight({ world: seen, now: () => clock.now() })
  const { me } = sight
  const walking = createDriverWalking({ sight, act, waiting, now: () => clock.now() })

  function open(address: Address): DrivenWorld {
    const world: DrivenWorld = openWorld({
      outside,
      server: options.server,
      address,
      session: sessionName(),
      timeoutMs,
      isWatched: () => stopSenses !== null || waiting.isAny(),
      onNews: () => waiting.look(),
      onYou: (_you, isFirst) => world === current && follow(isFirst),
      onEvent(event) {
        if (event.type !== 'whisper' || world !== current) return
        const { words, person, at, from } = event
        emit('whisper', { words, person, at, by: world.view.artifact(from) })
      },
      onEnd(why) {
        if (world === current) over = why
        waiting.look()
        if (world === current) emit('end', why)
      },
    })
    return world
  }

  function sessionName(): string {
    return [...outside.random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  function emit<Name extends keyof DriverEvents>(name: Name, event: DriverEvents[Name]): void {
    for (const listener of listeners[name]) {
      try {
        listener(event)
      } catch (error) {
        outside.report(error)
      }
    }
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
    if (stopSenses !== null) sense()
    emit('world', world.address)
    waiting.look()
    return true
  }

  function sense(): void {
    stopSenses?.()
    const { view } = seen()
    stopSenses = watchSurroundings({
      view,
      me,
      now: () => clock.now(),
      hear: (heard) => emit('hear', heard),
      arrive: (who) => emit('arrive', who),
      leave: (who) => emit('leave', who),
      move: (what) => emit('move', what),
      change: (change) => emit('change', change),
    })
  }

  function seen(): DrivenWorld {
    current.look()
    return current
  }

  function actOn(which: Which, action: (thing: Artifact) => Action, ask = act): Promise<Outcome> {
    const thing = sight.one(which)
    const called = typeof which === 'string' ? which : which.name
    return thing === null ? Promise.resolve(no(`There is no ${called} here.`)) : ask(action(thing))
  }

  /** An act that may lead to another world: one is there when it resolves. */
  async function cross(action: Action): Promise<Outcome> {
    const outcome = await act(action)
    if (outcome.ok) await waiting.until(() => me() !== null, OPENING_MS)
    return outcome
  }

  async function visit(address: Address): Promise<Outcome> {
    if (address !== current.address && !(await go(address))) return no('That world does not open.')
    const outcome = await cross({ verb: 'visit' })
    isVisiting ||= outcome.ok
    return outcome
  }

  if (!(await waiting.until(() => current.isOpen() || over !== null, OPENING_MS)) || over !== null) {
    current.close()
    throw new Error(over ?? `${options.world} does not open: there is no answer from the server.`)
  }

  return {
    name,
    session,
    get world() {
      return current.address
    },
    get view() {
      return seen().view
    },
    get me() {
      return me()
    },
    get held() {
      return sight.held()
    },
    near: sight.near,
    find: sight.find,
    on(name, listener) {
      listeners[name].add(listener)
      if (stopSenses === null) sense()
      return () => listeners[name].delete(listener)
    },
    visit(world = current.address) {
      const address = parseAnyAddress(world)
      return address === null
        ? Promise.resolve(no(`${world} is not the address of a world.`))
        : visit(address)
    },
    ...walking,
    halt: () => act({ verb: 'halt' }),
    turn: (facing) => act({ verb: 'turn', facing }),
    push: (which) => actOn(which, ({ id }) => ({ verb: 'push', thing: id })),
    pickUp: (which) => actOn(which, ({ id }) => ({ verb: 'pickUp', thing: id })),
    putDown(which, at) {
      const spot = at === undefined ? {} : { at: wholeOf(at) }
      if (which === undefined) return act({ verb: 'putDown', ...spot })
      return actOn(which, ({ id }) => ({ verb: 'putDown', thing: id, ...spot }))
    },
    enter: (which) => actOn(which, ({ id }) => ({ verb: 'enter', thing: id }), cross),
    leave: () => cross({ verb: 'leave' }),
    use: (which) => actOn(which, ({ id }) => ({ verb: 'use', thing: id })),
    say: (words) => act({ verb: 'say', words }),
    shout: (words) => act({ verb: 'shout', words }),
    whisper: (to, words) => actOn(to, ({ id }) => ({ verb: 'whisper', words, to: id })),
    act,
    close() {
      over ??= 'This driver was closed.'
      stopSenses?.()
      stopSenses = null
      coming?.world.close()
      current.close()
      waiting.end()
    },
  }
}
