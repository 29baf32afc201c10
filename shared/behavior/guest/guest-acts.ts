// What a program does in the world: each act is an effect with a number, and a promise of what became of it.
import type { Act, ActAnswer, ChangesData } from '../sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Builtins } from './builtins.ts'
import type { Checks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { GuestThings } from './guest-things.ts'
import type { Warnings } from './guest-warnings.ts'

export type Acts = ReturnType<typeof makeActs>

export function makeActs(
  builtins: Builtins,
  errors: Errors,
  checks: Checks,
  things: GuestThings,
  delivered: Delivered,
  bounds: GuestLimits,
  warnings: Warnings,
) {
  interface Waiting {
    readonly resolve: (value: unknown) => void
    readonly makes: boolean
    readonly name: string
    readonly at: string
    /** Whom it moves. */
    readonly moved: ArtifactId | null
  }
  /** An outcome that is not ok, until somebody looks at it. */
  interface Ignored {
    readonly at: string
    readonly words: string
    /** What was asked for until then may have to be answered before code goes on to look at it. */
    readonly until: number
    isRead: boolean
  }
  const { NativePromise, table } = builtins
  const waiting = table<number, Waiting>()
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
  function ask(act: Act, makes = false): Promise<unknown> {
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
    return new NativePromise((resolve) => waiting.set(call, { resolve, makes, name, at, moved }))
  }

  /** As the program called it. */
  function nameOf(act: Act): string {
    if (act.do === 'speak') return act.voice
    if (act.do === 'text') return act.edit.type
    return act.do === 'anchor' ? 'show' : act.do
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
    if (held.makes) {
      if (given.made === null) warnings.warn(held.at, `${words} It gave null.`)
      held.resolve(things.viewOf(given.made))
    } else if (given.ok || isOvertaken) held.resolve(things.outcome(given))
    else {
      const one: Ignored = { at: held.at, words, until: last, isRead: false }
      ignored[ignored.length] = one
      held.resolve(things.outcome(given, () => (one.isRead = true)))
    }
  }

  /** What was not done and nobody looked at is told at its line. */
  function settle(): void {
    if (ignored.length === 0) return
    let oldest = last + 1
    waiting.forEach((_, call) => {
      if (call < oldest) oldest = call
    })
    const kept: Ignored[] = []
    for (let at = 0; at < ignored.length; at++) {
      const one = ignored[at]
      if (one === undefined || one.isRead) continue
      if (oldest <= one.until && kept.length < bounds.CALLS_MAX) kept[kept.length] = one
      else warnings.warn(one.at, `${one.words} To handle this yourself, check "ok" in the result.`)
    }
    ignored = kept
  }

  function set(thing: unknown, given: unknown): Promise<unknown> {
    const id = checks.thing(thing, 'The first argument of set')
    const changes = checks.changes(given, 'set')
    warnings.drawing(changes.sprite)
    const promise = ask({ do: 'set', thing: id, changes })
    showSet(id, changes)
    return promise
  }

  /** What was set is seen at once, until the answer is here. */
  function showSet(id: ArtifactId, changes: ChangesData): void {
    things.setPending(last, id, changes)
  }

  /** A leading thing may be left out: oneself is meant. Then x and y, and what comes after them. */
  function spot(name: string, given: readonly unknown[]) {
    const first = typeof given[0] === 'number' || given.length === 0 ? 0 : 1
    return {
      thing: first === 0 ? things.own() : checks.thing(given[0], `The thing of ${name}`),
      x: checks.spot(given[first], `x of ${name}`),
      y: checks.spot(given[first + 1], `y of ${name}`),
      rest: given[first + 2],
    }
  }

  function moveTo(...given: unknown[]): Promise<unknown> {
    const { thing, x, y } = spot('moveTo', given)
    return ask({ do: 'moveTo', thing, x, y })
  }

  function moveBy(...given: unknown[]): Promise<unknown> {
    const { thing, x, y } = spot('moveBy', given)
    return ask({ do: 'moveBy', thing, dx: x, dy: y })
  }

  function turn(first: unknown, second: unknown): Promise<unknown> {
    const isOwn = typeof first === 'string'
    const thing = isOwn ? things.own() : checks.thing(first, 'The thing of turn')
    return ask({ do: 'turn', thing, facing: checks.facing(isOwn ? first : second, 'The direction of turn') })
  }

  function put(kind: 'placeAt' | 'fitAt' | 'teleport') {
    return (...given: unknown[]): Promise<unknown> => {
      const { thing, x, y, rest } = spot(kind, given)
      const on = rest === undefined && kind !== 'teleport' ? null : checks.thing(rest, `"on" of ${kind}`)
      return ask({ do: kind, thing, x, y, on })
    }
  }

  /** What is done to a thing that has to be named. */
  function to(kind: 'push' | 'pickUp' | 'enter' | 'use') {
    return (thing: unknown): Promise<unknown> =>
      ask({ do: kind, thing: checks.thing(thing, `The thing of ${kind}`) })
  }

  /** What is done to oneself when no thing is named. */
  function toSelf(kind: 'halt' | 'destroy') {
    return (thing: unknown): Promise<unknown> =>
      ask({
        do: kind,
        thing: thing === undefined ? things.own() : checks.thing(thing, `The thing of ${kind}`),
      })
  }

  function create(making: unknown): Promise<unknown> {
    const checked = checks.making(making, 'create')
    warnings.drawing(checked.sprite)
    return ask({ do: 'create', making: checked }, true)
  }

  function copy(thing: unknown, given: unknown): Promise<unknown> {
    const making = given === undefined ? {} : checks.making(given, 'copy')
    warnings.drawing(making.sprite)
    return ask({ do: 'copy', thing: checks.thing(thing, 'The first argument of copy'), making }, true)
  }

  function speak(voice: 'say' | 'shout') {
    return (words: unknown): Promise<unknown> =>
      ask({ do: 'speak', voice, words: checks.words(words, `What to ${voice}`, bounds.WORDS_MAX), to: null })
  }

  function whisper(thing: unknown, given: unknown): Promise<unknown> {
    const to = checks.thing(thing, 'The thing of whisper')
    const words = checks.words(given, 'What to whisper', bounds.WORDS_MAX)
    return ask({ do: 'speak', voice: 'whisper', words, to })
  }

  const verbs = {
    set,
    moveTo,
    moveBy,
    turn,
    halt: toSelf('halt'),
    placeAt: put('placeAt'),
    fitAt: put('fitAt'),
    push: to('push'),
    pickUp: to('pickUp'),
    putDown: () => ask({ do: 'putDown' }),
    enter: to('enter'),
    use: to('use'),
    leave: () => ask({ do: 'leave' }),
    teleport: put('teleport'),
    create,
    copy,
    destroy: toSelf('destroy'),
    say: speak('say'),
    shout: speak('shout'),
    whisper,
  }
  return { begin, ask, answer, settle, hasIgnored: () => ignored.length > 0, lastCall: () => last, verbs }
}
