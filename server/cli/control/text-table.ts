// A table as the command line shows it.

/** Columns as wide as their longest words; the last one as it is. */
export function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((word, column) => (column === row.length - 1 ? word : word.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** The minute of a time, in UTC. */
export const minuteAt = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** The day of a time, in UTC; a dash for none. */
export const dayAt = (at: number | null): string =>
  at === null ? '-' : new Date(at).toISOString().slice(0, 10)
