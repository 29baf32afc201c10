// The acts that a program asks for in the world. Each act is an effect with a number, and a promise of its
// outcome.
import type { Act, ActAnswer } from '../sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Builtins } from './builtins.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { GuestThings } from './guest-things.ts'
import type { Warnings } from './guest-warnings.ts'

export type Acts = ReturnType<typeof makeActs>

/** What a request gives: how it went, the thing that it made, a person's answer, or whether they agreed. */
type Gives = 'outcome' | 'thing' | 'answer' | 'consent'

interface AwaitedAnswer {
  readonly resolve: (value: unknown) => void
  readonly gives: Gives
  readonly name: string
  readonly at: string
  /** The thing that it moves. */
  readonly moved: ArtifactId | null
  readonly outcomeOf: OutcomeOf
}

/** An outcome as the program is given it; `onRead`: the program looks whether it is ok. */
type OutcomeOf = (given: ActAnswer, onRead?: () => void) => object

/** An outcome that is not ok, until somebody looks at it. */
interface Ignored {
  readonly at: string
  readonly words: string
  /**
   * The last call at that time. Code may wait for the answers to the calls up to this one before it looks at
   * the outcome.
   */
  readonly until: number
  isRead: boolean
}

export function makeActs(
  builtins: Builtins,
  errors: Errors,
  things: GuestThings,
  delivered: Delivered,
  bounds: GuestLimits,
  warnings: Warnings,
) {
  const { NativePromise, each, keys, table } = builtins
  const waiting = table<number, AwaitedAnswer>()
  /** The last that moved a thing, by thing. */
  const moves = table<ArtifactId, number>()
  let ignored: Ignored[] = []
  let waits = 0
  let acted = 0
  let last = 0

  function begin(): void {
    acted = 0
  }

  /** Asks for an act. Throws at once what can be known at once; the rest is for the outcome to say. */
  function ask(act: Act, gives: Gives = 'outcome', outcomeOf: OutcomeOf = things.outcome): Promise<unknown> {
    if (acted >= bounds.ACTS_MAX) {
      throw delivered.overBound(
        'writes',
        `One handler can do at most ${bounds.ACTS_MAX} things. Spread the work out with after(...).`,
      )
    }
    if (waits - acted >= bounds.CALLS_MAX) {
      throw delivered.overBound(
        'calls',
        `${bounds.CALLS_MAX} requests are still waiting. Await some of them before asking for more.`,
      )
    }
    const call = last + 1
    delivered.add({ call, ...act })
    last = call
    acted++
    waits++
    delivered.undo(() => forget(call))
    const moved = movedBy(act)
    if (moved !== null) moves.set(moved, call)
    const name = nameOf(act)
    const at = errors.here()
    return new NativePromise((resolve) => waiting.set(call, { resolve, gives, name, at, moved, outcomeOf }))
  }

  /** As the program called it. */
  function nameOf(act: Act): string {
    if (act.do === 'speak') return act.voice
    if (act.do === 'text') return act.edit.type
    if (act.do === 'sound') return act.to === null ? 'sound' : 'soundFor'
    if (act.do === 'ask' && act.form.type === 'spot') return 'pointOut'
    if (act.do === 'showTo') return hasAnchor(act.values) ? 'showTo' : 'setFor'
    return act.do === 'anchor' ? 'show' : act.do
  }

  function hasAnchor(values: object): boolean {
    return keys(values)[0]?.[0] === '#'
  }

  function movedBy(act: Act): ArtifactId | null {
    if (act.do === 'moveTo' || act.do === 'moveBy' || act.do === 'turn' || act.do === 'halt') return act.thing
    return act.do === 'placeAt' || act.do === 'fitAt' || act.do === 'teleport' ? act.thing : null
  }

  function forget(call: number): void {
    things.answer(call)
    if (waiting.delete(call)) waits--
  }

  function answer(call: number, given: ActAnswer): void {
    const held = waiting.get(call)
    const isOvertaken = held !== undefined && held.moved !== null && (moves.get(held.moved) ?? 0) > call
    forget(call)
    if (held === undefined) return
    if (held.moved !== null && !isOvertaken) moves.delete(held.moved)
    const words = `"${held.name}" was not done. ${given.why}`
    if (held.gives !== 'outcome') {
      const isNothing = held.gives === 'thing' ? given.made === null : !given.ok
      const gave = held.gives === 'consent' ? 'false' : 'null'
      if (isNothing) warnings.warn(held.at, `${words} It gave ${gave}.`)
      held.resolve(madeOf(held.gives, given))
    } else if (given.ok || isOvertaken) held.resolve(held.outcomeOf(given))
    else {
      const one: Ignored = { at: held.at, words, until: last, isRead: false }
      ignored[ignored.length] = one
      held.resolve(held.outcomeOf(given, () => (one.isRead = true)))
    }
  }

  function madeOf(gives: Gives, { ok, made, given = null }: ActAnswer): unknown {
    if (gives === 'thing') return things.viewOf(made)
    return gives === 'consent' ? ok && given !== null : given
  }

  /** Reports, at its line, each act that was not done and whose outcome nobody looked at. */
  function settle(): void {
    if (ignored.length === 0) return
    let oldest = last + 1
    waiting.forEach((_, call) => {
      if (call < oldest) oldest = call
    })
    const kept: Ignored[] = []
    each(ignored, (one) => {
      if (one.isRead) return
      if (oldest <= one.until && kept.length < bounds.CALLS_MAX) kept[kept.length] = one
      else warnings.warn(one.at, `${one.words} To handle this yourself, check "ok" in the result.`)
    })
    ignored = kept
  }

  return { begin, ask, answer, settle, hasIgnored: () => ignored.length > 0, lastCall: () => last }
}
