// The guest: puts the parts together, gives programs their names, and leaves one function object for the
// host.
import type { Delivery, EventData, Start, ThingData } from '../sandbox-protocol.ts'
import type { makeActs } from './guest-acts.ts'
import type { takeBuiltins } from './builtins.ts'
import type { makeChecks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { makeConsole } from './guest-console.ts'
import type { trackDelivery } from './guest-delivery.ts'
import type { makeErrors } from './guest-errors.ts'
import type { makeSearch } from './guest-search.ts'
import type { makeHandlers, Roles } from './guest-handlers.ts'
import type { makeMemory } from './guest-memory.ts'
import type { makePages } from './guest-pages.ts'
import type { makeSettings } from './guest-settings.ts'
import type { makeThings, Reads } from './guest-things.ts'
import type { makeTimers } from './guest-timers.ts'
import type { makeWarnings } from './guest-warnings.ts'

export interface GuestParts {
  readonly takeBuiltins: typeof takeBuiltins
  readonly makeErrors: typeof makeErrors
  readonly trackDelivery: typeof trackDelivery
  readonly makeThings: typeof makeThings
  readonly makeChecks: typeof makeChecks
  readonly makeMemory: typeof makeMemory
  readonly makeSettings: typeof makeSettings
  readonly makeHandlers: typeof makeHandlers
  readonly makeTimers: typeof makeTimers
  readonly makeActs: typeof makeActs
  readonly makePages: typeof makePages
  readonly makeSearch: typeof makeSearch
  readonly makeConsole: typeof makeConsole
  readonly makeWarnings: typeof makeWarnings
}

/** What the host gives to `deliver`. A thing that is left out is as it was. */
export interface GuestCall {
  readonly delivery: Delivery
  readonly now: number
  readonly self?: ThingData | null
  readonly host?: ThingData | null
}

/** An event, when nothing else is told with it. */
export type EventRow = readonly [
  now: number,
  handlers: readonly number[],
  event: EventData['event'],
  subject: EventData['subject'],
  object: EventData['object'],
  host: EventData['host'],
  person: EventData['person'],
  words: EventData['words'],
  voice: EventData['voice'],
  changed: EventData['changed'],
  at: EventData['at'],
]

export function startGuest(
  parts: GuestParts,
  bounds: GuestLimits,
  roles: Roles,
  refusable: readonly string[],
  global: typeof globalThis,
  host: (op: string, json: string) => string,
): void {
  const builtins = parts.takeBuiltins()
  const { parse, stringify, keys, freeze, defineProperty } = builtins
  const ask = (op: string) => (given: object) => parse(host(op, stringify(given)))
  const reads: Reads = {
    thing: ask('thing'),
    find: ask('find'),
    next: ask('next'),
    inside: ask('inside'),
    text: ask('text'),
    anchors: ask('anchors'),
  }
  const errors = parts.makeErrors(builtins)
  const delivered = parts.trackDelivery(builtins, errors, bounds)
  const things = parts.makeThings(builtins, errors, reads)
  const checks = parts.makeChecks(builtins, errors, things, bounds)
  const memory = parts.makeMemory(builtins, errors, things, delivered, bounds)
  const settings = parts.makeSettings(builtins, errors, checks, things, delivered, bounds)
  const warnings = parts.makeWarnings(builtins, errors, delivered, bounds)
  const handlers = parts.makeHandlers(
    builtins,
    errors,
    checks,
    things,
    delivered,
    bounds,
    roles,
    refusable,
    warnings,
  )
  const timers = parts.makeTimers(builtins, errors, checks, things, delivered, bounds, handlers.run)
  const acts = parts.makeActs(builtins, errors, checks, things, delivered, bounds, warnings)
  const pages = parts.makePages(builtins, errors, checks, things, acts, bounds, reads, warnings)
  const search = parts.makeSearch(errors, checks, things, bounds, reads)
  const { log } = parts.makeConsole(builtins, errors, delivered)

  function deliver(json: string): string {
    const { delivery, now, self, host }: GuestCall = parse(json)
    begin(now, self, host)
    try {
      work(delivery)
    } catch (error) {
      delivered.fail(error)
    }
    return state()
  }

  /** A delivery of a timer, with nothing else to tell: spares reading JSON. */
  function beat(timer: number, missed: number, now: number): string {
    begin(now, undefined, undefined)
    try {
      timers.beat(timer, missed)
    } catch (error) {
      delivered.fail(error)
    }
    return state()
  }

  /** A delivery of an event, with nothing else to tell. */
  function happen(json: string): string {
    const row: EventRow = parse(json)
    begin(row[0], undefined, undefined)
    try {
      handlers.happened(row[1], {
        event: row[2],
        subject: row[3],
        object: row[4],
        host: row[5],
        person: row[6],
        words: row[7],
        voice: row[8],
        changed: row[9],
        at: row[10],
      })
    } catch (error) {
      delivered.fail(error)
    }
    return state()
  }

  function begin(now: number, self: GuestCall['self'], host: GuestCall['host']): void {
    delivered.begin()
    acts.begin()
    pages.begin()
    timers.begin(now)
    things.begin(self, host)
  }

  /** '' when there is nothing to settle, unless promises bring it. */
  function state(): string {
    return delivered.isEmpty() && memory.isUntouched() && !acts.hasIgnored() ? '' : 'more'
  }

  function work(delivery: Delivery): void {
    switch (delivery.type) {
      case 'start':
        return start(delivery.start)
      case 'event':
        return handlers.happened(delivery.handlers, delivery.event)
      case 'before':
        return handlers.asked(delivery.handlers, delivery.event)
      case 'timer':
        return timers.beat(delivery.timer, delivery.missed)
      case 'answer':
        pages.answer(delivery.call)
        return acts.answer(delivery.call, delivery.answer)
      case 'settings':
        return settings.follow(delivery.settings)
    }
  }

  /** The host evaluates the code after this, and before `settle`. */
  function start({ memory: kept, settings: set, timers: stored }: Start): void {
    memory.start(kept)
    settings.follow(set)
    timers.start(stored)
  }

  /** The result of the delivery, after all promises have run. */
  function settle(): string {
    try {
      delivered.failRejected()
      if (!delivered.hasFailed()) {
        timers.settleStart()
        memory.settle()
        handlers.settle()
        acts.settle()
      }
    } catch (error) {
      delivered.fail(error)
    }
    if (delivered.hasFailed()) fail()
    return delivered.result()
  }

  function fail(): void {
    delivered.drop()
    memory.drop()
  }

  const names: Readonly<Record<string, unknown>> = {
    find: search.find,
    closest: search.closest,
    next: search.next,
    inside: search.inside,
    on: handlers.on,
    before: handlers.before,
    every: timers.every,
    after: timers.after,
    ...acts.verbs,
    text: pages.text,
    props: settings.props,
    log,
  }
  const readOnly = (name: string) => () => {
    throw errors.complaint(`"${name}" cannot be replaced.`)
  }
  const all = keys(names)
  for (let at = 0; at < all.length; at++) {
    const name = all[at] ?? ''
    defineProperty(global, name, { value: names[name], configurable: true })
  }
  defineProperty(global, 'self', {
    get: () => things.view(things.own()),
    set: readOnly('self'),
    configurable: true,
  })
  defineProperty(global, 'host', { get: things.hostView, set: readOnly('host'), configurable: true })
  defineProperty(global, 'memory', { get: () => memory.view, set: readOnly('memory'), configurable: true })
  errors.setNames([...all, 'self', 'host', 'memory'], keys(roles))
  builtins.deleteProperty(global, '__host')
  defineProperty(global, '__guest', {
    value: freeze({
      deliver,
      beat,
      happen,
      settle,
      fail,
      thrown: delivered.fail,
      unhandled: delivered.unhandled,
    }),
    configurable: true,
  })
}
