// Ranges of IP addresses, as people write them: `10.0.0.0/8`, `fd00::/8`, or one address.
import { BlockList, isIP } from 'node:net'

/** Whether a word names an address or a range of them. */
export function isRange(word: string): boolean {
  const [address = '', bits, ...more] = word.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Reads ranges, each of which {@link isRange}; answers whether an IP address is in one of them. */
export function rangesOf(words: readonly string[]): (address: string) => boolean {
  // In two lists: in one, `::/3` would hold every IPv4 address as a mapped one.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const word of words) {
    const [whole = '', bits] = word.split('/')
    const [address = ''] = whole.split('%')
    const version = versionOf(address)
    if (bits === undefined) lists[version].addAddress(address, version)
    else lists[version].addSubnet(address, Number(bits), version)
  }
  return (address) => lists[versionOf(address)].check(address, versionOf(address))
}

const versionOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')
