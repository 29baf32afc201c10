// Which words are still in the air: what was said while one looked, for as long as it takes to read.
import { useEffect, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Now } from '../../shared/world/follow-now.ts'
import type { Speech } from '../../shared/world/now-values.ts'
import { ownerClock } from '../floor/motion.ts'
import { useWorld } from '../floor/world.ts'

/** How long words stay, in ms: at least, and for each character more. */
const STAY_MS = 3500
const STAY_PER_CHARACTER_MS = 45
const STAY_MAX_MS = 12_000

/** What was said longer ago was only fetched now, in ms. */
const NEW_MS = 20_000

export function stayOf(words: string): number {
  return Math.min(STAY_MAX_MS, STAY_MS + words.length * STAY_PER_CHARACTER_MS)
}

export interface InTheAir {
  /** The last words of each thing. */
  readonly byThing: ReadonlyMap<ArtifactId, Speech>
  /** The last words of people, who stand nowhere yet. */
  readonly byPeople: readonly Speech[]
}

const SILENCE: InTheAir = { byThing: new Map(), byPeople: [] }
/** So many people are shown at once. */
const PEOPLE_MAX = 3

/** Follows what is said. What was said before one came is history, and in the drawer. */
export function followSpeech(now: Now, listener: (air: InTheAir) => void): () => void {
  const said = new Set<Speech>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let known = new Set(now.speech.map(keyOf))

  function tell(): void {
    const byThing = new Map<ArtifactId, Speech>()
    const byPeople: Speech[] = []
    for (const speech of said) {
      if (speech.by === null) byPeople.push(speech)
      else byThing.set(speech.by, speech)
    }
    listener({ byThing, byPeople: byPeople.slice(-PEOPLE_MAX) })
  }

  const stop = now.subscribe((change) => {
    if (!change.speech) return
    const since = ownerClock.now() - NEW_MS
    const fresh = now.speech.filter((speech) => speech.at > since && !known.has(keyOf(speech)))
    known = new Set(now.speech.map(keyOf))
    for (const speech of fresh) {
      said.add(speech)
      const timer = setTimeout(() => {
        said.delete(speech)
        timers.delete(timer)
        tell()
      }, stayOf(speech.words))
      timers.add(timer)
    }
    if (fresh.length > 0) tell()
  })
  return () => {
    stop()
    for (const timer of timers) clearTimeout(timer)
  }
}

const keyOf = ({ by, person, words, at }: Speech): string => JSON.stringify([by, person, words, at])

export function useBubbles(): InTheAir {
  const { now } = useWorld()
  const [heard, setHeard] = useState({ now, air: SILENCE })
  useEffect(() => followSpeech(now, (air) => setHeard({ now, air })), [now])
  // Of another world, or of the one that is tried out.
  return heard.now === now ? heard.air : SILENCE
}
