// The place and the words of a fault, for people.
import type { PageProgram } from '../../shared/behavior/program-parser.ts'
import type { Fault } from '../../shared/world/live/live-state-values.ts'

/**
 * The line of the page that a fault is in, from 1; null when nobody knows. It uses the line of the code, so
 * that it still points there after somebody wrote above it.
 */
export function lineOfFault({ code, line }: Fault, program: PageProgram | null): number | null {
  const moved = code === null ? undefined : program?.lines[code]
  return moved === undefined ? line : moved + 1
}
