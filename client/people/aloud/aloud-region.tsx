// A part of the page that nobody sees: it announces events around one's avatar and spoken words, for screen
// readers.
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { SpeechInSight } from '../../world/play/hearing.ts'
import { hearingOf } from '../../world/play/use-hearing.ts'
import { meIn, onYou } from '../../world/play/you.ts'
import { ownerClock } from '../../world/motion/shown-motion.ts'
import { useWorld, type World } from '../../world/context/use-world.ts'
import { systemClock } from '../../device/system-clock.ts'
import { createAnnouncementQueue, type AnnouncementQueue } from './aloud-queue.ts'
import { knownOf, changesInWords, type KnownSurroundings } from './heard-changes.ts'

/** How often, in ms, one looks around, at most. */
const LOOK_MS = 1000

export default function AloudRegion() {
  const world = useWorld()
  const [aloud] = useState(() => createAnnouncementQueue(systemClock))
  const said = useSyncExternalStore(aloud.subscribe, aloud.now)
  useEffect(() => tellAround(world, aloud), [world, aloud])
  useEffect(() => tellSaid(world, aloud), [world, aloud])
  return (
    <div className="unseen" role="log" aria-label="What happens" aria-live="polite" aria-atomic="true">
      {said}
    </div>
  )
}

/** Follows the surroundings of one's avatar. */
function tellAround(world: World, aloud: AnnouncementQueue): () => void {
  let known: KnownSurroundings | null = null
  let cancel: (() => void) | null = null

  function look(): void {
    cancel = null
    const now = knownOf(world.view, meIn(world), ownerClock.now())
    aloud.tell(changesInWords(world.view, known, now))
    known = now
    // A walker comes near without anything being written.
    if (now !== null) soon()
  }
  function soon(): void {
    cancel ??= systemClock.after(LOOK_MS, look)
  }

  const stops = [world.view.subscribe(soon), onYou(world.replica, soon)]
  soon()
  return () => {
    for (const stop of stops) stop()
    cancel?.()
  }
}

function tellSaid(world: World, aloud: AnnouncementQueue): () => void {
  const hearing = hearingOf(world)
  let known: ReadonlySet<SpeechInSight> = new Set(hearing.air().words)
  return hearing.subscribe(() => {
    const { words } = hearing.air()
    const body = meIn(world)?.id ?? null
    for (const heard of words) {
      if (!known.has(heard) && (heard.by === null || heard.by !== body)) {
        const who = whoSaid(world, heard)
        aloud.hear(who, `${who} ${VERBS[heard.voice]}: ${heard.words}`)
      }
    }
    known = new Set(words)
  })
}

const VERBS: Readonly<Record<SpeechInSight['voice'], string>> = {
  say: 'says',
  shout: 'shouts',
  whisper: 'whispers to you',
}

function whoSaid({ view }: World, { by, person }: SpeechInSight): string {
  if (person !== null) return person
  if (by === null) return 'Somebody'
  return by === view.root ? view.title : view.artifact(by)?.name || 'Something'
}
