// The destination of a request: an address as somebody wrote it, read once, in every spelling, into a host, a
// port and whether it is over TLS. A destination that cannot be a node's is refused here, before any name is
// looked up.
import { isIP } from 'node:net'
import { OutwardFault } from './outward-fault.ts'

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
