// The guest: puts the parts together, gives programs their names, and leaves one object of functions for the
// host.
import type { GuestParts } from './guest-parts.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Roles, TellPlace } from './guest-handlers.ts'
import type { Reads } from './guest-things.ts'

export function startGuest(
  parts: GuestParts,
  bounds: GuestLimits,
  roles: Roles,
  refusable: readonly string[],
  global: typeof globalThis,
  host: (op: string, json: string) => string,
): void {
  const builtins = parts.takeBuiltins()
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
  const tellPlace: TellPlace = (what, number, at) => {
    host('placed', stringify({ what, number, at: builtins.slice(at, 0, 1000) }))
  }
  const errors = parts.makeErrors(builtins, parts.makeComplaints(builtins))
  const delivered = parts.trackDelivery(builtins, parts.trackFaults(builtins, errors), bounds)
  const warnings = parts.makeWarnings(builtins, errors, delivered, bounds)
  const known = parts.makeKnownThings(builtins, errors, reads)
  const strict = parts.makeStrictObjects(builtins, errors)
  const things = parts.makeThings(builtins, errors, strict, known, bounds)
  const values = parts.makeValueChecks(builtins, errors, things, bounds)
  const checks = parts.makeChecks(builtins, errors, values, bounds)
  const plain = parts.makeMemoryValues(builtins, errors, things, bounds)
  const kept = parts.makeKeptMemory(builtins, delivered, bounds, plain)
  const memory = parts.makeMemory(builtins, plain, kept, parts.makeOpenMemory(builtins, plain, kept))
  const viewOf = parts.makeMemoryView(builtins, errors)
  const view = viewOf(memory)
  const people = parts.makePeopleMemory(builtins, errors, checks, plain, kept, memory, viewOf)
  const settings = parts.makeSettings(builtins, errors, checks, things, delivered, bounds)
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
    tellPlace,
  )
  const events = parts.makeEvents(builtins, errors, checks, things, delivered, handlers)
  const running = parts.makeRunningTimers(builtins, errors, things, delivered, bounds, events.run, tellPlace)
  const timers = parts.makeTimers(builtins, errors, checks, bounds, running)
  const acts = parts.makeActs(builtins, errors, things, delivered, bounds, warnings)
  const shown = parts.makePageValues(builtins, errors, checks, acts, bounds, reads, warnings)
  const pages = parts.makePages(
    builtins,
    checks,
    things,
    bounds,
    acts,
    shown,
    parts.makeTables(builtins, errors, checks, bounds, parts.makeTableReading(builtins)),
  )
  const personal = parts.makePersonalActs(builtins, errors, checks, bounds, acts, settings, warnings, plain)
  const sharing = parts.makeSharedCode(builtins, errors, strict, delivered)
  const search = parts.makeSearch(errors, checks, things, bounds, reads)

  const names: Readonly<Record<string, unknown>> = {
    find: search.find,
    closest: search.closest,
    next: search.next,
    inside: search.inside,
    sprites: search.sprites,
    on: handlers.on,
    before: handlers.before,
    every: timers.every,
    after: timers.after,
    ...parts.makeVerbs(acts, checks, things, bounds, warnings),
    ...personal,
    ...parts.makeSounds(builtins, errors, checks, bounds, acts),
    ...parts.makeWeb(builtins, errors, checks, bounds, acts, strict, plain, () => host('fetched', '')),
    text: pages.text,
    props: settings.props,
    memoryOf: people.memoryOf,
    remembered: people.remembered,
    from: sharing.from,
    log: parts.makeConsole(builtins, errors, delivered).log,
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
  const entryPoints = parts.makeEntryPoints(
    builtins,
    errors,
    delivered,
    things,
    memory,
    settings,
    events,
    timers,
    acts,
    pages,
    sharing,
  )
  const settling = parts.makeSettling(delivered, memory, handlers, timers, acts)
  const guest = freeze({ ...entryPoints, ...settling })
  defineProperty(global, '__guest', { value: guest, configurable: true })
}
