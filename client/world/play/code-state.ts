// The state of a thing's code, in the words of a strip: its name, and whether it runs.
import { hasFailed } from '../../../shared/world/live/live-state-values.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { World } from '../context/use-world.ts'
import { hostIn, onHost } from '../peers/host-state.ts'
import { count } from '../../words/counts.ts'
import { programStateFrom, type ProgramState } from '../../words/program-words.ts'
import { nameAsTitle } from '../../../shared/world/artifact.ts'

/** `unseen`: without a connection nobody here can tell. */
type Runs = ProgramState | 'unseen'

export interface CodeNow {
  readonly name: string
  readonly runs: Runs
}

const RUNS: Readonly<Record<Runs, string>> = {
  none: '',
  alive: 'running',
  paused: 'paused',
  faulty: 'in trouble',
  asleep: 'asleep',
  unseen: '',
}

/** What the strip of folded code says, without empty words. */
export const stripWords = ({ name, runs }: CodeNow, lines: number): readonly string[] =>
  ['Code of', name, count(lines, 'line'), RUNS[runs]].filter((word) => word !== '')

type CodeWorld = Pick<World, 'view' | 'now' | 'programs' | 'replica' | 'trial'>

export function codeNow(world: CodeWorld, id: ArtifactId): CodeNow {
  const { trial, replica } = world
  const isUnseen = trial === null && replica.sync.state === 'offline'
  return { name: nameNow(world, id), runs: isUnseen ? 'unseen' : runsNow(world, id) }
}

function nameNow({ view, replica }: CodeWorld, id: ArtifactId): string {
  const isRoot = id === view.root
  const name = isRoot ? view.title : (view.artifact(id)?.name ?? '')
  if (name.trim() !== '') return name
  return isRoot ? replica.address : nameAsTitle(name.trim())
}

/** Calls back whenever it may be another one. */
export function onCodeNow({ view, now, programs, replica }: CodeWorld, listener: () => void): () => void {
  const stops = [
    view.subscribe(listener),
    now.subscribe(listener),
    programs.subscribe(listener),
    replica.onSync(listener),
    onHost(replica, listener),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function runsNow({ now, programs, replica, trial }: CodeWorld, id: ArtifactId): ProgramState {
  const faults = now.faults(id)
  return programStateFrom({
    hasCode: programs.of(id) !== null,
    isPaused: now.state === 'paused',
    // A warning stops nothing.
    faults: hasFailed(faults) ? faults : [],
    asleep: now.asleep(id),
    isHostAsleep: trial === null && hostIn(replica)?.state === 'asleep',
  })
}
