// The functions with which a program acts in the world. They check their arguments here, and ask for an act.
import type { Acts } from './guest-acts.ts'
import type { Checks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { GuestThings } from './guest-things.ts'
import type { Warnings } from './guest-warnings.ts'

export function makeVerbs(
  { ask, lastCall }: Acts,
  checks: Checks,
  things: GuestThings,
  bounds: GuestLimits,
  warnings: Warnings,
) {
  function set(thing: unknown, given: unknown): Promise<unknown> {
    const id = checks.thing(thing, 'The first argument of set')
    const changes = checks.changes(given, 'set')
    warnings.drawing(changes.sprite)
    const promise = ask({ do: 'set', thing: id, changes })
    // The program sees the new values at once, until the answer is here.
    things.setPending(lastCall(), id, changes)
    return promise
  }

  /**
   * A leading thing may be left out; then the program's own thing is meant. Then come x and y, and the other
   * arguments.
   */
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

  /** Acts on a thing that has to be named. */
  function to(kind: 'push' | 'pickUp' | 'enter' | 'use') {
    return (thing: unknown): Promise<unknown> =>
      ask({ do: kind, thing: checks.thing(thing, `The thing of ${kind}`) })
  }

  /** Acts on the program's own thing when no thing is named. */
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
    return ask({ do: 'create', making: checked }, 'thing')
  }

  function copy(thing: unknown, given: unknown): Promise<unknown> {
    const making = given === undefined ? {} : checks.making(given, 'copy')
    warnings.drawing(making.sprite)
    return ask({ do: 'copy', thing: checks.thing(thing, 'The first argument of copy'), making }, 'thing')
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

  return {
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
}
