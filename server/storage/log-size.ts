// Adds up what the parts of a log come to, day by day.
import type { LogSize } from './store.ts'

export const DAY_MS = 86_400_000

/** Sums parts of a log; `day` counts days of UTC since 1970. */
export function logSize(
  parts: Iterable<{ readonly day: number; readonly rows: number; readonly bytes: number }>,
  since: number,
): LogSize {
  const days = new Map<number, { rows: number; bytes: number }>()
  let rows = 0
  let bytes = 0
  for (const part of parts) {
    rows += part.rows
    bytes += part.bytes
    const day = days.get(part.day) ?? { rows: 0, bytes: 0 }
    days.set(part.day, { rows: day.rows + part.rows, bytes: day.bytes + part.bytes })
  }
  const from = Math.floor(since / DAY_MS)
  const grown = [...days].filter(([day]) => day >= from).toSorted(([a], [b]) => a - b)
  return { rows, bytes, days: grown.map(([day, size]) => ({ at: day * DAY_MS, ...size })) }
}
