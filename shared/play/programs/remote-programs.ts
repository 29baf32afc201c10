// Programs of people who are in another world than their home. Each runs among the things of that world, and
// sends its acts there, while all its stored data (memory, timers, faults, its page) stays in this one, where
// its body is.
import type { Act, ActAnswer, FaultData, Job, Sandbox } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'

/** The result of an act in another world; it has a fault for an act that no visitor may do. */
export interface RemoteActAnswer {
  readonly answer: ActAnswer
  readonly fault: FaultData | null
}

/** The world where the program of somebody's body runs, instead of this one. */
export interface RemoteRuntime {
  /** It knows that world by itself, and is told nothing of this one. */
  readonly sandbox: Pick<Sandbox, 'run' | 'stop'>
  /** The host of the floor where they stand there; null: nowhere now. */
  readonly floor: () => ArtifactId | null
  /** Asks for an act there. Never rejects, and ends in time. */
  readonly act: (act: Act) => Promise<RemoteActAnswer>
  /** It has other handlers now: see `listens`. */
  readonly onListening: () => void
  /** Its present page, with the values that code shows in its anchors. */
  readonly page: (text: string | null, pageValues: Readonly<Record<string, string>> | null) => void
}

export interface RemotePrograms {
  /** Where all programs run, each in the world where it is. */
  readonly sandbox: Sandbox
  /** Where the program of a thing is, if it is not here. */
  readonly of: (id: ArtifactId) => RemoteRuntime | null
  readonly isAny: () => boolean
  readonly runElsewhere: (id: ArtifactId, away: RemoteRuntime | null) => void
}

export function createRemotePrograms(here: Sandbox): RemotePrograms {
  const elsewhere = new Map<ArtifactId, RemoteRuntime>()

  async function runApart(jobs: readonly Job[]) {
    const inEach = Map.groupBy(jobs, ({ artifact }) => elsewhere.get(artifact)?.sandbox ?? here)
    const dones = await Promise.all([...inEach].map(([sandbox, those]) => sandbox.run(those)))
    return dones.flat()
  }

  return {
    sandbox: {
      patch: (patch) => here.patch(patch),
      run: (jobs) => (elsewhere.size === 0 ? here.run(jobs) : runApart(jobs)),
      stop: (id) => (elsewhere.get(id)?.sandbox ?? here).stop(id),
      close() {
        for (const [id, { sandbox }] of elsewhere) sandbox.stop(id)
        here.close()
      },
    },
    of: (id) => elsewhere.get(id) ?? null,
    isAny: () => elsewhere.size > 0,
    runElsewhere(id, away) {
      if (away === null) elsewhere.delete(id)
      else elsewhere.set(id, away)
    },
  }
}

/**
 * Whether an act is done here wherever its actor is: one about their own page, and one that has nothing to do
 * with any world.
 */
export function isDoneAtHome(act: Act, id: ArtifactId): boolean {
  if (act.do === 'fetch') return true
  return (act.do === 'text' || act.do === 'anchor') && act.thing === id
}
