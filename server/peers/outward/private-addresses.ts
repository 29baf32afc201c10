// Which addresses are inside: of this machine, of its network, of any private one. A stranger may name any
// address as their node's, and devices inside (a printer, a router, a cloud's list of credentials) trust
// their neighbours. So requests go only to addresses that are surely outside.
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { rangesOf } from '../../network/ip-ranges.ts'

/** Which private networks are gone to all the same: none, some ranges such as `192.168.0.0/16`, or all. */
export type AllowedAddresses = boolean | readonly string[]

/** `allowed` is inside, and the administrator wants this node to go there. */
type Judgement = 'outside' | 'allowed' | 'refused'

type Judge = (address: string) => Judgement

/**
 * Addresses where no node can be, whatever is allowed: no host at all (0.0.0.0 is this machine, on Linux),
 * many hosts, the tunnels that nobody runs any more, and those where clouds tell a machine its secrets, also
 * if they look like an address outside (168.63.129.16 is Azure's).
 */
const isNowhere = rangesOf([
  '0.0.0.0/8',
  '192.88.99.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.0.23',
  '192.0.0.192',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  'fd00:42::42',
  '::/128',
  '::ffff:0:0:0/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2002::/16',
  'fec0::/10',
  'ff00::/8',
])

/**
 * IANA's registries of special addresses, and of IPv6 everything but 2000::/3, of which alone the internet's
 * addresses are given out.
 */
const isInside = rangesOf([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::/3',
  '2001:db8::/32',
  '3fff::/20',
  '4000::/2',
  '8000::/1',
])

/**
 * The networks of this machine's interfaces, with public addresses too: its neighbours are not behind the
 * wall that keeps strangers from them, and their services may count on that wall.
 */
export const ownNetworks = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).flatMap(({ cidr }) => cidr ?? []),
  )

/** Judges IP addresses; `networks` are asked each time, since a laptop moves. */
export function createJudge(
  allowed: AllowedAddresses,
  networks: () => readonly string[] = ownNetworks,
): Judge {
  const isWanted = allowed === true ? () => true : rangesOf(allowed === false ? [] : allowed)
  return (address) => {
    const plain = standsFor(address)
    if (plain === null || isNowhere(plain)) return 'refused'
    if (!isInside(plain) && !isTunnelEnd(plain) && !rangesOf(networks())(plain)) return 'outside'
    return isWanted(plain) ? 'allowed' : 'refused'
  }
}

/** ::ffff:0:0/96 and 64:ff9b::/96, as six numbers. */
const HOLDERS = [[0, 0, 0, 0, 0, 0xffff].join(':'), [0x64, 0xff9b, 0, 0, 0, 0].join(':')]

/**
 * The address that is meant in the end. For an IPv6 address that holds an IPv4 one (mapped, or behind a
 * gateway of NAT64, RFC 6052) it is that one; for any other the address without its zone. Null when it is
 * none.
 */
function standsFor(address: string): string | null {
  const [plain = ''] = address.split('%')
  if (isIP(plain) !== 6) return isIP(plain) === 4 ? plain : null
  const groups = groupsOf(plain)
  const isHolder = HOLDERS.includes(groups.slice(0, 6).join(':'))
  return isHolder ? lastFour(groups) : plain
}

/**
 * Whether an IPv6 address ends in a private network through ISATAP (RFC 5214), by which some networks still
 * join their old half.
 */
function isTunnelEnd(address: string): boolean {
  if (isIP(address) !== 6) return false
  const groups = groupsOf(address)
  return groups[5] === 0x5efe && ((groups[4] ?? 0) & 0xfdff) === 0
}

const lastFour = (groups: readonly number[]): string =>
  groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.')

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The form that the platform writes: compressed, and without dots.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const read = (half: string) =>
    half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))
  const [start, end] = [read(head), read(tail ?? '')]
  return [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end]
}
