// The events of a world, by the changes of its documents: for a reader with a copy of it, who is not its
// owner. Events that leave no trace there (that something was pushed or used, or ran into something) are not
// among them.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { EventName } from '../../behavior/program-events.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Artifact } from '../../world/artifact.ts'
import { watchSpeech } from '../../world/live/speech-watch.ts'
import type { View } from '../../world/view/world-view.ts'
import { sameWalk } from '../../world/walk.ts'
import { makeEvent } from '../acts/act-event.ts'
import { propertiesSet } from './edit-events.ts'
import { thingOf } from '../documents/play-things.ts'

interface ObserverOptions {
  readonly view: View
  /** ms since 1970. */
  readonly now: () => number
  /** All that happened in one change of the documents, in order. */
  readonly tell: (events: readonly EventData[]) => void
}

/** Begins to look; earlier facts are no news. Returns a function that stops it. */
export function observeEvents({ view, now, tell }: ObserverOptions): () => void {
  const known = new Map<ArtifactId, Artifact>()
  for (const artifact of view.artifacts()) known.set(artifact.id, artifact)
  const nameOf = (id: ArtifactId | null): string | null =>
    (id === null ? null : (view.artifact(id) ?? known.get(id)))?.avatar?.name ?? null

  const stopSeeing = view.subscribe(({ artifacts, texts }) => {
    const events: EventData[] = []
    const say = (event: EventName, parts: Partial<EventData>): void => {
      const { person = nameOf(parts.subject ?? null) } = parts
      events.push(makeEvent(event, now(), { ...parts, person }))
    }
    for (const id of artifacts) {
      const before = known.get(id) ?? null
      const after = view.artifact(id)
      if ((before?.avatar ?? after?.avatar ?? null) !== null) sayOfPerson(before, after, say)
      else if (after !== null) sayOfThing(before, after, (floor) => nameOf(floor) !== null, say)
      if (before !== null && after !== null && floorOf(before) === floorOf(after))
        sayOfWay(before, after, say)
    }
    for (const id of texts) {
      const page = view.artifact(id)
      if (page !== null && known.has(id)) say('text', { subject: id, host: floorOf(page) })
    }
    for (const id of artifacts) {
      const after = view.artifact(id)
      if (after === null) known.delete(id)
      else known.set(id, after)
    }
    if (events.length > 0) tell(events)
  })
  const stopHearing =
    view.live === null
      ? () => undefined
      : watchSpeech(view.live, ({ by: subject, on: host, person, words, voice, at }) =>
          tell([makeEvent('hear', at, { subject, host, person, words, voice })]),
        )
  return () => {
    stopSeeing()
    stopHearing()
  }
}

type Say = (event: EventName, parts: Partial<EventData>) => void

function sayOfPerson(before: Artifact | null, after: Artifact | null, say: Say): void {
  const subject = (after ?? before)?.id ?? null
  const [from, to] = [floorOf(before), floorOf(after)]
  const came = (): void => say('enter', { subject, object: to, host: to })
  const left = (): void => {
    const person = before?.avatar?.name ?? null
    say('leave', { subject, object: from, host: from, person })
  }
  if (from !== to) {
    // A person who goes away without leaving keeps their place.
    if (from !== null && to === null && after?.avatar?.isAway === true)
      say('offline', { subject, host: from })
    else if (from === null && before?.avatar?.isAway === true) say('online', { subject, host: to })
    else {
      if (from !== null) left()
      if (to !== null) came()
    }
  }
  const [knelt, kneels] = [before?.avatar?.isKneeling, after?.avatar?.isKneeling]
  if (from !== null && to !== null && knelt !== undefined && kneels !== undefined && knelt !== kneels)
    say(kneels ? 'kneel' : 'stand', { subject, host: to })
}

function sayOfThing(
  before: Artifact | null,
  after: Artifact,
  isSomebody: (floor: ArtifactId) => boolean,
  say: Say,
): void {
  const { id } = after
  const [from, to] = [floorOf(before), floorOf(after)]
  if (from !== to && to !== null) {
    if (from !== null && isSomebody(to)) say('pickUp', { subject: to, object: id, host: from })
    else if (from !== null && isSomebody(from)) say('putDown', { subject: from, object: id, host: to })
    else say('place', { subject: id, host: to })
  }
  const changed = propertiesSet(before === null ? null : thingOf(before), thingOf(after))
  if (changed.length > 0 && to !== null) say('properties', { subject: id, host: to, changed })
}

/** How something goes on its floor. */
function sayOfWay(before: Artifact, after: Artifact, say: Say): void {
  const parts = { subject: after.id, host: floorOf(after) }
  if (parts.host === null) return
  const isAnother = !sameWalk(before.walk, after.walk)
  if (before.walk === null && after.walk !== null) say('moveStart', parts)
  else if (before.walk !== null && isAnother) {
    say('move', parts)
    if (after.walk === null) say('moveStop', parts)
  } else if (before.place?.x !== after.place?.x || before.place?.y !== after.place?.y) say('move', parts)
}

/** The floor that something stands on; null: nowhere. */
function floorOf(artifact: Artifact | null): ArtifactId | null {
  const host = artifact?.host ?? null
  return host === 'limbo' ? null : host
}
