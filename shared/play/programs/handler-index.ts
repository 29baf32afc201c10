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

interface ProgramHandlers {
  host: Host | null
  readonly handlers: Map<number, RegisteredHandler>
}

/** `onChanged`: an artifact has other handlers now. */
export function createHandlerIndex(
  hostOf: (artifact: ArtifactId) => Host | null,
  onChanged: (artifact: ArtifactId) => void = () => undefined,
): HandlerIndex {
  const listeners = new Map<ArtifactId, ProgramHandlers>()
  /** How many handlers there are of a kind for an event. */
  const counts = new Map<string, number>()
  /** The listeners in the role of observer, by kind, event and floor. */
  const observers = new Map<string, Set<ArtifactId>>()

  function count(handler: RegisteredHandler, by: number): void {
    const key = `${handler.kind} ${handler.event}`
    counts.set(key, (counts.get(key) ?? 0) + by)
  }

  function observe(
    artifact: ArtifactId,
    host: Host | null,
    { kind, event }: RegisteredHandler,
    isOn: boolean,
  ): void {
    const key = `${kind} ${event} ${host ?? ''}`
    const set = observers.get(key) ?? new Set()
    if (isOn) observers.set(key, set.add(artifact))
    else if (set.delete(artifact) && set.size === 0) observers.delete(key)
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
    count(handler, -1)
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
    add(artifact, handler) {
      const listener = listenerOf(artifact)
      const was = listener.handlers.get(handler.handler)
      if (was !== undefined) drop(artifact, listener, was)
      listener.handlers.set(handler.handler, handler)
      count(handler, 1)
      if (isObserving(handler)) observe(artifact, listener.host, handler, true)
      onChanged(artifact)
    },
    remove(artifact, handler) {
      const listener = listeners.get(artifact)
      const was = listener?.handlers.get(handler)
      if (listener === undefined || was === undefined) return
      drop(artifact, listener, was)
      onChanged(artifact)
    },
    forget(artifact) {
      const listener = listeners.get(artifact)
      if (listener === undefined) return
      for (const handler of listener.handlers.values()) drop(artifact, listener, handler)
      listeners.delete(artifact)
      onChanged(artifact)
    },
    moved(artifact, host) {
      const listener = listeners.get(artifact)
      if (listener === undefined || listener.host === host) return
      const observing = [...listener.handlers.values()].filter(isObserving)
      for (const handler of observing) observe(artifact, listener.host, handler, false)
      listener.host = host
      for (const handler of observing) observe(artifact, host, handler, true)
    },
    of(kind, event) {
      if (!((counts.get(`${kind} ${event.event}`) ?? 0) > 0)) return []
      if (event.voice === 'shout') return everyone(kind, event)
      const concerned = new Set<ArtifactId>()
      for (const id of [event.subject, event.object, event.host]) if (id !== null) concerned.add(id)
      const watching = observers.get(`${kind} ${event.event} ${event.host ?? ''}`)
      if (event.host !== null) for (const id of [...(watching ?? [])].sort()) concerned.add(id)
      return [...concerned].map((id) => ofOne(kind, event, id)).filter((heard) => heard !== null)
    },
    hasAny: (kind, event) => (counts.get(`${kind} ${event}`) ?? 0) > 0,
    handlersOf: (artifact) => listeners.get(artifact)?.handlers.values() ?? [],
    ofOne,
  }
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
