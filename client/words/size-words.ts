// Sizes and spans of time as people say them.
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** "812 bytes", "1.4 MB": in thousands, as disks are sold. */
export function sizeWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  return `${value.toLocaleString('en-GB', { maximumFractionDigits: digits })} ${UNITS[unit] ?? ''}`
}

/** A day as one writes it down: "3 May 2027". */
export const dayWords = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
