// A time as people say it, kept true while it is looked at.
import { useSyncExternalStore } from 'react'
import { ago } from '../words/counts.ts'
import { Listeners } from '../device/listener-set.ts'
import { systemClock } from '../device/system-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'

const BEAT_MS = 30_000

const listeners = new Listeners()
let now = Date.now()
let endBeats: (() => void) | null = null

function subscribe(listener: () => void): () => void {
  const leave = listeners.add(listener)
  endBeats ??= repeat(beat, { everyMs: BEAT_MS, clock: systemClock })
  return () => {
    leave()
    if (listeners.size > 0) return
    endBeats?.()
    endBeats = null
  }
}

function beat(): void {
  now = Date.now()
  listeners.tell()
}

/** Says how long ago a time was, in ms since 1970. */
export function Ago({ at }: { readonly at: number }) {
  // A time after the last beat counts as now.
  const beatAt = useSyncExternalStore(subscribe, () => now)
  return <time dateTime={new Date(at).toISOString()}>{ago(at, Math.max(at, beatAt))}</time>
}
