// The listeners of an event: an index of the handlers of all programs, by event and by role. So an event on a
// floor of ten thousand things costs only as much as its listeners.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import { usualRoles, type EventName, type Role } from '../../behavior/program-events.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Host } from '../../world/place.ts'
import type { HandlerKind } from '../acts/action.ts'

export interface RegisteredHandler {
  readonly kind: HandlerKind
  /** The number that the program gave it. */
  readonly handler: number
  readonly event: EventName
  readonly role: Role | null
  readonly of: ArtifactId | null
}

/** Handlers of one artifact that an event concerns, in the order in which the program made them. */
export interface MatchedHandlers {
  readonly artifact: ArtifactId
  readonly handlers: readonly number[]
}

export interface HandlerIndex {
  /** Another one each time when somebody's handlers, or where they stand, may have changed. */
  readonly version: () => number
  readonly add: (artifact: ArtifactId, handler: RegisteredHandler) => void
  readonly remove: (artifact: ArtifactId, handler: number) => void
  /** Forgets all handlers of an artifact. */
  readonly forget: (artifact: ArtifactId) => void
  /** An artifact stands on another floor now. */
  readonly moved: (artifact: ArtifactId, host: Host | null) => void
  /** The things concerned: the actor, the object, the floor's thing, and then those on it, by id. */
  readonly of: (kind: HandlerKind, event: EventData) => readonly MatchedHandlers[]
  /** Whether any program has a handler for an event. */
  readonly hasAny: (kind: HandlerKind, event: EventName) => boolean
  /** All handlers of an artifact. */
  readonly handlersOf: (artifact: ArtifactId) => Iterable<RegisteredHandler>
  /** Of one artifact alone. */
  readonly ofOne: (kind: HandlerKind, event: EventData, artifact: ArtifactId) => MatchedHandlers | null
}

const NOBODY: readonly MatchedHandlers[] = []

interface ProgramHandlers {
  host: Host | null
  readonly handlers: Map<number, RegisteredHandler>
}

/** The handlers of a kind for an event. */
interface EventHandlers {
  count: number
  /** Those in the role of observer, by the floor that they are on. */
  readonly observers: Map<Host | null, Set<ArtifactId>>
}

/** `onChanged`: an artifact has other handlers now. */
export function createHandlerIndex(
  hostOf: (artifact: ArtifactId) => Host | null,
  onChanged: (artifact: ArtifactId) => void = () => undefined,
): HandlerIndex {
  const listeners = new Map<ArtifactId, ProgramHandlers>()
  const known: Record<HandlerKind, Map<EventName, EventHandlers>> = { on: new Map(), before: new Map() }

  let version = 0

  function changed(artifact: ArtifactId): void {
    version += 1
    onChanged(artifact)
  }

  function handlersFor({ kind, event }: RegisteredHandler): EventHandlers {
    let handlers = known[kind].get(event)
    if (handlers === undefined) known[kind].set(event, (handlers = { count: 0, observers: new Map() }))
    return handlers
  }

  function observe(artifact: ArtifactId, host: Host | null, handler: RegisteredHandler, isOn: boolean): void {
    const { observers } = handlersFor(handler)
    const set = observers.get(host) ?? new Set()
    if (isOn) observers.set(host, set.add(artifact))
    else if (set.delete(artifact) && set.size === 0) observers.delete(host)
  }

  function listenerOf(artifact: ArtifactId): ProgramHandlers {
    let listener = listeners.get(artifact)
    if (listener === undefined) {
      listeners.set(artifact, (listener = { host: hostOf(artifact), handlers: new Map() }))
    }
    return listener
  }

  function drop(artifact: ArtifactId, listener: ProgramHandlers, handler: RegisteredHandler): void {
    listener.handlers.delete(handler.handler)
    handlersFor(handler).count -= 1
    for (const other of listener.handlers.values()) {
      if (other.kind === handler.kind && other.event === handler.event && isObserving(other)) return
    }
    observe(artifact, listener.host, handler, false)
  }

  function ofOne(kind: HandlerKind, event: EventData, artifact: ArtifactId): MatchedHandlers | null {
    const listener = listeners.get(artifact)
    if (listener === undefined) return null
    const handlers: number[] = []
    for (const handler of listener.handlers.values()) {
      if (handler.kind !== kind || handler.event !== event.event) continue
      if (concerns(handler, event, artifact, listener.host)) handlers.push(handler.handler)
    }
    return handlers.length === 0 ? null : { artifact, handlers }
  }

  /** A shout is heard in the whole world. */
  function everyone(kind: HandlerKind, event: EventData): readonly MatchedHandlers[] {
    return [...listeners.keys()]
      .sort()
      .map((id) => ofOne(kind, event, id))
      .filter((heard) => heard !== null)
  }

  return {
    version: () => version,
    add(artifact, handler) {
      const listener = listenerOf(artifact)
      const was = listener.handlers.get(handler.handler)
      if (was !== undefined) drop(artifact, listener, was)
      listener.handlers.set(handler.handler, handler)
      handlersFor(handler).count += 1
      if (isObserving(handler)) observe(artifact, listener.host, handler, true)
      changed(artifact)
    },
    remove(artifact, handler) {
      const listener = listeners.get(artifact)
      const was = listener?.handlers.get(handler)
      if (listener === undefined || was === undefined) return
      drop(artifact, listener, was)
      changed(artifact)
    },
    forget(artifact) {
      const listener = listeners.get(artifact)
      if (listener === undefined) return
      for (const handler of listener.handlers.values()) drop(artifact, listener, handler)
      listeners.delete(artifact)
      changed(artifact)
    },
    moved(artifact, host) {
      const listener = listeners.get(artifact)
      if (listener === undefined || listener.host === host) return
      const observing = [...listener.handlers.values()].filter(isObserving)
      for (const handler of observing) observe(artifact, listener.host, handler, false)
      listener.host = host
      version += 1
      for (const handler of observing) observe(artifact, host, handler, true)
    },
    of(kind, event) {
      const handlers = known[kind].get(event.event)
      if (handlers === undefined || handlers.count === 0) return NOBODY
      if (event.voice === 'shout') return everyone(kind, event)
      const heard: MatchedHandlers[] = []
      for (const id of concernedBy(event, handlers)) {
        const one = ofOne(kind, event, id)
        if (one !== null) heard.push(one)
      }
      return heard
    },
    hasAny: (kind, event) => (known[kind].get(event)?.count ?? 0) > 0,
    handlersOf: (artifact) => listeners.get(artifact)?.handlers.values() ?? [],
    ofOne,
  }
}

/** The actor, the object, the floor's thing, and then those on it who observe. */
function concernedBy(
  { subject, object, host }: EventData,
  { observers }: EventHandlers,
): readonly ArtifactId[] {
  const concerned: ArtifactId[] = []
  if (subject !== null) concerned.push(subject)
  if (object !== null && object !== subject) concerned.push(object)
  if (host === null) return concerned
  if (host !== subject && host !== object) concerned.push(host)
  const watching = observers.get(host)
  if (watching === undefined) return concerned
  const others = [...watching].filter((id) => id !== subject && id !== object && id !== host)
  return [...concerned, ...others.sort()]
}

/** A speaker who stands nowhere is the world itself. */
function rolesFor({ role, event }: RegisteredHandler, host: Host | null): readonly Role[] {
  return role === null ? usualRoles(event, host === null) : [role]
}

function isObserving(handler: RegisteredHandler): boolean {
  return rolesFor(handler, 'limbo').includes('observer')
}

function concerns(
  handler: RegisteredHandler,
  event: EventData,
  artifact: ArtifactId,
  host: Host | null,
): boolean {
  if (handler.of !== null && event.subject !== handler.of && event.object !== handler.of) return false
  return rolesFor(handler, host).some((role) => isIn(role, event, artifact, host))
}

/** Whether an artifact has a role in an event. An observer stands by: it neither did it nor had it done. */
function isIn(role: Role, event: EventData, artifact: ArtifactId, host: Host | null): boolean {
  switch (role) {
    case 'subject':
      return event.subject === artifact
    case 'object':
      return event.object === artifact
    case 'host':
      return event.host === artifact
    case 'observer':
      if (event.subject === artifact || event.object === artifact) return false
      return event.voice === 'shout' || (event.host !== null && host === event.host)
  }
  return role satisfies never
}
