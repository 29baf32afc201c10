// Counts what the programs of a node's worlds do, on their way to the sandbox and back.
import { openResumedSandbox } from '../../../shared/behavior/host/resumed-sandbox.ts'
import type { FaultData, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'

/** Where the programs of worlds run. */
export interface CountedSandboxes {
  /** `onLost`: all that it was told is lost; it has to be told again, at once. */
  open(world: string, onLost: () => void): Sandbox
  /** `killed`: threads that had to be ended since the start. */
  stats(): { readonly killed: number }
}

/** The work of the programs of all worlds. */
export interface SandboxCounts {
  /** Programs that run. */
  programs: number
  /** Faults since the start. */
  faults: number
  /** Told of each. */
  readonly onFault?: (world: string, thing: ArtifactId, fault: FaultData) => void
}

/** Opens the sandbox of a world, and counts in `counts` what its programs do. */
export function openCounting(sandboxes: CountedSandboxes, world: string, counts: SandboxCounts): Sandbox {
  const sandbox = openResumedSandbox((onLost) => sandboxes.open(world, onLost))
  const running = new Set<ArtifactId>()

  function begin(artifact: ArtifactId): void {
    if (running.has(artifact)) return
    running.add(artifact)
    counts.programs++
  }

  function end(artifact: ArtifactId): void {
    if (running.delete(artifact)) counts.programs--
  }

  /** A program that was lost with its worker, or rests with others, is not at fault. */
  function count(artifact: ArtifactId, fault: FaultData | null): void {
    if (fault === null || fault.kind === 'lost' || fault.kind === 'rest') return
    counts.faults++
    counts.onFault?.(world, artifact, fault)
  }

  return {
    patch: (patch) => sandbox.patch(patch),
    async run(jobs) {
      for (const { artifact, deliveries } of jobs) {
        if (deliveries.some(({ type }) => type === 'start')) begin(artifact)
      }
      const done = await sandbox.run(jobs)
      for (const { artifact, results } of done) for (const { fault } of results) count(artifact, fault)
      return done
    },
    stop(artifact) {
      end(artifact)
      sandbox.stop(artifact)
    },
    close() {
      for (const artifact of running) end(artifact)
      sandbox.close()
    },
  }
}
