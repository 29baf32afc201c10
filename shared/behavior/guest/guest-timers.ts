// `every` and `after`. A timer goes on after a restart when it can be told apart: by its order, when it is
// made while the program starts, or by the name of its function, when that is a function of the whole
// program.
import type { StoredTimer } from '../../world/live/live-state-values.ts'
import type { Builtins } from './builtins.ts'
import type { Checks, HandlerFunction } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { TellPlace } from './guest-handlers.ts'
import type { GuestThings } from './guest-things.ts'

interface GuestTimer {
  readonly key: string | null
  readonly handler: HandlerFunction
  readonly isOnce: boolean
}

type RunningTimers = ReturnType<typeof makeRunningTimers>
export type Timers = ReturnType<typeof makeTimers>

/** The timers that run. */
export function makeRunningTimers(
  { table, match, evaluate }: Builtins,
  errors: Errors,
  things: GuestThings,
  delivered: Delivered,
  bounds: GuestLimits,
  run: (handler: HandlerFunction, given: object) => unknown,
  tellPlace: TellPlace,
) {
  const identifier = /^[A-Za-z_$\x80-\uffff][\w$\x80-\uffff]{0,60}$/
  const timers = table<number, GuestTimer>()
  const used = table<string, number>()
  const beats = things.strict('a beat')
  /** By far the most beats. */
  const usual = beats({ missed: 0 })
  let count = 0
  let last = 0

  /** The name of a function of the whole program, with a number where several timers have it. */
  function keyOf(handler: unknown): string | null {
    const name = typeof handler === 'function' ? handler.name : ''
    // No document keeps anything under this name, since it reaches the prototype of the object that is read.
    if (typeof name !== 'string' || name === '__proto__' || globalFunction(name) !== handler) return null
    let key = name
    for (let at = 2; used.has(key); at++) key = `${name}#${at}`
    return key
  }

  /** Evaluated, since `const close = () => ...` is no property of the global object. */
  function globalFunction(name: string): unknown {
    if (match(identifier, name) === null) return undefined
    try {
      return evaluate(`typeof ${name} === 'function' ? ${name} : undefined`)
    } catch {
      return undefined
    }
  }

  function add(
    key: string | null,
    handler: HandlerFunction,
    inMs: number,
    everyMs: number | null,
  ): () => void {
    if (count >= bounds.TIMERS_MAX) {
      throw delivered.overBound(
        'timers',
        `A program can have ${bounds.TIMERS_MAX} timers. every(...) and after(...) return a function: call it to stop that timer.`,
      )
    }
    const number = ++last
    delivered.add({ do: 'timer', timer: number, key, inMs, everyMs })
    keep(number, { key, handler, isOnce: everyMs === null })
    tellPlace(everyMs === null ? 'once' : 'timer', number, errors.here())
    delivered.undo(() => forget(number))
    return () => off(number)
  }

  function keep(number: number, timer: GuestTimer): void {
    timers.set(number, timer)
    if (timer.key !== null) used.set(timer.key, number)
    count++
  }

  function forget(number: number): void {
    const timer = timers.get(number)
    if (timer === undefined) return
    timers.delete(number)
    if (timer.key !== null && used.get(timer.key) === number) used.delete(timer.key)
    count--
  }

  function off(number: number): void {
    const timer = timers.get(number)
    if (timer === undefined) return
    delivered.add({ do: 'untimer', timer: number })
    forget(number)
    delivered.undo(() => keep(number, timer))
  }

  function beat(number: number, missed: number): void {
    const timer = timers.get(number)
    if (timer === undefined) return
    // It is over also when its handler fails.
    if (timer.isOnce) forget(number)
    run(timer.handler, missed === 0 ? usual : beats({ missed }))
  }

  return { used, keyOf, globalFunction, add, beat }
}

/** `every` and `after`, and the timers of before a restart. */
export function makeTimers(
  { each, keys, hasOwn, match, max, round }: Builtins,
  errors: Errors,
  checks: Checks,
  bounds: GuestLimits,
  { used, keyOf, globalFunction, add, beat }: RunningTimers,
) {
  const numbered = /^([^#]+)(?:#\d+)?$/
  const longestSeconds = 1e9
  let made = 0
  let isStarting = false
  let stored: Readonly<Record<string, StoredTimer>> = {}
  let now = 0

  function start(timers: Readonly<Record<string, StoredTimer>>): void {
    isStarting = true
    stored = timers
  }

  function every(seconds: unknown, handler: unknown): () => void {
    const everyMs = milliseconds('every', seconds)
    if (everyMs < bounds.BEAT_MS) {
      throw errors.complaint(`every(...) cannot run more often than every ${bounds.BEAT_MS / 1000} seconds.`)
    }
    return make('every', handler, everyMs, everyMs)
  }

  function after(seconds: unknown, handler: unknown): () => void {
    return make('after', handler, max(milliseconds('after', seconds), bounds.BEAT_MS), null)
  }

  function milliseconds(where: string, seconds: unknown): number {
    const given = checks.number(seconds, `The seconds of ${where}`)
    if (given < 0 || given > longestSeconds)
      throw errors.complaint(`${where}(...) cannot wait ${given} seconds.`)
    return round(given * 1000)
  }

  function make(where: string, given: unknown, inMs: number, everyMs: number | null): () => void {
    const handler = checks.handler(given, where)
    if (isStarting) {
      const key = `#${++made}`
      return add(key, handler, waitOf(key, inMs, everyMs), everyMs)
    }
    return add(keyOf(given), handler, inMs, everyMs)
  }

  /** A timer that was running before a restart is due when it was due. */
  function waitOf(key: string, inMs: number, everyMs: number | null): number {
    const before = hasOwn(stored, key) ? stored[key] : undefined
    return before === undefined || before.everyMs !== everyMs ? inMs : max(0, before.dueAt - now)
  }

  /**
   * The code has run: timers that were made later, before a restart, go on when their function is still
   * there.
   */
  function settleStart(): void {
    if (!isStarting) return
    isStarting = false
    each(keys(stored), (key) => {
      const timer = stored[key]
      const handler = globalFunction(match(numbered, key)?.[1] ?? '')
      if (timer === undefined || typeof handler !== 'function' || used.has(key)) return
      add(key, checks.handler(handler, key), max(0, timer.dueAt - now), timer.everyMs)
    })
    stored = {}
  }

  function begin(at: number): void {
    now = at
    isStarting = false
  }

  return { begin, start, settleStart, every, after, beat }
}
