// `on` and `before`: the handlers, and the events that call them.
import type { EventName, Role } from '../program-events.ts'
import type { EventData } from '../sandbox-protocol.ts'
import type { Builtins } from './builtins.ts'
import type { Checks, HandlerFunction } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { GuestThings } from './guest-things.ts'
import type { Warnings } from './guest-warnings.ts'

export type Handlers = ReturnType<typeof makeHandlers>
export type GuestEvents = ReturnType<typeof makeEvents>
/** Tells the host where in the code a handler or a timer was made: an answer of `here`. */
export type TellPlace = (what: 'handler' | 'timer' | 'once', number: number, at: string) => void
export type Roles = Readonly<Record<EventName, readonly Role[]>>

export function makeHandlers(
  builtins: Builtins,
  errors: Errors,
  checks: Checks,
  things: GuestThings,
  delivered: Delivered,
  bounds: GuestLimits,
  roles: Roles,
  refusable: readonly string[],
  warnings: Warnings,
  tellPlace: TellPlace,
) {
  const { each, hasOwn, isOneOf, keys, table } = builtins
  const handlers = table<number, HandlerFunction>()
  let count = 0
  let last = 0
  /** Those of this delivery, to be looked at when it is over: a program may yet change what it is. */
  let added: { number: number; event: EventName; role: Role | null; at: string }[] = []

  function on(event: unknown, filter: unknown, handler: unknown): () => void {
    return listen('on', event, filter, handler)
  }

  function before(event: unknown, filter: unknown, handler: unknown): () => void {
    return listen('before', event, filter, handler)
  }

  function listen(kind: 'on' | 'before', given: unknown, second: unknown, third: unknown): () => void {
    const event = eventOf(kind, given)
    const filtered = third !== undefined || (second !== undefined && typeof second !== 'function')
    const { role, of } = filtered ? filterOf(kind, event, second) : { role: null, of: null }
    const handler = checks.handler(filtered ? third : second, `${kind}('${event}', ...)`)
    if (count >= bounds.HANDLERS_MAX) {
      throw delivered.overBound(
        'handlers',
        `A program can have ${bounds.HANDLERS_MAX} handlers. on(...) returns a function: call it to stop that handler.`,
      )
    }
    const number = ++last
    delivered.add({ do: kind, handler: number, event, role, of })
    add(number, handler)
    const at = errors.here()
    added[added.length] = { number, event, role, at }
    tellPlace('handler', number, at)
    delivered.undo(() => remove(number))
    return () => off(number)
  }

  function eventOf(kind: string, given: unknown): EventName {
    if (typeof given !== 'string') throw checks.wrong(`The event of ${kind}`, 'a name in quotes', given)
    if (!isEvent(given)) throw errors.unknownName('event', given, keys(roles))
    if (kind === 'before' && !isOneOf(given, refusable)) {
      throw errors.unknownName('way to refuse', given, refusable, ', which has already happened')
    }
    return given
  }

  function isEvent(name: string): name is EventName {
    return hasOwn(roles, name)
  }

  function filterOf(kind: string, event: EventName, given: unknown) {
    const { role, of } = checks.fields(given, `the filter of ${kind}('${event}', ...)`, ['role', 'of'])
    return {
      role: role === undefined || role === null ? null : roleOf(event, role),
      of: of === undefined || of === null ? null : checks.thing(of, '"of" in the filter'),
    }
  }

  function roleOf(event: EventName, given: unknown): Role {
    if (typeof given !== 'string') throw checks.wrong('"role" in the filter', 'a name in quotes', given)
    const known = roles[event]
    for (let at = 0; at < known.length; at++) {
      const role = known[at]
      if (role !== undefined && role === given) return role
    }
    throw errors.unknownName('role', given, known, ` with the event "${event}"`)
  }

  /** Handlers that can never be called where they stand say so. */
  function settle(): void {
    if (added.length === 0) return
    const made = added
    added = []
    const self = things.self()
    each(made, ({ number, event, role, at }) => {
      if (self === null || handlers.get(number) === undefined) return
      const why = warnings.never(event, role, self)
      if (why !== '') warnings.warn(at, `This is never called. ${why}`)
    })
  }

  function add(number: number, handler: HandlerFunction): void {
    handlers.set(number, handler)
    count++
  }

  function remove(number: number): void {
    if (handlers.delete(number)) count--
  }

  function off(number: number): void {
    const handler = handlers.get(number)
    if (handler === undefined) return
    delivered.add({ do: 'off', handler: number })
    remove(number)
    delivered.undo(() => add(number, handler))
  }

  return { on, before, settle, handlers }
}

/** Calls the handlers of an event. */
export function makeEvents(
  { whenDone }: Builtins,
  errors: Errors,
  checks: Checks,
  things: GuestThings,
  delivered: Delivered,
  { handlers }: Handlers,
) {
  const happenings = things.strict('what happened')

  /** Calls a handler. Also follows the promises that it leaves behind. */
  function run(handler: HandlerFunction, given: object): unknown {
    const answer = handler(given)
    watch(answer)
    return answer
  }

  /** True when it is a promise; a rejection fails the delivery in which it happens. */
  function watch(answer: unknown): boolean {
    if (typeof answer !== 'object' || answer === null || things.idOf(answer) !== undefined) return false
    try {
      // eslint-disable-next-line typescript/no-floating-promises -- both ends are given here
      whenDone(answer as Promise<unknown>, undefined, delivered.fail)
      return true
    } catch {
      return false
    }
  }

  function happened(numbers: readonly number[], data: EventData): void {
    const happening = happeningOf(data)
    for (let at = 0; at < numbers.length; at++) {
      const handler = handlers.get(numbers[at] ?? 0)
      if (handler !== undefined) run(handler, happening)
    }
  }

  /** The first text that a handler answers is the refusal. */
  function asked(numbers: readonly number[], data: EventData): void {
    const happening = happeningOf(data)
    for (let at = 0; at < numbers.length; at++) {
      const handler = handlers.get(numbers[at] ?? 0)
      const answer = handler?.(happening)
      if (answer === undefined || answer === null) continue
      if (watch(answer))
        throw errors.complaint('A before(...) handler must answer at once, so it cannot be async.')
      if (typeof answer !== 'string') {
        throw checks.wrong(
          'The answer of a before(...) handler',
          'a text with the reason, or nothing',
          answer,
        )
      }
      return delivered.refuse(answer)
    }
  }

  function happeningOf({
    event,
    subject,
    object,
    host,
    person,
    words,
    voice,
    changed,
    data = null,
    at,
  }: EventData): object {
    return happenings({
      event,
      subject: things.viewOf(subject),
      object: things.viewOf(object),
      host: things.viewOf(host),
      person,
      words,
      voice,
      changed,
      data,
      at,
    })
  }

  return { run, happened, asked }
}
