// Things between nodes, in words: why each waits.
import type { MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'

export const isNothing = ({ things, lent, taken, out }: MyThings): boolean =>
  things.length + lent.length + taken.length + out.length === 0

export function wayWords({ node, isWantedBack, isAsleep }: MyThings['things'][number]): string {
  if (isWantedBack)
    return isAsleep
      ? `${node} is asleep. It comes back when that node wakes, unless it had already arrived.`
      : `You want it back. Asking ${node} whether it has already arrived.`
  return isAsleep
    ? `${node} is asleep. It arrives when that node wakes.`
    : `${node} has been told, but has not answered yet.`
}

export function lentWords({ node, isAskedFor, isAsleep }: MyThings['lent'][number]): string | null {
  if (isAskedFor)
    return isAsleep
      ? `You put it down. It comes when ${node} wakes up.`
      : `You put it down. It is on its way from ${node}.`
  return isAsleep ? `${node} is asleep. Keep this in your hand until it wakes.` : null
}

export const outWords = ({ isOnItsWay }: Pick<MyThings['out'][number], 'isOnItsWay'>): string | null =>
  isOnItsWay ? 'They put it down at home. It is theirs once it arrives.' : null

/** A thing that is asked for already, or that nobody can be asked for now, cannot be given back. */
export const callable = ({ isAskedFor, isAsleep }: MyThings['lent'][number]): boolean =>
  !isAskedFor && !isAsleep
