// The programs of a world: their deliveries, the handling of failed ones, and when each starts and stops.
import type { Sandbox } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { faultsOf } from '../../world/live/live-state.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { WebState } from '../acts/web-state.ts'
import type { PersonalState } from '../acts/personal-state.ts'
import type { Motion } from '../walking/walk-motion.ts'
import type { CodeIndex } from './code-index.ts'
import type { DeliveryQueues } from './delivery-queues.ts'
import type { HandlerIndex } from './handler-index.ts'
import type { EffectPrograms, ProgramEffects } from './program-effects.ts'
import { createProgramFaults } from './program-faults.ts'
import { createProgramLifecycle, type ProgramLifecycle } from './program-lifecycle.ts'
import { createProgramStarts } from './program-starts.ts'
import type { ProgramTimers } from './program-timers.ts'
import { createProgramWork, type ProgramWork } from './program-work.ts'

export interface RunningPrograms
  extends EffectPrograms, Pick<ProgramLifecycle, 'moved' | 'noteShared' | 'anew' | 'wake'> {
  /** Calls `tell` for each program that is starting now, once it has started. */
  readonly onceStarted: (tell: (artifact: ArtifactId) => void) => void
  readonly follow: ProgramWork['follow']
  /** The code on the pages, to be told when these change, and when it is time. */
  readonly code: Pick<CodeIndex, 'changed' | 'step' | 'next'>
  /** Takes note of the settings of people. Returns the names of those that changed. */
  readonly set: (ids: Iterable<ArtifactId>) => ReadonlyMap<ArtifactId, readonly string[]>
  /** Looks at all pages: the play begins, or begins anew. */
  readonly begin: () => void
  /** Stops all programs, and forgets what failed in them. */
  readonly reset: () => void
  /** Starts some of those that are to be started. `since`: until when programs were played before. */
  readonly startSome: (since: number) => void
  readonly hasToStart: () => boolean
  /** When programs that rest are tried again, ms since 1970; null: none rests. */
  readonly nextStart: () => number | null
  /** Whether a program may take other code now than when it was started. */
  readonly hasToNote: () => boolean
  readonly isStarting: (artifact: ArtifactId) => boolean
  /** Whether a program runs, or is about to. */
  readonly runs: (artifact: ArtifactId) => boolean
}

interface RunningProgramsParts {
  readonly documents: PlayDocuments
  readonly deliveries: DeliveryQueues
  readonly handlerIndex: HandlerIndex
  readonly timers: ProgramTimers
  readonly motion: Pick<Motion, 'haltBy'>
  readonly personal: Pick<PersonalState, 'stopped'>
  readonly web: Pick<WebState, 'stopped'>
  readonly sandbox: Pick<Sandbox, 'stop'>
  readonly effects: ProgramEffects
  readonly now: () => number
  /** Does something after all that was to be done before. */
  readonly later: (act: () => void) => void
  readonly log: (artifact: ArtifactId, lines: readonly string[]) => void
  readonly onStarted: (artifact: ArtifactId) => void
  /** One may run now that did not, or the other way round. */
  readonly onSwitched: (artifact: ArtifactId) => void
}

export function createRunningPrograms(parts: RunningProgramsParts): RunningPrograms {
  const { documents } = parts
  const faults = createProgramFaults(documents.writes, (id) => faultsOf(documents.live, id))
  const lifecycle = createProgramLifecycle({ ...parts, faults })
  const { code, runs, toStart, resting } = lifecycle
  const work = createProgramWork({
    ...parts,
    view: documents.view,
    lifecycle,
    faults,
    applyEffects: parts.effects.apply,
    remember: parts.effects.remember,
  })
  const startSome = createProgramStarts({ ...parts, lifecycle, work })
  return {
    deliver: work.deliver,
    follow: work.follow,
    onceStarted: work.onceStarted,
    fault: work.fault,
    warn: work.warn,
    moved: lifecycle.moved,
    noteShared: lifecycle.noteShared,
    hasToNote: lifecycle.shared.isTouched,
    anew: lifecycle.anew,
    wake: lifecycle.wake,
    code,
    set(ids) {
      const changed = new Map<ArtifactId, readonly string[]>()
      for (const id of ids) {
        const run = runs.get(id)
        if (run !== undefined) changed.set(id, work.sendSettings(id, run))
      }
      return changed
    },
    begin: code.begin,
    reset() {
      lifecycle.end()
      faults.reset()
    },
    startSome,
    hasToStart: () => toStart.size > 0,
    nextStart: resting.next,
    isStarting(id) {
      if (resting.has(id)) return false
      const phase = runs.get(id)?.phase
      return phase === 'waiting' || phase === 'starting' || phase === 'beginning'
    },
    runs(id) {
      const phase = runs.get(id)?.phase
      return phase !== undefined && phase !== 'failed'
    },
  }
}
