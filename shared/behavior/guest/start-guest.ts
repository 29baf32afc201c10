// The guest: puts the parts together, gives programs their names, and leaves one object of functions for the
// host.
import type { takeBuiltins } from './builtins.ts'
import type { makeChecks, makeValueChecks } from './argument-checks.ts'
import type { makeEntryPoints } from './entry-points.ts'
import type { makeActs } from './guest-acts.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { makeConsole } from './guest-console.ts'
import type { trackDelivery, trackFaults } from './guest-delivery.ts'
import type { makeComplaints, makeErrors } from './guest-errors.ts'
import type { makeEvents, makeHandlers, Roles } from './guest-handlers.ts'
import type { makeMemory, makeKeptMemory, makeMemoryValues, makeMemoryView } from './guest-memory.ts'
import type { makePeopleMemory } from './guest-people.ts'
import type { makePages, makePageValues } from './guest-pages.ts'
import type { makeSearch } from './guest-search.ts'
import type { makeSettings } from './guest-settings.ts'
import type { makeKnownThings, makeThings, Reads } from './guest-things.ts'
import type { makeRunningTimers, makeTimers } from './guest-timers.ts'
import type { makeVerbs } from './guest-verbs.ts'
import type { makeWarnings } from './guest-warnings.ts'
import type { makeStrictObjects } from './strict-objects.ts'

/** In this order. */
export type GuestParts = readonly [
  takeBuiltins: typeof takeBuiltins,
  makeComplaints: typeof makeComplaints,
  makeErrors: typeof makeErrors,
  trackFaults: typeof trackFaults,
  trackDelivery: typeof trackDelivery,
  makeStrictObjects: typeof makeStrictObjects,
  makeKnownThings: typeof makeKnownThings,
  makeThings: typeof makeThings,
  makeValueChecks: typeof makeValueChecks,
  makeChecks: typeof makeChecks,
  makeMemoryValues: typeof makeMemoryValues,
  makeKeptMemory: typeof makeKeptMemory,
  makeMemory: typeof makeMemory,
  makeMemoryView: typeof makeMemoryView,
  makePeopleMemory: typeof makePeopleMemory,
  makeSettings: typeof makeSettings,
  makeWarnings: typeof makeWarnings,
  makeHandlers: typeof makeHandlers,
  makeEvents: typeof makeEvents,
  makeRunningTimers: typeof makeRunningTimers,
  makeTimers: typeof makeTimers,
  makeActs: typeof makeActs,
  makeVerbs: typeof makeVerbs,
  makePageValues: typeof makePageValues,
  makePages: typeof makePages,
  makeSearch: typeof makeSearch,
  makeConsole: typeof makeConsole,
  makeEntryPoints: typeof makeEntryPoints,
]

export function startGuest(
  [
    takeBuiltins,
    makeComplaints,
    makeErrors,
    trackFaults,
    trackDelivery,
    makeStrictObjects,
    makeKnownThings,
    makeThings,
    makeValueChecks,
    makeChecks,
    makeMemoryValues,
    makeKeptMemory,
    makeMemory,
    makeMemoryView,
    makePeopleMemory,
    makeSettings,
    makeWarnings,
    makeHandlers,
    makeEvents,
    makeRunningTimers,
    makeTimers,
    makeActs,
    makeVerbs,
    makePageValues,
    makePages,
    makeSearch,
    makeConsole,
    makeEntryPoints,
  ]: GuestParts,
  bounds: GuestLimits,
  roles: Roles,
  refusable: readonly string[],
  global: typeof globalThis,
  host: (op: string, json: string) => string,
): void {
  const builtins = takeBuiltins()
  const { parse, stringify, each, keys, freeze, defineProperty } = builtins
  const ask = (op: string) => (given: object) => parse(host(op, stringify(given)))
  const reads: Reads = {
    thing: ask('thing'),
    find: ask('find'),
    next: ask('next'),
    inside: ask('inside'),
    text: ask('text'),
    anchors: ask('anchors'),
  }
  const errors = makeErrors(builtins, makeComplaints(builtins))
  const delivered = trackDelivery(builtins, trackFaults(builtins, errors), bounds)
  const warnings = makeWarnings(builtins, errors, delivered, bounds)
  const known = makeKnownThings(builtins, errors, reads)
  const things = makeThings(builtins, errors, makeStrictObjects(builtins, errors), known, bounds)
  const values = makeValueChecks(builtins, errors, things, bounds)
  const checks = makeChecks(builtins, errors, values, bounds)
  const plain = makeMemoryValues(builtins, errors, things, bounds)
  const kept = makeKeptMemory(builtins, delivered, bounds, plain)
  const memory = makeMemory(builtins, plain, kept)
  const viewOf = makeMemoryView(builtins, errors)
  const view = viewOf(memory)
  const people = makePeopleMemory(builtins, errors, checks, plain, kept, memory, viewOf)
  const settings = makeSettings(builtins, errors, checks, things, delivered, bounds)
  const handlers = makeHandlers(
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
  const events = makeEvents(builtins, errors, checks, things, delivered, handlers)
  const running = makeRunningTimers(builtins, things, delivered, bounds, events.run)
  const timers = makeTimers(builtins, errors, checks, bounds, running)
  const acts = makeActs(builtins, errors, things, delivered, bounds, warnings)
  const shown = makePageValues(builtins, errors, checks, acts, bounds, reads, warnings)
  const pages = makePages(builtins, checks, things, bounds, acts, shown)
  const search = makeSearch(errors, checks, things, bounds, reads)

  const names: Readonly<Record<string, unknown>> = {
    find: search.find,
    closest: search.closest,
    next: search.next,
    inside: search.inside,
    on: handlers.on,
    before: handlers.before,
    every: timers.every,
    after: timers.after,
    ...makeVerbs(acts, checks, things, bounds, warnings),
    text: pages.text,
    props: settings.props,
    memoryOf: people.memoryOf,
    remembered: people.remembered,
    log: makeConsole(builtins, errors, delivered).log,
  }
  const readOnly = (name: string, get: () => unknown) => {
    const set = () => {
      throw errors.complaint(`"${name}" cannot be replaced.`)
    }
    defineProperty(global, name, { get, set, configurable: true })
  }
  const all = keys(names)
  each(all, (name) => defineProperty(global, name, { value: names[name], configurable: true }))
  readOnly('self', () => things.view(things.own()))
  readOnly('host', things.hostView)
  readOnly('memory', () => view)
  errors.setNames([...all, 'self', 'host', 'memory'], keys(roles))
  builtins.deleteProperty(global, '__host')
  const entryPoints = makeEntryPoints(
    builtins,
    delivered,
    things,
    memory,
    settings,
    handlers,
    events,
    timers,
    acts,
    pages,
  )
  defineProperty(global, '__guest', { value: freeze(entryPoints), configurable: true })
}
