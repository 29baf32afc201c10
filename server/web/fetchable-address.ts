// Whether an address can be asked by this node at all, before an admin allows it. What a name leads to is
// judged each time that it is asked.
import { OutwardFault } from '../peers/outward/faults.ts'
import { type AllowedAddresses, createJudge, readDestination } from '../peers/outward/destination.ts'

const PLAIN =
  'http works only inside a private network that this node was started for, by --peers-private. Use https.'

/** Why it never can; null: it can. */
export function whyNeverFetched(address: string, allowPrivate: AllowedAddresses): string | null {
  try {
    const { host, isAddress, isSecure } = readDestination(address)
    const isHome = allowPrivate === true || (allowPrivate !== false && allowPrivate.length > 0)
    const judged = isAddress ? createJudge(allowPrivate)(host) : null
    if (judged === 'refused')
      return `${host} lies in a private network; this node does not go there unless it is started with --peers-private.`
    return !isSecure && (!isHome || judged === 'outside') ? PLAIN : null
  } catch (error) {
    if (error instanceof OutwardFault) return error.message
    throw error
  }
}
