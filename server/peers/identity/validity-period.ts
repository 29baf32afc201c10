// When something signed counts: from its signing until its end, by clocks that may differ a little. Times in
// s, as they are signed.
import type { NodeName } from '../../../shared/world/address.ts'
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
 * Null when what `node` signed counts now. It ends by itself `lifeS` after it was signed: so for that long a
 * clock may be ahead.
 */
export function judgePeriod(
  { iat, exp }: Period,
  { node, nowMs, lifeS }: { readonly node: NodeName; readonly nowMs: number; readonly lifeS: number },
): TokenRefusal | null {
  const now = nowMs / 1000
  if (exp <= iat || exp - iat > lifeS)
    return refused('malformed', 'That is signed for longer than it may be.')
  const aheadS = Math.round(iat - now)
  if (iat - now <= SKEW_S && now < exp) return null
  const text = `The clock of ${node} is ${aheadWords(aheadS)} this node’s. ${SET_RIGHT}`
  return { ...refused('clock', text), aheadS }
}

/** For the people of a node whose clock is so many seconds ahead of the one of `node`. */
export const clockWords = (node: NodeName, aheadS: number): string =>
  `This node’s clock is ${aheadWords(aheadS)} the one of ${node}. ${SET_RIGHT}`

const SET_RIGHT = 'The two nodes cannot work together until an admin sets the wrong clock right.'

const aheadWords = (aheadS: number): string =>
  `${duration(Math.abs(aheadS))} ${aheadS > 0 ? 'ahead of' : 'behind'}`

const UNITS = [
  ['year', 31_556_952],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

function duration(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  const count = Math.round(seconds / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
