// What a program does in the world: each act is an effect with a number, and a promise of what became of it.
import type { Act, Answer, ChangesData } from '../protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Builtins } from './builtins.ts'
import type { Checks } from './checks.ts'
import type { Delivered } from './delivery.ts'
import type { Bounds } from './main.ts'
import type { Things } from './things.ts'

export type Acts = ReturnType<typeof makeActs>

export function makeActs(
  builtins: Builtins,
  checks: Checks,
  things: Things,
  delivered: Delivered,
  bounds: Bounds,
) {
  interface Waiting {
    readonly resolve: (value: unknown) => void
    readonly makes: boolean
  }
  const { NativePromise, table } = builtins
  const waiting = table<number, Waiting>()
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
        `One handler can do ${bounds.ACTS_MAX} things at most. Spread the work with after(...).`,
      )
    }
    if (waits - acted >= bounds.CALLS_MAX) {
      throw delivered.overBound(
        'calls',
        `${bounds.CALLS_MAX} things that were asked for are not done yet. Await some before you ask for more.`,
      )
    }
    const call = last + 1
    delivered.add({ call, ...act })
    last = call
    acted++
    waits++
    delivered.undo(() => forget(call))
    return new NativePromise((resolve) => waiting.set(call, { resolve, makes }))
  }

  function forget(call: number): void {
    things.answer(call)
    if (waiting.delete(call)) waits--
  }

  function answer(call: number, given: Answer): void {
    const held = waiting.get(call)
    forget(call)
    held?.resolve(held.makes ? things.viewOf(given.made) : things.outcome(given))
  }

  function set(thing: unknown, given: unknown): Promise<unknown> {
    const id = checks.thing(thing, 'The first argument of set')
    const changes = checks.changes(given, 'set')
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
    return ask({ do: 'create', making: checks.making(making, 'create') }, true)
  }

  function copy(thing: unknown, given: unknown): Promise<unknown> {
    const making = given === undefined ? {} : checks.making(given, 'copy')
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
  return { begin, ask, answer, lastCall: () => last, verbs }
}
