// Code that runs in every program's engine before it, and after the guest has taken the functions that it
// needs. It bounds built-in functions that nothing could interrupt. This gives good messages and a quiet
// watchdog; the real wall is the worker, which can be ended.
/* oxlint-disable typescript/unbound-method -- methods are taken off their prototypes on purpose, and applied */

/**
 * Longest list that a built-in function walks through in one go. A program's 2 MB hold fewer values than
 * that.
 */
const LIST_MAX = 200_000
/** Most comparisons of one search for a text within a text. */
const SEARCH_MAX = 4_000_000

/** Work on texts and lists of more places is followed by a look at the clock. */
const SMALL_MAX = 2000

type GuardTools = ReturnType<typeof guardProxies>

/**
 * Makes the helpers for the other guards. A guard may use nothing from outside: its text runs in the engine.
 */
function guardProxies(listMax: number, smallMax: number) {
  const { apply } = Reflect
  const { isArray } = Array
  const { push } = Array.prototype
  const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
    (typeof value === 'object' && value !== null) || typeof value === 'function'

  // A stack that is shown by frames hands out the functions in it, those of the guest too.
  Object.defineProperty(Error, 'prepareStackTrace', {
    value: undefined,
    writable: false,
    configurable: false,
  })

  /**
   * The engine looks at the clock after so many jumps back (see trimmed-module.ts), however long what is
   * between them takes.
   */
  const look = () => {
    for (let jumps = 0; jumps < 64; jumps++);
  }

  /** Lists that answer as they like. */
  const proxies = new WeakSet<object>()
  const { has: hasMember, add: addMember } = WeakSet.prototype
  const OldProxy = Proxy
  const register = (proxy: object) => {
    apply(addMember, proxies, [proxy])
    return proxy
  }
  const NewProxy = function (target: object, handler: ProxyHandler<object>) {
    if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'")
    return register(new OldProxy(target, handler))
  }
  const { revocable } = OldProxy
  Object.defineProperty(NewProxy, 'name', { value: 'Proxy' })
  Object.defineProperty(NewProxy, 'revocable', {
    value: (target: object, handler: ProxyHandler<object>) => {
      const made = revocable(target, handler)
      register(made.proxy)
      return made
    },
  })
  Object.defineProperty(NewProxy, 'prototype', { value: undefined })
  Object.defineProperty(globalThis, 'Proxy', { value: NewProxy, writable: true, configurable: true })

  const isList = (value: unknown): value is unknown[] => isArray(value) && !apply(hasMember, proxies, [value])
  const tooLong = () => new RangeError(`This list has more than ${listMax} places.`)

  /**
   * A list that says truly how long it is, and is not too long; everything else is copied, which can be
   * interrupted.
   */
  const honest = (value: unknown): unknown[] => {
    if (isList(value)) {
      if (value.length > listMax) throw tooLong()
      if (value.length > smallMax) look()
      return value
    }
    if (value === null || value === undefined) throw new TypeError('This is no list.')
    const source = Object(value) as ArrayLike<unknown>
    const { length } = source
    if (!(length <= listMax)) throw tooLong()
    const copy: unknown[] = []
    for (let index = 0; index < length; index++) apply(push, copy, [source[index]])
    return copy
  }
  /** A list that is changed in place. */
  const own = (value: unknown): unknown[] => {
    if (!isList(value)) throw new TypeError('Only a list can be changed like this.')
    return honest(value)
  }

  const replace = (holder: object, name: PropertyKey, value: (...values: never[]) => unknown) => {
    Object.defineProperty(value, 'name', { value: name, configurable: true })
    Object.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: false })
  }

  return { isObject, look, isList, tooLong, honest, own, replace }
}

function guardLists({ isObject, isList, tooLong, honest, own, replace }: GuardTools, listMax: number): void {
  const { apply } = Reflect
  const { isArray } = Array
  const TextOf = String
  const { sort, toSorted, concat, map, push } = Array.prototype
  const lists = Array.prototype as unknown as Record<string, (...values: unknown[]) => unknown>
  for (const name of ['join', 'slice', 'toLocaleString']) {
    const native = lists[name]
    if (native === undefined) continue
    replace(lists, name, function (this: unknown, ...values: unknown[]) {
      return apply(native, honest(this), values)
    })
  }
  for (const name of ['reverse', 'copyWithin', 'fill', 'splice', 'shift', 'unshift']) {
    const native = lists[name]
    if (native === undefined) continue
    replace(lists, name, function (this: unknown, ...values: unknown[]) {
      return apply(native, own(this), values)
    })
  }

  /**
   * Compares as `sort` does without being told how. Comparing long texts is slow, and this can be
   * interrupted.
   */
  const usualOrder = (a: unknown, b: unknown) => {
    const left = TextOf(a)
    const right = TextOf(b)
    if (left === right) return 0
    return left < right ? -1 : 1
  }
  replace(lists, 'sort', function (this: unknown, order: unknown = usualOrder) {
    return apply(sort, own(this), [order])
  })
  replace(lists, 'toSorted', function (this: unknown, order: unknown = usualOrder) {
    return apply(toSorted, honest(this), [order])
  })
  replace(lists, 'concat', function (this: unknown, ...values: unknown[]) {
    let total = 0
    const parts: unknown[] = [isArray(this) ? honest(this) : this]
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      if (isObject(value) && !isList(value) && (isArray(value) || value[Symbol.isConcatSpreadable])) {
        apply(push, parts, [honest(value)])
      } else apply(push, parts, [value])
    }
    for (let index = 0; index < parts.length; index++) {
      const part: unknown = parts[index]
      total += isList(part) ? part.length : 1
    }
    if (total > listMax) throw tooLong()
    return apply(concat, [], parts)
  })
  const flatten = (list: ArrayLike<unknown>, depth: number, into: unknown[]) => {
    const { length } = list
    for (let index = 0; index < length; index++) {
      if (!(index in list)) continue
      const value = list[index]
      if (depth >= 1 && isArray(value)) flatten(value, depth - 1, into)
      else apply(push, into, [value])
    }
    return into
  }
  replace(lists, 'flat', function (this: unknown, depth: unknown = 1) {
    return flatten(Object(this) as ArrayLike<unknown>, Number(depth), [])
  })
  replace(lists, 'flatMap', function (this: unknown, change: unknown, self: unknown) {
    return flatten(apply(map, this, [change, self]) as unknown[], 1, [])
  })

  const iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as Record<
    string,
    unknown
  >
  const { drop } = iterators as { drop: (count: unknown) => unknown }
  replace(iterators, 'drop', function (this: unknown, count: unknown) {
    const places = Number(count)
    if (places > listMax) throw new RangeError(`No more than ${listMax} values can be dropped.`)
    return apply(drop, this, [places])
  })
}

function guardTexts(
  { isObject, look, honest, replace }: GuardTools,
  searchMax: number,
  smallMax: number,
): void {
  const { apply } = Reflect
  const { isArray } = Array
  const { stringify } = JSON
  const TextOf = String
  replace(String, 'raw', (template: { raw: ArrayLike<unknown> }, ...values: unknown[]) => {
    const texts = honest(template.raw)
    let whole = ''
    for (let index = 0; index < texts.length; index++) {
      whole += TextOf(texts[index])
      if (index + 1 < texts.length && index < values.length) whole += TextOf(values[index])
    }
    return whole
  })

  const texts = String.prototype as unknown as Record<string, (...values: unknown[]) => unknown>
  const ways = {
    replaceAll: Symbol.replace,
    replace: Symbol.replace,
    split: Symbol.split,
    indexOf: null,
    includes: null,
  }
  const guardSearch = (name: string, way: symbol | null) => {
    const native = texts[name]
    if (native === undefined) return
    replace(texts, name, function (this: unknown, ...values: unknown[]) {
      const [sought] = values
      if (this === null || this === undefined) return apply(native, this, values)
      if (isObject(sought) && (way === null ? name === 'includes' : sought[way] !== undefined)) {
        return apply(native, this, values)
      }
      const text = TextOf(this)
      // A split without a separator does not search.
      if (sought !== undefined || way === null) values[0] = TextOf(sought)
      const length = typeof values[0] === 'string' ? values[0].length : 0
      if (length > 1 && length < text.length && length * text.length > searchMax) {
        throw new RangeError('The text to look for is too long for a text of this length.')
      }
      return apply(native, text, values)
    })
  }
  for (const name of Object.keys(ways) as (keyof typeof ways)[]) guardSearch(name, ways[name])

  /** Work that takes long with long texts, given or answered. */
  const guardWork = (holder: object, names: readonly string[]) => {
    for (let index = 0; index < names.length; index++) {
      const name = names[index] ?? ''
      const native = Reflect.get(holder, name) as (...values: unknown[]) => unknown
      replace(holder, name, function (this: unknown, ...values: unknown[]) {
        const answer = apply(native, this, values)
        const longest = typeof answer === 'string' ? answer : typeof this === 'string' ? this : values[0]
        if (typeof longest === 'string' && longest.length > smallMax) look()
        return answer
      })
    }
  }
  guardWork(texts, [
    'normalize',
    'padStart',
    'padEnd',
    'repeat',
    'localeCompare',
    'toLowerCase',
    'toUpperCase',
  ])
  guardWork(texts, ['toLocaleLowerCase', 'toLocaleUpperCase', 'lastIndexOf', 'split', 'replaceAll'])
  guardWork(globalThis, [
    'decodeURI',
    'decodeURIComponent',
    'encodeURI',
    'encodeURIComponent',
    'escape',
    'unescape',
  ])
  guardWork(JSON, ['parse'])
  replace(JSON, 'stringify', (value: unknown, chosen: unknown, space: unknown) => {
    const text = apply(stringify, JSON, [value, isArray(chosen) ? honest(chosen) : chosen, space])
    if (typeof text === 'string' && text.length > smallMax) look()
    return text
  })
}

export const GUARDS_SOURCE = `{
const tools = (${guardProxies.toString()})(${LIST_MAX},${SMALL_MAX});
(${guardLists.toString()})(tools,${LIST_MAX});
(${guardTexts.toString()})(tools,${SEARCH_MAX},${SMALL_MAX});
}`
