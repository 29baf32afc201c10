// The controls of a world as a whole, for people who may edit: pausing it, letting it go on, beginning anew,
// waking a program. Each returns the reason why it cannot be done.
import type { ArtifactId } from '../../world/address.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { Motion } from '../walking/walk-motion.ts'
import type { PlayPrograms } from './play-programs.ts'
import type { WorldPause } from './world-pause.ts'

/**
 * A world begins anew at most once in so many ms: each time all of it is told to its programs again, and a
 * world of twenty thousand things takes a tenth of a second for that.
 */
const RESET_MS = 1_000

export interface WorldControls extends Pick<WorldPause, 'isHeld' | 'play' | 'pause' | 'step'> {
  readonly reset: () => string | null
  readonly wake: (thing: ArtifactId) => string | null
  readonly isStarting: (thing: ArtifactId) => boolean
}

interface WorldControlsParts {
  readonly documents: Pick<PlayDocuments, 'things' | 'reset'>
  readonly motion: Pick<Motion, 'halt' | 'clear'>
  readonly pause: WorldPause
  readonly programs: Pick<PlayPrograms, 'running' | 'reset'>
  readonly now: () => number
}

export function createWorldControls({
  documents,
  motion,
  pause,
  programs,
  now,
}: WorldControlsParts): WorldControls {
  const { things } = documents
  let resetAt = -Infinity

  function reset(): string | null {
    if (now() - resetAt < RESET_MS) return 'This world has just restarted. Wait a second and try again.'
    resetAt = now()
    for (const [id, { isAway }] of things.avatars()) {
      const thing = isAway ? null : things.get(id)
      if (thing !== null) motion.halt(thing, now(), 'The world restarted.')
    }
    programs.reset()
    motion.clear()
    documents.reset()
    if (!pause.isHeld()) programs.running.begin()
    return null
  }

  const { wake, isStarting } = programs.running
  return { ...pause, reset, wake, isStarting }
}
