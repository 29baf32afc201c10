// Amounts of storage as people say them, in the units of the settings: 1 MB is 1,048,576 bytes.
const KB = 1024
const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** "0 kB", "320 kB", "1.4 MB", "5 GB". */
export function amountWords(bytes: number): string {
  let value = Math.max(0, bytes) / KB
  let unit = 0
  // Not "1024 kB", if rounding would give that.
  while (value >= KB - 0.5 && unit < UNITS.length - 1) {
    value /= KB
    unit++
  }
  const said = unit === 0 ? Math.ceil(value).toFixed(0) : value.toFixed(1).replace(/\.0$/, '')
  return `${said} ${UNITS[unit] ?? ''}`
}
