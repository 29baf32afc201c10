// The result of one delivery: effects, lines for the console, a fault. A delivery with a fault has no
// effects: everything that it began is undone, in reverse.
import type { FaultKind } from '../../world/live/live-state-values.ts'
import type { Effect, FaultData } from '../sandbox-protocol.ts'
import type { Builtins } from './builtins.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'

type Faults = ReturnType<typeof trackFaults>
export type Delivered = ReturnType<typeof trackDelivery>

/** The errors of a delivery. */
export function trackFaults({ stringify, table }: Builtins, errors: Errors) {
  let fault: FaultData | null = null
  const rejections = table<object, unknown>()
  /** Never fewer than there are. */
  let rejected = 0

  function begin(): void {
    fault = null
    if (rejected > 0) rejections.clear()
    rejected = 0
  }

  /** The first error counts. */
  function fail(thrown: unknown): void {
    fault ??= errors.faultOf(thrown)
  }

  /** An error that fails the delivery also when the program catches it. */
  function overBound(kind: FaultKind, message: string): Error {
    const error = errors.complaint(message)
    fault ??= errors.faultOf(error, kind)
    return error
  }

  /** A promise was rejected and nobody looks at it, or somebody looks at it after all. */
  function unhandled(promise: object, reason: unknown, isHandled: boolean): void {
    if (isHandled) rejections.delete(promise)
    else {
      rejections.set(promise, reason)
      rejected++
    }
  }

  function failRejected(): void {
    if (rejected > 0) rejections.forEach((reason) => fail(reason))
  }

  return {
    begin,
    fail,
    overBound,
    unhandled,
    failRejected,
    hasFailed: () => fault !== null,
    isEmpty: () => fault === null && rejected === 0,
    json: () => (fault === null ? 'null' : stringify(fault)),
  }
}

export function trackDelivery(
  { stringify, slice, wellFormed }: Builtins,
  faults: Faults,
  bounds: GuestLimits,
) {
  const { overBound } = faults
  const nothing = '{"effects":[],"logs":[],"fault":null,"refusal":null}'
  let effects = ''
  let wanted = 0
  let logs = ''
  let logged = 0
  let undone: (() => void)[] = []
  let refusal: string | null = null

  function begin(): void {
    faults.begin()
    effects = ''
    wanted = 0
    logs = ''
    logged = 0
    undone = []
    refusal = null
  }

  function addJson(json: string): void {
    if (++wanted > bounds.EFFECTS_MAX) throw tooMuch(`${bounds.EFFECTS_MAX} things`)
    if (effects.length + json.length > bounds.OUTPUT_BYTES) throw tooMuch(`${bounds.OUTPUT_BYTES} bytes`)
    effects += effects === '' ? json : `,${json}`
  }

  function tooMuch(what: string): Error {
    return overBound(
      'output',
      `One handler can ask for at most ${what}. Spread the work out with after(...).`,
    )
  }

  function add(effect: Effect): void {
    addJson(stringify(effect))
  }

  /** False: there is no room for it. It is no fault of the program, so it passes no bound. */
  function warn(message: string, line: number | null): boolean {
    const json = stringify({ do: 'warn', message: wellFormed(slice(message, 0, 1000)), line })
    if (wanted >= bounds.EFFECTS_MAX || effects.length + json.length > bounds.OUTPUT_BYTES) return false
    addJson(json)
    return true
  }

  /** To be done when this delivery fails. */
  function undo(act: () => void): void {
    undone[undone.length] = act
  }

  function log(line: string): void {
    if (logged >= bounds.LOGS_MAX) {
      throw overBound('output', `One handler can log at most ${bounds.LOGS_MAX} lines.`)
    }
    logged++
    const cut = line.length > bounds.LOG_CHARS ? `${slice(line, 0, bounds.LOG_CHARS - 1)}…` : line
    const json = stringify(wellFormed(cut))
    logs += logs === '' ? json : `,${json}`
  }

  function refuse(reason: string): void {
    refusal ??= wellFormed(slice(reason, 0, bounds.WORDS_MAX))
  }

  /** Undoes everything that was begun. Lines that were logged stay, since they may say why. */
  function drop(): void {
    for (let at = undone.length - 1; at >= 0; at--) undone[at]?.()
    undone = []
    effects = ''
    refusal = null
  }

  /** Nothing has come of it so far. */
  function isEmpty(): boolean {
    return effects === '' && logs === '' && refusal === null && faults.isEmpty()
  }

  /** The result as JSON. */
  function result(): string {
    // By far the most common one, and the host knows it by heart.
    if (isEmpty()) return nothing
    const refused = refusal === null ? 'null' : stringify(refusal)
    return `{"effects":[${effects}],"logs":[${logs}],"fault":${faults.json()},"refusal":${refused}}`
  }

  return { ...faults, begin, add, addJson, warn, undo, log, refuse, drop, isEmpty, result }
}
