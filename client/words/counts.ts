// Times and counts as people say them.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * Says how long before `now` a time was, both in ms since 1970: "just now", "5 minutes ago", "yesterday", "3
 * May".
 */
export function ago(at: number, now: number): string {
  const passed = Math.max(0, now - at)
  if (passed < MINUTE) return 'just now'
  if (passed < HOUR) return `${count(Math.floor(passed / MINUTE), 'minute')} ago`
  const days = daysBetween(at, now)
  if (days === 0) return `${count(Math.floor(passed / HOUR), 'hour')} ago`
  if (days === 1) return 'yesterday'
  if (days < 7) return `${days} days ago`
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
}

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
const daysBetween = (from: number, to: number): number => Math.round((midnight(to) - midnight(from)) / DAY)

/** "1 change", "3 changes", "1,204 changes". */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-GB')} ${noun}${number === 1 ? '' : 's'}`
}

/** "a", "a and b", "a, b and c". */
export function listedWords(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
