// Things as programs see them: read-only views. A view knows an id. It asks for the properties once in each
// delivery. It also shows values that the program has set, until the world has answered. And other objects
// that programs are given, such as an event or a page: an error where a name is read that they do not have.
import type { ActAnswer, ChangesData, ThingData } from '../sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Builtins } from './builtins.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'

type KnownThings = ReturnType<typeof makeKnownThings>
export type GuestThings = ReturnType<typeof makeThings>
export type StrictObjects = ReturnType<typeof makeStrictObjects>
/** The reads that a program can make of the world. The host answers them. */
export interface Reads {
  thing(given: { id: string }): ThingData | null
  /** Nearest first, never `from` itself. */
  find(given: {
    from: ArtifactId
    name: string | undefined
    on: ArtifactId | undefined
    within: number | undefined
    /** How many are enough. */
    most: number | undefined
  }): readonly ThingData[]
  next(given: { from: ArtifactId; facing: ThingData['facing'] }): ThingData | null
  inside(given: { id: ArtifactId }): readonly ThingData[]
  text(given: { id: ArtifactId }): string | null
  anchors(given: { id: ArtifactId }): Readonly<Record<string, string>>
}

/** Known things: read in this delivery, or set and not answered yet. */
export function makeKnownThings({ table }: Builtins, errors: Errors, reads: Reads) {
  /** Things that were read in this delivery. */
  const known = table<ArtifactId, ThingData | null>()
  /** Changes that the program has asked for and that are not answered yet, by call. */
  const pending = table<number, { readonly id: ArtifactId; readonly changes: ChangesData }>()
  let selfId: ArtifactId | null = null
  let self: ThingData | null = null
  let host: ThingData | null = null

  function begin(newSelf: ThingData | null | undefined, newHost: ThingData | null | undefined): void {
    if (newSelf !== undefined) self = newSelf
    if (newHost !== undefined) host = newHost
    if (self !== null) selfId = self.id
    known.clear()
  }

  function read(id: ArtifactId): ThingData | null {
    const found = known.get(id)
    if (found !== undefined) return found
    return keep(id, id === selfId ? self : id === host?.id ? host : reads.thing({ id }))
  }

  function keep(id: ArtifactId, data: ThingData | null): ThingData | null {
    let shown = data
    pending.forEach((set) => {
      if (set.id === id && shown !== null) shown = { ...shown, ...set.changes }
    })
    known.set(id, shown)
    return shown
  }

  function setPending(call: number, id: ArtifactId, changes: ChangesData): void {
    pending.set(call, { id, changes })
    known.delete(id)
  }

  function answer(call: number): void {
    const set = pending.get(call)
    if (set === undefined) return
    pending.delete(call)
    known.delete(set.id)
  }

  /** The id of the program's own thing. There is none before the first delivery. */
  function own(): ArtifactId {
    if (selfId === null) throw errors.complaint('This thing is not in the world.')
    return selfId
  }

  /** Adds a thing that was found. It is known from now on. */
  function note(data: ThingData): void {
    if (known.get(data.id) === undefined) keep(data.id, data)
  }

  return {
    begin,
    read,
    note,
    setPending,
    answer,
    own,
    /** The program's own thing; null while it is not in the world. */
    self: () => (selfId === null ? null : read(selfId)),
    hostId: () => (host === null ? null : host.id),
  }
}

/** Things as views. */
export function makeThings(
  { NativeProxy, get, isOneOf, table, weakTable }: Builtins,
  errors: Errors,
  { strict, isSilent }: StrictObjects,
  known: KnownThings,
  { PROPERTIES: names }: GuestLimits,
) {
  const { read, hostId } = known
  const ids = weakTable<object, ArtifactId>()
  const views = table<ArtifactId, object>()
  let viewed = 0

  function begin(self: ThingData | null | undefined, host: ThingData | null | undefined): void {
    known.begin(self, host)
    if (viewed <= 500) return
    views.clear()
    viewed = 0
  }

  function view(id: ArtifactId): object {
    const seen = views.get(id)
    if (seen !== undefined) return seen
    const made = new NativeProxy({ id }, traps)
    ids.set(made, id)
    views.set(id, made)
    viewed++
    return made
  }

  function viewOf(id: ArtifactId | 'limbo' | null): object | null {
    return id === null || id === 'limbo' ? null : view(id)
  }

  function property(id: ArtifactId, name: string): unknown {
    if (name === 'id') return id
    const data = read(id)
    if (name === 'gone') return data === null
    if (data === null)
      throw errors.complaint(`This thing is no longer in the world, so its "${name}" cannot be read.`)
    if (name === 'host') return viewOf(data.host)
    if (name === 'walking') return data.walk !== null
    return get(data, name)
  }

  function plain(id: ArtifactId): object {
    return { ...(read(id) ?? { id, gone: true }) }
  }

  const readOnly = (): never => {
    throw errors.complaint(
      'A thing cannot be changed directly. Use set(thing, { name: ... }), moveTo(thing, x, y) and so on.',
    )
  }
  const traps: ProxyHandler<{ readonly id: ArtifactId }> = {
    get({ id }, name) {
      if (typeof name === 'symbol') return undefined
      if (isOneOf(name, names)) return property(id, name)
      if (name === 'toJSON') return () => plain(id)
      if (name === 'toString') return () => read(id)?.name ?? 'a thing that is gone'
      if (isSilent(name)) return undefined
      throw errors.unknownName('property', name, names, ' of a thing')
    },
    has: (_, name) => typeof name === 'string' && isOneOf(name, names),
    ownKeys: () => names,
    getOwnPropertyDescriptor({ id }, name) {
      if (typeof name === 'symbol' || !isOneOf(name, names)) return undefined
      return { value: property(id, name), enumerable: true, configurable: true, writable: false }
    },
    set: readOnly,
    defineProperty: readOnly,
    deleteProperty: readOnly,
    setPrototypeOf: readOnly,
    preventExtensions: readOnly,
  }

  /** Things that were found; they are known from now on. */
  function listOf(found: readonly ThingData[]): object[] {
    const list: object[] = []
    for (let at = 0; at < found.length; at++) {
      const data = found[at]
      if (data === undefined) continue
      known.note(data)
      list[at] = view(data.id)
    }
    return list
  }

  const outcomes = strict('an outcome')
  function outcome({ ok, why }: ActAnswer, onRead?: () => void): object {
    return (onRead === undefined ? outcomes : strict('an outcome', onRead))({ ok, why })
  }

  return {
    ...known,
    begin,
    view,
    viewOf,
    strict,
    listOf,
    outcome,
    idOf: (value: object): ArtifactId | undefined => ids.get(value),
    hostView: () => viewOf(hostId()),
  }
}

/** Read-only objects of a kind. */
export function makeStrictObjects({ NativeProxy, get, hasOwn, keys }: Builtins, errors: Errors) {
  /** Names that the language itself looks for. */
  function isSilent(name: string): boolean {
    return (
      name === 'then' ||
      name === 'toJSON' ||
      name === 'constructor' ||
      name === 'valueOf' ||
      name === 'toString'
    )
  }

  /**
   * Makes objects of a kind, which say so when a name is read that they do not have. `onRead`: one that they
   * have is read.
   */
  function strict(what: string, onRead?: () => void): (object: object) => object {
    const refuse = (): never => {
      throw errors.complaint(`Nothing can be written to ${what}.`)
    }
    const traps: ProxyHandler<object> = {
      get(target, name) {
        if (typeof name === 'symbol') return get(target, name)
        if (hasOwn(target, name)) {
          onRead?.()
          return get(target, name)
        }
        if (isSilent(name)) return undefined
        throw errors.unknownName('property', name, keys(target), ` of ${what}`)
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      setPrototypeOf: refuse,
      preventExtensions: refuse,
    }
    return (object) => new NativeProxy(object, traps)
  }

  return { strict, isSilent }
}
