// Things between nodes, in words: why each waits.
import type { MyThings } from '../../shared/wire/transfers.ts'

export const isNothing = ({ things, lent, out }: MyThings): boolean =>
  things.length + lent.length + out.length === 0

export const called = (name: string): string => (name === '' ? 'a thing without a name' : name)

export function wayWords({ node, isWantedBack, isAsleep }: MyThings['things'][number]): string {
  if (isWantedBack)
    return isAsleep
      ? `${node} is asleep. It comes back when that node wakes, unless it was there already.`
      : `You want it back. ${node} is asked whether it is there already.`
  return isAsleep
    ? `${node} is asleep. It arrives when that node wakes.`
    : `${node} was told, and has not answered yet.`
}

export function lentWords({ node, isAskedFor, isAsleep }: MyThings['lent'][number]): string | null {
  if (isAskedFor)
    return isAsleep
      ? `You put it down. It comes when ${node} wakes, which is asleep.`
      : `You put it down. It is on its way from ${node}.`
  return isAsleep ? `${node} is asleep. Until it wakes, keep this in your hand.` : null
}

export const outWords = ({ isOnItsWay }: MyThings['out'][number]): string | null =>
  isOnItsWay ? 'They put it down at home. It is theirs once it has arrived.' : null

/** What is asked for already, and what nobody can be asked for now, is not given back. */
export const callable = ({ isAskedFor, isAsleep }: MyThings['lent'][number]): boolean =>
  !isAskedFor && !isAsleep
