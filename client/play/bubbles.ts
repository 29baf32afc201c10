// Which words are still in the air: what was said while one looked, for as long as it takes to read.
import { useEffect, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Speech } from '../../shared/world/now-values.ts'
import type { Bound } from '../floor/bound.ts'
import { ownerClock } from '../floor/motion.ts'
import { useWorld } from '../floor/world.ts'
import { stayOf } from './stay.ts'

/** What was said longer ago was only fetched now, in ms. */
const NEW_MS = 20_000

export interface InTheAir {
  /** The last words of each thing. */
  readonly byThing: ReadonlyMap<ArtifactId, Speech>
  /** The last words of people, who stand nowhere yet, and of the world itself. */
  readonly byOthers: readonly Speech[]
}

const SILENCE: InTheAir = { byThing: new Map(), byOthers: [] }
/** So many others are shown at once. */
const OTHERS_MAX = 3

/** Follows what is said. What was said before one came is history, and in the drawer. */
export function followSpeech(
  { now, view }: Pick<Bound, 'now' | 'view'>,
  listener: (air: InTheAir) => void,
): () => void {
  const said = new Set<Speech>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let known = new Set(now.speech.map(keyOf))

  function tell(): void {
    const byThing = new Map<ArtifactId, Speech>()
    const byOthers: Speech[] = []
    for (const speech of said) {
      if (speech.by === null || speech.by === view.root) byOthers.push(speech)
      else byThing.set(speech.by, speech)
    }
    listener({ byThing, byOthers: byOthers.slice(-OTHERS_MAX) })
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
  const { now, view } = useWorld()
  const [heard, setHeard] = useState({ now, air: SILENCE })
  useEffect(() => followSpeech({ now, view }, (air) => setHeard({ now, air })), [now, view])
  // Of another world, or of the one that is tried out.
  return heard.now === now ? heard.air : SILENCE
}
