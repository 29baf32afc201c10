// From where an address of this node can be reached, as far as its host says that.

/** `machine`: from this computer alone; `network`: from a home, a club or a firm; `all`: from anywhere. */
type AddressReach = 'machine' | 'network' | 'all'

const MACHINE = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/
/** Private addresses (RFC 1918, 3927, 4193, 4291) and names that one network alone knows (RFC 6762, 8375). */
const NETWORK =
  /^(?:10\..+|192\.168\..+|172\.(?:1[6-9]|2\d|3[01])\..+|169\.254\..+|\[f[cd].+|\[fe[89ab].+|.+\.(?:local|lan|home\.arpa|internal)|[^.:]+)$/

/** `host`: as in `location.hostname`. */
export function reachOf(host: string): AddressReach {
  if (MACHINE.test(host)) return 'machine'
  return NETWORK.test(host) ? 'network' : 'all'
}
