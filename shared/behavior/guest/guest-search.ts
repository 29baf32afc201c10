// Looking around: `find`, `closest`, `next`, `inside`.
import type { Checks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'
import type { Reads, GuestThings } from './guest-things.ts'

export function makeSearch(
  errors: Errors,
  checks: Checks,
  things: GuestThings,
  bounds: GuestLimits,
  reads: Reads,
) {
  function find(given: unknown): object[] {
    return search(given, undefined)
  }

  function search(given: unknown, most: number | undefined): object[] {
    const wanted = given === undefined ? {} : checks.fields(given, 'a search', ['name', 'on', 'within', 'id'])
    const { name, on, within, id } = wanted
    if (id !== undefined) return byId(checks.words(id, '"id" in a search', 64), wanted)
    return things.listOf(
      reads.find({
        from: things.own(),
        name: name === undefined ? undefined : checks.words(name, '"name" in a search', bounds.WORDS_MAX),
        on: on === undefined ? undefined : checks.thing(on, '"on" in a search'),
        within: within === undefined ? undefined : checks.distance(within, '"within" in a search'),
        most,
      }),
    )
  }

  function byId(id: string, { name, on, within }: Readonly<Record<string, unknown>>): object[] {
    if (name !== undefined || on !== undefined || within !== undefined) {
      throw errors.complaint('A search by id cannot have anything else in it, since there is only one match.')
    }
    const found = reads.thing({ id })
    return found === null ? [] : things.listOf([found])
  }

  function closest(given: unknown): object | null {
    return search(given, 1)[0] ?? null
  }

  function next(facing: unknown): object | null {
    const found = reads.next({
      from: things.own(),
      facing: checks.facing(facing, 'The direction of next'),
    })
    return found === null ? null : (things.listOf([found])[0] ?? null)
  }

  function inside(thing: unknown): object[] {
    const id = thing === undefined ? things.own() : checks.thing(thing, 'The thing of inside')
    return things.listOf(reads.inside({ id }))
  }

  /** A list of its own each time: a program may change it. */
  function sprites(): string[] {
    const names: string[] = []
    for (let at = 0; at < bounds.SPRITES.length; at++) names[at] = bounds.SPRITES[at] ?? ''
    return names
  }

  return { find, closest, next, inside, sprites }
}
