// Programs of people who are here that run elsewhere: they are told events that leave no trace here, and
// asked before people do something in which they have a role.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Host } from '../../world/place.ts'
import type { EventSubscription } from '../acts/action.ts'
import { createHandlerIndex } from './handler-index.ts'

/** One of them. */
export interface VisitingListener {
  readonly to: readonly EventSubscription[]
  readonly tell: (event: EventData) => void
  /** Why not, or null. Never rejects, and ends in time. */
  readonly ask: (event: EventData) => Promise<string | null>
}

export interface VisitingListeners {
  /** From now on the program of somebody's body is told by this listener; null: it is told nothing. */
  readonly set: (body: ArtifactId, listener: VisitingListener | null) => void
  /** Something stands on another floor now. */
  readonly moved: (id: ArtifactId, host: Host | null) => void
  readonly tell: (event: EventData) => void
  /** Whether one of them is told of it, or asked. */
  readonly concerns: (event: EventData) => boolean
  /** `then` is given the reason why not, or null: at once when nobody is to be asked, else in a step. */
  readonly ask: (event: EventData, then: (refusal: string | null) => void) => void
  /** Goes on with the answers. */
  readonly step: () => void
  readonly hasAnswers: () => boolean
}

export function createVisitingListeners(parts: {
  readonly hostOf: (id: ArtifactId) => Host | null
  /** There is something to go on with. */
  readonly onAnswered: () => void
}): VisitingListeners {
  const handlerIndex = createHandlerIndex(parts.hostOf)
  const listeners = new Map<ArtifactId, VisitingListener>()
  let answered: (() => void)[] = []

  function concerned(kind: EventSubscription['kind'], event: EventData): readonly VisitingListener[] {
    // Most worlds have none, and much happens in them.
    if (listeners.size === 0) return []
    return handlerIndex.of(kind, event).flatMap(({ artifact }) => listeners.get(artifact) ?? [])
  }

  return {
    set(body, listener) {
      handlerIndex.forget(body)
      listeners.delete(body)
      if (listener === null) return
      listeners.set(body, listener)
      for (const [handler, one] of listener.to.entries())
        handlerIndex.add(body, { ...one, handler, of: null })
    },
    moved: (id, host) => handlerIndex.moved(id, host),
    tell(event) {
      for (const { tell } of concerned('on', event)) tell(event)
    },
    concerns: (event) =>
      listeners.size > 0 && (concerned('on', event).length > 0 || concerned('before', event).length > 0),
    ask(event, then) {
      const asked = concerned('before', event)
      if (asked.length === 0) return then(null)
      void Promise.all(asked.map(({ ask }) => ask(event))).then((whys) => {
        answered.push(() => then(whys.find((why) => why !== null) ?? null))
        return parts.onAnswered()
      })
    },
    step() {
      const those = answered
      answered = []
      for (const goOn of those) goOn()
    },
    hasAnswers: () => answered.length > 0,
  }
}
