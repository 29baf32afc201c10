// A typed or pasted text that means a world: an address, of this node or of another one, or a whole link,
// with its key.
import { readLinkSecret } from '../../shared/world/link-secret.ts'
import {
  nodeOf,
  parseAnyAddress,
  parseNodeName,
  type Address,
  type NodeName,
} from '../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../shared/world/foreign-names.ts'

export interface ParsedWorldAddress {
  readonly address: Address
  /** The link's key behind `#key=`; null: it has none. */
  readonly secret: string | null
}

const LINK = /^https?:\/\//iu
const WORLD = /^\/w\/([^/]+\/[^/]+)\/?$/u
const KEY = /^#key=(.+)$/u

/** Reads it as this node says it, which others call `own`; null: it names no world. */
export function parseWorldAddress(text: string, own: NodeName | null): ParsedWorldAddress | null {
  const trimmed = text.trim()
  if (LINK.test(trimmed)) return destinationOfLink(trimmed, own)
  const address = parseAnyAddress(decoded(trimmed.replace(/^\/?w\//u, '')))
  return address && { address: heardHere(address, own, own), secret: null }
}

/** The page of a node shows its own worlds, and those of others under what it calls them. */
function destinationOfLink(text: string, own: NodeName | null): ParsedWorldAddress | null {
  const url = URL.parse(text)
  const node = url && (isHere(url) ? own : nodeOfUrl(url))
  const path = WORLD.exec(url?.pathname ?? '')?.[1]
  const address = path === undefined ? null : parseAnyAddress(decoded(path))
  if (url === null || node === null || address === null) return null
  const written = KEY.exec(url.hash)?.[1]
  return {
    address: heardHere(address, node, own),
    secret: written === undefined ? null : readLinkSecret(written),
  }
}

/** This node may be opened at other addresses than that by which it is called. */
const isHere = ({ origin }: URL): boolean => 'location' in globalThis && origin === location.origin

/** The node that serves a page: its host, and the port unless it is that of https. */
export function nodeOfUrl({
  protocol,
  host,
  port,
}: Pick<URL, 'protocol' | 'host' | 'port'>): NodeName | null {
  return parseNodeName(protocol === 'http:' && port === '' ? `${host}:80` : host)
}

/** A name of `from`, as this node says it. */
function heardHere(address: Address, from: NodeName | null, own: NodeName | null): Address {
  return from === null || own === null || (from === own && nodeOf(address) === null)
    ? address
    : nameAsSeenFrom(address, from, own)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
