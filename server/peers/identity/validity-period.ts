// When something signed counts: from its signing until its end, by clocks that may differ a little. Times in
// s, as they are signed.
import { refused, type TokenRefusal } from './peer-refusal.ts'

/** How far the clocks of two machines may differ, in s. */
export const SKEW_S = 30

/** When it was signed, and until when it counts. */
interface Period {
  readonly iat: number
  readonly exp: number
}

export const periodFrom = (nowMs: number, lifeS: number): Period => {
  const iat = Math.floor(nowMs / 1000)
  return { iat, exp: iat + lifeS }
}

/**
 * Null when it counts now. It ends by itself `lifeS` after it was signed: so for that long a clock may be
 * ahead.
 */
export function judgePeriod({ iat, exp }: Period, nowMs: number, lifeS: number): TokenRefusal | null {
  const now = nowMs / 1000
  if (exp <= iat || exp - iat > lifeS)
    return refused('malformed', 'That is signed for longer than it may be.')
  if (iat - now > SKEW_S) {
    return refused(
      'clock',
      `The clocks of the two machines differ by ${duration(iat - now)}. Set them to the right time.`,
    )
  }
  if (now >= exp) {
    return refused(
      'clock',
      `The clocks of the two machines differ by ${duration(now - iat)}, or that was on its way for that long.`,
    )
  }
  return null
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

function duration(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  const count = Math.round(seconds / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
