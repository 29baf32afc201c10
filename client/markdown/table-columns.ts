// The columns of a table, from the row of dashes under its head.

export type Align = 'start' | 'center' | 'end'

/** How the columns are set, by the line of dashes. */
export function alignsOf(delimiter: string): Align[] {
  return delimiter
    .replace(/^\s*\|?|\|?\s*$/g, '')
    .split('|')
    .map((cell) => {
      const sign = cell.trim()
      if (!sign.endsWith(':')) return 'start'
      return sign.startsWith(':') ? 'center' : 'end'
    })
}
