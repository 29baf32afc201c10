// How a node announces itself in its network (DNS-SD, RFC 6763, over multicast DNS, RFC 6762), and how the
// announcements of others are read. Anybody can send them, so every field is cut to its bound.
import type { Answer, SrvAnswer, StringAnswer, TxtAnswer } from 'dns-packet'
import { NODE_TITLE_MAX } from '../../../shared/wire/api/admin-bodies.ts'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'

export const SERVICE = '_inkland._tcp.local'
/** How long an announcement counts, in s (RFC 6762, section 10, for records that name a host). */
export const TTL_S = 120
/** Most records of one packet that are looked at: one announcement has three. */
const RECORDS_MAX = 64
/** Longest string in a TXT record, in bytes (RFC 6763, section 6.1). */
const STRING_BYTES_MAX = 255

/** A node's announcement: nobody's account, and no world. */
export interface Announcement {
  /** Its name for other nodes. */
  readonly node: NodeName
  readonly title: string
  readonly port: number
  /** A word that no other node has: the start of its key's id. */
  readonly word: string
}

/** The records of an announcement; `ttlS` 0 takes it back. */
export function recordsOf({ node, title, port, word }: Announcement, ttlS = TTL_S): Answer[] {
  const instance = `inkland-${word}.${SERVICE}`
  const ptr: StringAnswer = { type: 'PTR', name: SERVICE, ttl: ttlS, data: instance }
  const srv: SrvAnswer = {
    type: 'SRV',
    name: instance,
    ttl: ttlS,
    data: { port, target: `inkland-${word}.local` },
  }
  const data = [`node=${node}`, `title=${title}`].map((text) => cutTo(text, STRING_BYTES_MAX))
  const txt: TxtAnswer = { type: 'TXT', name: instance, ttl: ttlS, data }
  return [ptr, srv, txt]
}

/** As much of a text as fits, in whole characters. */
function cutTo(text: string, bytesMax: number): string {
  let cut = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > bytesMax) break
    cut += character
  }
  return cut
}

/** A node that was announced; `ttlS` 0: it says goodbye. */
export interface ReadAnnouncement {
  readonly node: NodeName
  readonly title: string
  readonly ttlS: number
}

/** The nodes that the records of a packet announce; other records are skipped. Throws never. */
export function heardIn(records: readonly unknown[]): ReadAnnouncement[] {
  return records.slice(0, RECORDS_MAX).flatMap((record) => {
    if (!isText(record) || !record.name.toLowerCase().endsWith(`.${SERVICE}`)) return []
    const said = new Map(
      [record.data].flat().flatMap((part): [string, string][] => {
        const text = textOf(part)
        const mark = text.indexOf('=')
        return mark < 1 ? [] : [[text.slice(0, mark).toLowerCase(), text.slice(mark + 1)]]
      }),
    )
    const node = parseNodeName(said.get('node') ?? '')
    return node === null ? [] : [{ node, title: titleFrom(said.get('title') ?? ''), ttlS: record.ttl }]
  })
}

interface TextRecord {
  readonly name: string
  readonly ttl: number
  readonly data: unknown
}

const isText = (record: unknown): record is TextRecord =>
  typeof record === 'object' &&
  record !== null &&
  'type' in record &&
  record.type === 'TXT' &&
  'name' in record &&
  typeof record.name === 'string' &&
  'ttl' in record &&
  typeof record.ttl === 'number' &&
  'data' in record

const textOf = (part: unknown): string =>
  typeof part === 'string' ? part : part instanceof Uint8Array ? Buffer.from(part).toString() : ''

/**
 * Signs that turn a line around, hide in it, or are none: a title is one line that looks like what it says.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu

const titleFrom = (text: string): string =>
  Array.from(text.toWellFormed().normalize('NFC').replace(UNSEEN, ' ').trim())
    .slice(0, NODE_TITLE_MAX)
    .join('')
