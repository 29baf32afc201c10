// The faults of programs: kept in live for the authors, the same one counted up. A program that fails again
// and again is put to sleep, and says so, until somebody wakes it or changes its code.
import { FAULTS_TO_SLEEP, FAULTS_WITHIN_MS } from '../../behavior/program-limits.ts'
import { pageLineOf, type PageProgram } from '../../behavior/program-parser.ts'
import type { FaultData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { FAULTS_KEPT } from '../../world/limits.ts'
import { hasHung, isWarning, type Fault } from '../../world/live/live-state-values.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'

export interface ProgramFaults {
  /**
   * Takes note of a fault; true: the program is to sleep. One that hangs ends the thread of all others, so it
   * sleeps at once.
   */
  readonly note: (artifact: ArtifactId, fault: FaultData, program: PageProgram | null, now: number) => boolean
  /** Takes note of a warning, once for each line of the code; it is no fault, and puts nothing to sleep. */
  readonly warn: (
    artifact: ArtifactId,
    message: string,
    line: number | null,
    program: PageProgram | null,
    now: number,
  ) => void
  /** Whether it was put to sleep since it hung. */
  readonly hasHung: (artifact: ArtifactId) => boolean
  /** Forgets what failed: the code is another. */
  readonly clear: (artifact: ArtifactId) => void
  /** Moves the lines of the faults along with text that was written above the code. */
  readonly move: (artifact: ArtifactId, program: PageProgram) => void
  /** Forgets everything: the world begins anew. */
  readonly reset: () => void
}

export function createProgramFaults(
  writes: PendingWrites,
  read: (artifact: ArtifactId) => readonly Fault[],
): ProgramFaults {
  const known = new Map<ArtifactId, readonly Fault[]>()
  /** When each failed lately, ms since 1970. */
  const lately = new Map<ArtifactId, number[]>()

  function faultsOf(artifact: ArtifactId): readonly Fault[] {
    let faults = known.get(artifact)
    if (faults === undefined) known.set(artifact, (faults = read(artifact)))
    return faults
  }

  function keep(artifact: ArtifactId, faults: readonly Fault[]): void {
    if (faults.length === 0 && faultsOf(artifact).length === 0) return
    known.set(artifact, faults)
    writes.put(`faults ${artifact}`, (writer) => writer.setFaults(artifact, faults))
  }

  return {
    note(artifact, { kind, message, line }, program, now) {
      const at = Math.round(now)
      const isSame = (fault: Fault): boolean => fault.message === message && fault.code === line
      const before = faultsOf(artifact)
      const count = (before.find(isSame)?.count ?? 0) + 1
      const fault = { message, line: lineOn(program, line), count, at, code: line, kind }
      // The newest first, so that those that have not failed for longest are dropped.
      keep(artifact, [fault, ...before.filter((other) => !isSame(other))].slice(0, FAULTS_KEPT))
      if (kind === 'hung' || kind === 'rest') return kind === 'hung'
      const recent = (lately.get(artifact) ?? []).filter((then) => then > now - FAULTS_WITHIN_MS)
      recent.push(now)
      lately.set(artifact, recent)
      if (recent.length < FAULTS_TO_SLEEP) return false
      lately.delete(artifact)
      return true
    },
    warn(artifact, message, line, program, now) {
      const before = faultsOf(artifact)
      const warnings = before.filter(isWarning)
      // A program that lies about its lines would have live written in every tick.
      if (warnings.length >= FAULTS_KEPT || warnings.some(({ code }) => code === line)) return
      // A message that is a fault already, such as an act that no visitor may do, is not told twice.
      if (before.some((fault) => message.includes(fault.message))) return
      const at = Math.round(now)
      const warning = {
        message,
        line: lineOn(program, line),
        count: 1,
        at,
        code: line,
        kind: 'warning',
      } as const
      keep(artifact, [warning, ...before].slice(0, FAULTS_KEPT))
    },
    hasHung: (artifact) => hasHung(faultsOf(artifact)),
    clear(artifact) {
      lately.delete(artifact)
      keep(artifact, [])
    },
    move(artifact, program) {
      const before = faultsOf(artifact)
      const after = before.map((fault) => ({ ...fault, line: lineOn(program, fault.code) }))
      if (after.some(({ line }, index) => line !== before[index]?.line)) keep(artifact, after)
    },
    reset() {
      known.clear()
      lately.clear()
    },
  }
}

/** The line of the page, from 1, of a line of the code, from 0. */
function lineOn(program: PageProgram | null, line: number | null): number | null {
  const onPage = program === null || line === null ? null : pageLineOf(program, line)
  return onPage === null ? null : onPage + 1
}
