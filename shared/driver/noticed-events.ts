// The events around a driver's avatar: arrivals and departures on its floor, moves there, and words within
// hearing. They are reported as they come; earlier facts are no news.
import { isHeard } from '../play/walking/earshot.ts'
import type { ArtifactId } from '../world/address.ts'
import type { Artifact } from '../world/artifact.ts'
import { watchSpeech } from '../world/live/speech-watch.ts'
import type { Change, View } from '../world/view/world-view.ts'

/** Something said aloud, by somebody or something. */
export interface HeardSpeech {
  readonly words: string
  readonly voice: 'say' | 'shout'
  /** The speaker, if they are still here; null for somebody without an avatar. */
  readonly by: Artifact | null
  /** The name of the person, if it was one. */
  readonly person: string | null
  /** ms since 1970. */
  readonly at: number
}

interface NoticedEvents {
  readonly hear: (heard: HeardSpeech) => void
  readonly arrive: (who: Artifact) => void
  readonly leave: (who: Artifact) => void
  readonly move: (what: Artifact) => void
  readonly change: (change: Change) => void
}

interface NoticedEventsOptions extends NoticedEvents {
  readonly view: View
  /** One's own avatar; null while one has none here. */
  readonly me: () => Artifact | null
  readonly now: () => number
}

/** Begins to notice; returns how to stop. */
export function watchSurroundings(options: NoticedEventsOptions): () => void {
  const stopSeeing = watchFloor(options)
  const stopHearing = listen(options)
  return () => {
    stopSeeing()
    stopHearing()
  }
}

function watchFloor({ view, me, arrive, leave, move, change }: NoticedEventsOptions): () => void {
  const known = new Map<ArtifactId, Artifact>()
  for (const artifact of view.artifacts()) known.set(artifact.id, artifact)
  let floor = me()?.host ?? null

  function notice(id: ArtifactId, isElsewhere: boolean): void {
    const before = known.get(id) ?? null
    const after = view.artifact(id)
    if (after === null) known.delete(id)
    else known.set(id, after)
    if (id === me()?.id || isElsewhere || floor === null) return
    const [wasHere, isHere] = [before?.host === floor, after?.host === floor]
    const isSomebody = (before ?? after)?.avatar != null || after?.avatar != null
    if (!wasHere && isHere && isSomebody && after !== null) arrive(after)
    if (wasHere && !isHere && isSomebody && before !== null) leave(before)
    if (wasHere && isHere && after !== null && hasMoved(before, after)) move(after)
  }

  return view.subscribe((news) => {
    const floorNow = me()?.host ?? null
    // A person who goes elsewhere does not see people arrive: they were there.
    const isElsewhere = floorNow !== floor
    floor = floorNow
    for (const id of news.artifacts) notice(id, isElsewhere)
    change(news)
  })
}

function hasMoved(before: Artifact | null, after: Artifact): boolean {
  if (after.walk !== null && after.walk !== before?.walk) return true
  return before?.place?.x !== after.place?.x || before?.place?.y !== after.place?.y
}

function listen({ view, me, now, hear }: NoticedEventsOptions): () => void {
  if (view.live === null) return () => undefined
  return watchSpeech(view.live, (speech) => {
    const listener = me()
    const isOwn = speech.by !== null && speech.by === listener?.id
    if (isOwn || !isHeard(listener, speech, view, now())) return
    const { words, voice, person, at, by } = speech
    hear({ words, voice, person, at, by: by === null ? null : view.artifact(by) })
  })
}
