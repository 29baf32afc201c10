// The network that a client's address is of: bounds by address count by it.
import { isIP } from 'node:net'

/** An address; of a mapped one (`::ffff:10.0.0.1`) the one that it stands for. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * The address for bounds: an IPv4 address; of IPv6 the first 64 bits, since each customer has at least that
 * many to choose from.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address)
  if (isIP(plain) !== 6) return plain
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::')
  const start = head === '' ? [] : head.split(':')
  const end = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0')
  const groups = [...start, ...gap, ...end].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${groups.join(':').toLowerCase()}::/64`
}
