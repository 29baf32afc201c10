// `memoryOf(person)`: what a program keeps of each person, apart from its other memory. It is one value of
// that memory, under the id of the person's body. That id stays, also for a guest who signs in, and for a
// person of another node.
import type { Builtins } from './builtins.ts'
import type { Checks } from './argument-checks.ts'
import type { Errors } from './guest-errors.ts'
import type { KeptMemory, Memory, MemoryValues, MemoryView } from './guest-memory.ts'

export function makePeopleMemory(
  { get, hasOwn, keys, each, slice, stringify, table, deleteProperty, defineProperty, isOneOf }: Builtins,
  errors: Errors,
  checks: Checks,
  { bytesOf, checkName, checkPlain }: MemoryValues,
  { checkPerson }: KeptMemory,
  { objectAt, peopleNames }: Memory,
  viewOf: MemoryView,
) {
  const prefix = 'person:'
  const views = table<string, object>()

  /** The ids of all people of whom something is kept. */
  function remembered(): string[] {
    const ids: string[] = []
    each(peopleNames(), (key) => {
      if (keys(objectAt(key)).length > 0) ids[ids.length] = slice(key, prefix.length)
    })
    return ids
  }

  function memoryOf(given: unknown): object {
    const id = typeof given === 'string' ? known(given) : checks.person(given, 'The person of memoryOf')
    const seen = views.get(id)
    if (seen !== undefined) return seen
    const made = viewOf(valuesOf(`${prefix}${id}`))
    views.set(id, made)
    return made
  }

  function known(id: string): string {
    if (isOneOf(id, remembered())) return id
    throw errors.complaint(
      `memoryOf('${slice(id, 0, 64)}'): nothing is kept of a person with this id. remembered() has the ids of all.`,
    )
  }

  function valuesOf(key: string) {
    const has = (name: string) => hasOwn(objectAt(key), name)

    function write(name: string, value: unknown): void {
      const where = `memoryOf(...).${name}`
      checkName(name, where)
      if (value !== undefined) checkPlain(value, where, 1)
      const values = objectAt(key)
      const before = has(name) ? get(values, name) : undefined
      put(values, name, value)
      try {
        if (value !== undefined) checkPerson(bytesOf(stringify(values)))
      } catch (error) {
        put(values, name, before)
        throw error
      }
    }

    return {
      read: (name: string): unknown => (has(name) ? get(objectAt(key), name) : undefined),
      write,
      isThere: has,
      names: () => keys(objectAt(key)),
    }
  }

  function put(values: object, name: string, value: unknown): void {
    if (value === undefined) deleteProperty(values, name)
    else defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true })
  }

  return { memoryOf, remembered }
}
