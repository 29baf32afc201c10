// Where the processes of one node reach each other.
import { isIP } from 'node:net'

/** A host and a port, as `--inside` says them. */
export interface InsideAddress {
  readonly host: string
  readonly port: number
}

/** As `parseInsideAddress` reads it. */
export const writeInsideAddress = ({ host, port }: InsideAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** `HOST:PORT`, with an IPv6 address in brackets; null for anything else. */
export function parseInsideAddress(text: string): InsideAddress | null {
  const [, six, name, digits] = /^(?:\[([\da-f:.%]+)\]|([a-z0-9.-]+)):(\d{1,5})$/i.exec(text) ?? []
  const host = six ?? name ?? ''
  const port = Number(digits)
  if (host === '' || !(port >= 1 && port <= 65_535) || (six !== undefined && isIP(six) !== 6)) return null
  return { host, port }
}
