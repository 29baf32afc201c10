// `memory`: values that last. They are kept as JSON by key. Objects that a program looked at are compared
// when a delivery ends, so that changes deep inside are noticed too. After a fault, memory has its earlier
// values again.
import type { Builtins } from './builtins.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Delivered } from './guest-delivery.ts'
import type { Errors } from './guest-errors.ts'
import type { GuestThings } from './guest-things.ts'

export type MemoryValues = ReturnType<typeof makeMemoryValues>
export type KeptMemory = ReturnType<typeof makeKeptMemory>
type OpenMemory = ReturnType<typeof makeOpenMemory>
export type Memory = ReturnType<typeof makeMemory>

/** A value as JSON, with the bytes that it and its name take, and those of the name alone. */
interface EncodedValue {
  readonly json: string
  readonly bytes: number
  readonly nameBytes: number
}

/** Values as memory keeps them. */
export function makeMemoryValues(
  builtins: Builtins,
  errors: Errors,
  things: GuestThings,
  bounds: GuestLimits,
) {
  const { stringify, isArray, isFinite, isWellFormed, keys, getPrototypeOf, objectPrototype } = builtins
  const { codeAt, match, each, get } = builtins
  const beyondAscii = /[^\x20-\x7e]/
  const person = /^person:[\w-]{1,64}$/

  /** A plain value as JSON; an error says which part of it is none. */
  function jsonOf(key: string, value: unknown): string {
    if (!isWellFormed(key) || key.length > bounds.KEY_MAX) {
      throw errors.complaint(`A name in memory can have at most ${bounds.KEY_MAX} whole characters.`)
    }
    const where = isOfPerson(key) ? 'memoryOf(...)' : `memory.${key}`
    checkName(key, where)
    if (typeof value !== 'number' || !isFinite(value)) checkPlain(value, where, 0)
    return stringify(value)
  }

  /** Whether what is kept of one person is under that name. */
  function isOfPerson(key: string): boolean {
    // Hardly any name is like that, and to match is dear.
    return key.length > 7 && key[6] === ':' && match(person, key) !== null
  }

  function checkPlain(value: unknown, where: string, depth: number): void {
    if (value === null || typeof value === 'boolean') return
    if (typeof value === 'number') {
      if (!isFinite(value)) throw errors.complaint(`${where} is ${value}: only finite numbers can be kept.`)
      return
    }
    if (typeof value === 'string') {
      if (!isWellFormed(value)) throw errors.complaint(`${where} contains an invalid character.`)
      return
    }
    if (typeof value !== 'object')
      throw notPlain(where, typeof value === 'undefined' ? 'nothing' : `a ${typeof value}`)
    if (things.idOf(value) !== undefined) {
      throw errors.complaint(`${where} is a thing. Keep its id, and find it again with closest({ id: ... }).`)
    }
    if (depth > bounds.KEEP_DEPTH)
      throw errors.complaint(`${where} is nested too deep, or contains itself, so it cannot be kept.`)
    const proto = getPrototypeOf(value)
    if (isArray(value)) {
      for (let at = 0; at < value.length; at++) checkPlain(value[at], `${where}[${at}]`, depth + 1)
      return
    }
    if (proto !== null && proto !== objectPrototype) throw notPlain(where, 'something else')
    each(keys(value), (name) => {
      checkName(name, `${where}.${name}`)
      const part = get(value, name)
      if (part !== undefined) checkPlain(part, `${where}.${name}`, depth + 1)
    })
  }

  /**
   * Refuses the one name that no document keeps. It would reach the prototype of the object that the document
   * is read into.
   */
  function checkName(name: string, where: string): void {
    if (name === '__proto__') throw errors.complaint(`${where} cannot be kept. Choose another name.`)
  }

  function notPlain(where: string, what: string): Error {
    return errors.complaint(
      `${where} is ${what}: only numbers, texts, true, false, null, lists and plain objects can be kept.`,
    )
  }

  function writtenOf(key: string, json: string): EncodedValue {
    const nameBytes = bytesOf(key)
    return { json, bytes: nameBytes + bytesOf(json), nameBytes }
  }

  /** A value to be written under a name; `before`: what is kept there already, by which the name is known. */
  function encoded(key: string, value: unknown, before: EncodedValue | undefined): EncodedValue {
    // Most values that programs write again and again are numbers.
    if (before === undefined || typeof value !== 'number' || !isFinite(value))
      return writtenOf(key, jsonOf(key, value))
    const json = stringify(value)
    return { json, bytes: before.nameBytes + json.length, nameBytes: before.nameBytes }
  }

  function bytesOf(text: string): number {
    if (match(beyondAscii, text) === null) return text.length
    let count = 0
    for (let at = 0; at < text.length; at++) {
      const code = codeAt(text, at)
      // Each half of a surrogate pair is two of its four bytes.
      count += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
    }
    return count
  }

  return { jsonOf, writtenOf, encoded, bytesOf, isOfPerson, checkPlain, checkName }
}

/** The values that the world keeps. */
export function makeKeptMemory(
  { stringify, each, keys, get, table }: Builtins,
  delivered: Delivered,
  bounds: GuestLimits,
  { writtenOf, isOfPerson }: MemoryValues,
) {
  const kept = table<string, EncodedValue>()
  let bytes = 0
  let count = 0

  function start(memory: Readonly<Record<string, unknown>>): void {
    each(keys(memory), (name) => keep(name, writtenOf(name, stringify(get(memory, name)))))
  }

  function change(key: string, before: EncodedValue | undefined, now: EncodedValue | undefined): void {
    if (now !== undefined && isOfPerson(key)) checkPerson(now.bytes - key.length)
    const value = now === undefined ? '' : `,"value":${now.json}`
    delivered.addJson(`{"do":"memory","key":${stringify(key)}${value}}`)
    delivered.undo(() => keep(key, before))
    keep(key, now)
  }

  function keep(key: string, now: EncodedValue | undefined): void {
    const before = kept.get(key)
    bytes += (now?.bytes ?? 0) - (before?.bytes ?? 0)
    count += (now === undefined ? 0 : 1) - (before === undefined ? 0 : 1)
    if (now === undefined) kept.delete(key)
    else kept.set(key, now)
  }

  function checkPerson(bytes: number): void {
    if (bytes <= bounds.PERSON_KEEP_BYTES) return
    throw delivered.overBound(
      'keep',
      `The memory of one person holds ${bounds.PERSON_KEEP_BYTES} bytes; this would be ${bytes}. Keep less of them.`,
    )
  }

  function checkSize(wanted: number): void {
    if (wanted <= bounds.KEEP_BYTES) return
    throw delivered.overBound(
      'keep',
      `Memory holds ${bounds.KEEP_BYTES} bytes; this would be ${wanted}. Keep less, or write it on a page.`,
    )
  }

  function checkBounds(): void {
    checkSize(bytes)
    if (count <= bounds.KEYS_MAX) return
    throw delivered.overBound(
      'keep',
      `Memory can have at most ${bounds.KEYS_MAX} names. Keep a list or an object under one name.`,
    )
  }

  return { kept, start, change, checkPerson, checkSize, checkBounds, bytes: () => bytes }
}

/** Values that the program looked at or changed, in the form that the program has them. */
export function makeOpenMemory(
  { parse, create, table }: Builtins,
  { isOfPerson }: MemoryValues,
  { kept }: KeptMemory,
) {
  const live = table<string, { readonly value: unknown; readonly written: EncodedValue | undefined }>()
  /** How many of those there are, or more. */
  let held = 0

  function read(key: string): unknown {
    const seen = live.get(key)
    if (seen !== undefined) return seen.value
    const written = kept.get(key)
    if (written === undefined) return undefined
    const value: unknown = parse(written.json)
    if (isObject(value)) hold(key, value, written)
    return value
  }

  function hold(key: string, value: unknown, written: EncodedValue | undefined): void {
    live.set(key, { value, written })
    held++
  }

  /** The object under a name. An empty one, which is not kept, where there is none. */
  function objectAt(key: string): object {
    const value = read(key)
    if (isObject(value)) return value
    const made: object = create(null)
    hold(key, made, kept.get(key))
    return made
  }

  function isObject(value: unknown): value is object {
    return typeof value === 'object' && value !== null
  }

  function isThere(key: string): boolean {
    const seen = live.get(key)
    return seen === undefined ? kept.has(key) : seen.value !== undefined
  }

  /** The names of all values; with `ofPeople` those under which people are kept. */
  function namesOf(ofPeople: boolean): string[] {
    const all: string[] = []
    const note = (key: string): void => {
      if (isOfPerson(key) === ofPeople && isThere(key)) all[all.length] = key
    }
    kept.forEach((_, key) => note(key))
    live.forEach((_, key) => {
      if (!kept.has(key)) note(key)
    })
    return all
  }

  return {
    live,
    read,
    hold,
    objectAt,
    isObject,
    isThere,
    namesOf,
    isUntouched: () => held === 0,
    count: () => void (held = 0),
  }
}

export function makeMemory(
  { each }: Builtins,
  { jsonOf, writtenOf, encoded, isOfPerson }: MemoryValues,
  { kept, start: startKept, change, checkSize, checkBounds, bytes }: KeptMemory,
  { live, read, hold, objectAt, isObject, isThere, namesOf, isUntouched, count }: OpenMemory,
) {
  /** The size that memory will have, counting all that the program has set by now. */
  let soon = 0

  function start(memory: Readonly<Record<string, unknown>>): void {
    startKept(memory)
    soon = bytes()
  }

  function write(key: string, value: unknown): void {
    const stored = kept.get(key)
    const seen = live.get(key)
    const now = value === undefined ? undefined : encoded(key, value, stored)
    const before = seen === undefined ? stored : seen.written
    const wanted = soon + (now?.bytes ?? 0) - (before?.bytes ?? 0)
    checkSize(wanted)
    soon = wanted
    hold(key, value, now)
  }

  /** A value as it is kept; nothing is kept of a person of whom nothing is known. */
  function keptJson(key: string, value: unknown): string | undefined {
    if (value === undefined) return undefined
    const json = jsonOf(key, value)
    return json === '{}' && isOfPerson(key) ? undefined : json
  }

  /** Adds what changed to the effects. */
  function settle(): void {
    const names: string[] = []
    live.forEach((_, key) => (names[names.length] = key))
    count()
    each(names, settleKey)
    soon = bytes()
    checkBounds()
  }

  function settleKey(key: string): void {
    const seen = live.get(key)
    if (seen === undefined) return
    const { value } = seen
    // An object may have been changed inside since it was looked at; other values are as they were written.
    const json = isObject(value) ? keptJson(key, value) : seen.written?.json
    const before = kept.get(key)
    if (json !== before?.json)
      change(key, before, json === undefined ? undefined : encodedAs(key, json, seen.written))
    if (isObject(value)) hold(key, value, kept.get(key))
    else live.delete(key)
  }

  function encodedAs(key: string, json: string, written: EncodedValue | undefined): EncodedValue {
    return json === written?.json ? written : writtenOf(key, json)
  }

  /** Forgets what the failed delivery changed. */
  function drop(): void {
    const stale: string[] = []
    live.forEach(({ value }, key) => {
      if (!isAsKept(key, value)) stale[stale.length] = key
    })
    each(stale, (key) => live.delete(key))
    soon = bytes()
  }

  function isAsKept(key: string, value: unknown): boolean {
    try {
      return value !== undefined && keptJson(key, value) === kept.get(key)?.json
    } catch {
      return false
    }
  }

  return {
    start,
    read,
    write,
    objectAt,
    isThere,
    names: () => namesOf(false),
    peopleNames: () => namesOf(true),
    settle,
    drop,
    isUntouched,
  }
}

/** Values by name, in a form that programs use as an object. */
type NamedValues = Pick<Memory, 'read' | 'write' | 'isThere' | 'names'>
export type MemoryView = ReturnType<typeof makeMemoryView>

/** `memory`, and the memory of one person, in the form that programs use. */
export function makeMemoryView({ create, NativeProxy }: Builtins, errors: Errors) {
  return ({ read, write, isThere, names }: NamedValues): object => {
    const target: Record<string, unknown> = create(null)
    return new NativeProxy(target, {
      get: (_, key) => (typeof key === 'symbol' ? undefined : read(key)),
      set(_, key, value) {
        if (typeof key === 'symbol') throw errors.complaint('Memory keeps values by name, not by symbol.')
        write(key, value)
        return true
      },
      has: (_, key) => typeof key === 'string' && isThere(key),
      deleteProperty(_, key) {
        if (typeof key === 'string') write(key, undefined)
        return true
      },
      ownKeys: names,
      getOwnPropertyDescriptor(_, key) {
        if (typeof key === 'symbol' || !isThere(key)) return undefined
        return { value: read(key), enumerable: true, configurable: true, writable: true }
      },
      defineProperty(_, key, { value }) {
        if (typeof key === 'string') write(key, value)
        return true
      },
      setPrototypeOf: () => false,
      preventExtensions: () => false,
    })
  }
}
