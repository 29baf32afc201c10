// The log of programs, by thing: the last lines of each, and the listeners.
import type { LogLine } from '../../../shared/play/play.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'

/** Most lines that are kept of one console. */
export const LINES_MAX = 200

type LinesListener = (lines: readonly LogLine[]) => void

interface Consoles {
  readonly add: (thing: ArtifactId, lines: readonly LogLine[]) => void
  /** Gives what is there, and then what comes. */
  readonly watch: (thing: ArtifactId, listener: LinesListener) => () => void
}

export function createConsoles(): Consoles {
  const linesOf = new Map<ArtifactId, readonly LogLine[]>()
  const listeners = new Map<ArtifactId, Set<LinesListener>>()
  return {
    add(thing, lines) {
      linesOf.set(thing, [...(linesOf.get(thing) ?? []), ...lines].slice(-LINES_MAX))
      for (const listener of listeners.get(thing) ?? []) listener(lines)
    },
    watch(thing, listener) {
      const those = listeners.get(thing) ?? new Set()
      listeners.set(thing, those.add(listener))
      listener(linesOf.get(thing) ?? [])
      return () => those.delete(listener)
    },
  }
}

/**
 * Lines with others behind; those that are there already (they were sent again after a reconnect) are not
 * doubled.
 */
export function joined(have: readonly LogLine[], come: readonly LogLine[]): readonly LogLine[] {
  const key = ({ at, text }: LogLine): string => `${at} ${text}`
  const there = new Map<string, number>()
  for (const line of have) there.set(key(line), (there.get(key(line)) ?? 0) + 1)
  const fresh = come.filter((line) => {
    const left = there.get(key(line)) ?? 0
    if (left > 0) there.set(key(line), left - 1)
    return left === 0
  })
  return [...have, ...fresh].slice(-LINES_MAX)
}
