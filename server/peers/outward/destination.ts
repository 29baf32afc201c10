// Where a request may lead. An address as somebody wrote it is read once, in every spelling, into a host, a
// port and whether it is over TLS; its name is looked up once; and what it leads to is judged. A stranger may
// name any address as their node's, and devices inside (a printer, a router, a cloud's list of credentials)
// trust their neighbours, so requests go only to addresses that are surely outside.
import { lookup as lookUpBySystem, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { rangesOf } from '../../network/ip-ranges.ts'
import { Semaphore } from '../../time/semaphore.ts'
import { codeOf, OutwardFault } from './faults.ts'

/** Longest address: a path with ids and a query have room in it. */
const ADDRESS_CHARS_MAX = 2_048
/** How much of an address that makes no sense is shown again. */
const SHOWN_CHARS = 60

/**
 * Ports of services that read text line by line, and could take what we send for commands: those that
 * browsers block (the Fetch standard's "bad ports"), Redis and memcached. Nobody's node is there, since no
 * browser would open it; any other port may be one.
 */
const PORTS_OF_OTHERS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 6379, 11211,
])

export interface RequestDestination {
  /** `https:` or `http:`, in one spelling, without credentials or a fragment. */
  readonly url: URL
  /** A name, or an IP address without brackets. */
  readonly host: string
  readonly isAddress: boolean
  readonly port: number
  readonly isSecure: boolean
}

/** Reads an address (`https:`, `http:`, `wss:`, `ws:`); throws an {@link OutwardFault}. */
export function readDestination(address: string | URL, base?: URL): RequestDestination {
  const text = String(address)
  const url = text.length > ADDRESS_CHARS_MAX ? null : URL.parse(text, base)
  const protocol = url?.protocol.replace(/^ws/, 'http')
  if (url === null || (protocol !== 'https:' && protocol !== 'http:')) {
    throw new OutwardFault(
      'refused',
      `“${clip(text)}” is not the address of a node. One looks like https://house.example.`,
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutwardFault('refused', 'Addresses with a name or a password in them are not allowed.')
  }
  // The parser has read numbers as hosts in every spelling (127.1, 0x7f000001, 017700000001). The dot at the
  // end of a name says only that it is whole.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isSecure = protocol === 'https:'
  const port = Number(url.port || (isSecure ? 443 : 80))
  if (PORTS_OF_OTHERS.has(port)) {
    throw new OutwardFault('refused', `Port ${port} belongs to another kind of service; no node is there.`)
  }
  const isAddress = isIP(host) !== 0
  const authority = `${isAddress ? url.hostname : host}${url.port === '' ? '' : `:${port}`}`
  const whole = new URL(`${protocol}//${authority}${url.pathname}${url.search}`)
  return { url: whole, host, isAddress, port, isSecure }
}

function clip(text: string): string {
  const shown = text.slice(0, SHOWN_CHARS).toWellFormed()
  return shown.length < text.length ? `${shown}…` : shown
}

// Public names are looked up in the DNS itself, not by the system: that takes no thread (a name whose servers
// never answer would hold one of the four that files need, too), can be given up, and no search list or hosts
// file makes an inside name of an outside one. A home network has names that only the system knows
// (`attic.local`).

/**
 * All IP addresses of a name; none when nobody has it. Rejects when nobody can say right now. May go on after
 * the signal.
 */
export type NameLookup = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/** One server of the DNS is waited for so long, in ms, so often: together less than a request may take. */
const DNS_WAIT_MS = 2_500
const DNS_TRIES = 2
/** Lookups by the system at once: half of the threads that files and passwords need, too. */
const SYSTEM_AT_ONCE = 2
const SYSTEM_WAITING_MAX = 100

/** Errors that say: there is no such name, or it has no such address. */
const NONE: ReadonlySet<string> = new Set(['ENODATA', 'ENOTFOUND', 'EBADNAME'])

/** Looks up in the DNS; `servers` instead of the system's, as `address:port`. */
export function createDnsLookup(servers?: readonly string[]): NameLookup {
  return async (name, signal) => {
    const resolver = new Resolver({ timeout: DNS_WAIT_MS, tries: DNS_TRIES })
    if (servers !== undefined) resolver.setServers(servers)
    const giveUp = () => resolver.cancel()
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      const answers = await Promise.allSettled([resolver.resolve6(name), resolver.resolve4(name)])
      signal.throwIfAborted()
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      // Some servers answer for one kind of address only, and fail for the other.
      if (found.length > 0) return found
      for (const answer of answers) {
        if (answer.status === 'rejected' && !NONE.has(codeOf(answer.reason))) throw answer.reason
      }
      return []
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}

/** Looks up as any other program of this machine does. */
export function createSystemLookup(): NameLookup {
  const turns = new Semaphore(SYSTEM_AT_ONCE, { waitingMax: SYSTEM_WAITING_MAX })
  return async (name, signal) => {
    const done = await turns.enter('', signal)
    // It cannot be given up: its turn is over when it ends, not when nobody waits for it any more.
    try {
      return (await lookUpBySystem(name, { all: true })).map(({ address }) => address)
    } catch (error) {
      if (NONE.has(codeOf(error))) return []
      throw error
    } finally {
      done()
    }
  }
}

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
