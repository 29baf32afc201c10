// Accounts that people make without an invitation count together by the network from which they come, so that
// nobody has the room of many by making many. Which network that was is in memory only: the disk keeps no
// list of addresses, and an attacker causes no restart.
import { makeMemberId, type MemberId, type RandomBytes } from '../../../shared/world/address.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { networkOf } from '../../network/client-network.ts'
import { isLoopback } from '../../network/loopback.ts'

/** Accounts that are made from one network within so long count together, in ms. */
export const SIGN_UP_TOGETHER_MS = 7 * DAY_MS
/** Most networks that are remembered: more than a node has newcomers in a week. */
const NETWORKS_MAX = 100_000

interface SignUpNetworks {
  /**
   * What the accounts have in common with which one from this address counts: an id that is nobody's.
   * Undefined: it stands alone, since a proxy that nobody named hides where people come from.
   */
  readonly commonTo: (address: string) => MemberId | undefined
}

export function createSignUpNetworks(clock: { now(): number }, random: RandomBytes): SignUpNetworks {
  /** In the order in which they came. */
  const networks = new Map<string, { readonly common: MemberId; readonly until: number }>()
  return {
    commonTo(address) {
      if (address === '' || isLoopback(address)) return undefined
      const network = networkOf(address)
      const known = networks.get(network)
      if (known !== undefined && known.until > clock.now()) return known.common
      networks.delete(network)
      const common = makeMemberId(random)
      networks.set(network, { common, until: clock.now() + SIGN_UP_TOGETHER_MS })
      for (const [oldest] of networks) if (networks.size > NETWORKS_MAX) networks.delete(oldest)
      return common
    },
  }
}
