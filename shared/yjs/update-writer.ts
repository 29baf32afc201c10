// Joins updates that follow one another into one, by moving bytes: nothing is decoded again, nothing is
// looked up.
import { joinClientRanges, type IdRange } from './id-ranges.ts'
import type { ClientSection, UpdateReading } from './update-reader.ts'

/** A section and the update whose bytes its offsets are of. */
export interface SectionBytes {
  readonly bytes: Uint8Array
  readonly section: ClientSection
}

/**
 * Joins complete updates into one. For each client the sections must follow each other without a gap or an
 * overlap, as they do when each was cut to its new part on arrival. The result is read already, but for its
 * structs; a single update stays as it is.
 */
export function joinReadings(readings: readonly UpdateReading[]): UpdateReading {
  const [first] = readings
  if (first !== undefined && readings.length === 1) return first
  const parts: SectionBytes[] = []
  const deleted: IdRange[] = []
  for (const reading of readings) {
    for (const section of reading.sections) parts.push({ bytes: reading.bytes, section })
    for (const range of reading.deleted) deleted.push(range)
  }
  return write(parts, deleted)
}

/** The same, as bytes alone. */
export const joinUpdates = (readings: readonly UpdateReading[]): Uint8Array => joinReadings(readings).bytes

/** Encodes an update of whole sections, each taken from the update that it stands in, and of deletions. */
export const writeUpdate = (parts: readonly SectionBytes[], deleted: readonly IdRange[]): Uint8Array =>
  write(parts, deleted).bytes

/** All sections of one client, which become one. */
interface ClientParts {
  readonly client: number
  readonly parts: SectionBytes[]
  count: number
  weight: number
  bytes: number
}

interface ClientRanges {
  readonly client: number
  readonly ranges: readonly IdRange[]
}

const NO_STRUCTS: ClientSection['structs'] = []

function write(all: readonly SectionBytes[], deleted: readonly IdRange[]): UpdateReading {
  const clients = partsByClient(all)
  const deletions = rangesByClient(deleted)
  const writer = new UpdateBytes(sectionsLength(clients) + deletionsLength(deletions))
  const sections: ClientSection[] = []
  writer.number(clients.length)
  for (const { client, parts, count, weight } of clients) {
    const clock = clockOf(parts)
    writer.number(count)
    writer.number(client)
    writer.number(clock)
    const from = writer.at
    for (const { bytes, section } of parts) writer.copy(bytes, section.from, section.to)
    const end = parts.at(-1)?.section.end ?? clock
    sections.push({ client, clock, end, count, weight, structs: NO_STRUCTS, from, to: writer.at })
  }
  writer.number(deletions.length)
  for (const { client, ranges } of deletions) {
    writer.number(client)
    writer.number(ranges.length)
    for (const { clock, length } of ranges) {
      writer.number(clock)
      writer.number(length)
    }
  }
  return { bytes: writer.bytes, sections, deleted: deletions.flatMap(({ ranges }) => ranges) }
}

const clockOf = (parts: readonly SectionBytes[]): number => parts[0]?.section.clock ?? 0

/** Higher client ids first, as Yjs writes them and its merging expects them. */
const downwards = (a: { readonly client: number }, b: { readonly client: number }): number =>
  b.client - a.client

function partsByClient(all: readonly SectionBytes[]): readonly ClientParts[] {
  const clients: ClientParts[] = []
  const known = new Map<number, ClientParts>()
  let last: ClientParts | undefined
  for (const part of all) {
    const { client, count, weight, from, to } = part.section
    // Most follow one of the same client.
    if (last?.client !== client) {
      last = known.get(client)
      if (last === undefined) {
        last = { client, parts: [], count: 0, weight: 0, bytes: 0 }
        known.set(client, last)
        clients.push(last)
      }
    }
    last.parts.push(part)
    last.count += count
    last.weight += weight
    last.bytes += to - from
  }
  return clients.length > 1 ? clients.sort(downwards) : clients
}

const NO_RANGES: readonly ClientRanges[] = []

function rangesByClient(deleted: readonly IdRange[]): readonly ClientRanges[] {
  if (deleted.length === 0) return NO_RANGES
  const clients = Map.groupBy(deleted, ({ client }) => client)
  return [...clients]
    .map(([client, ranges]) => ({ client, ranges: joinClientRanges(ranges) }))
    .sort(downwards)
}

function sectionsLength(clients: readonly ClientParts[]): number {
  let length = lengthOf(clients.length)
  for (const { client, parts, count, bytes } of clients)
    length += lengthOf(count) + lengthOf(client) + lengthOf(clockOf(parts)) + bytes
  return length
}

function deletionsLength(clients: readonly ClientRanges[]): number {
  let length = lengthOf(clients.length)
  for (const { client, ranges } of clients) {
    length += lengthOf(client) + lengthOf(ranges.length)
    for (const range of ranges) length += lengthOf(range.clock) + lengthOf(range.length)
  }
  return length
}

/** How many bytes a number takes: seven bits in each. */
function lengthOf(number: number): number {
  let bytes = 1
  for (let left = number; left > 127; left = Math.floor(left / 128)) bytes += 1
  return bytes
}

/** Fewer bytes than this are copied faster one by one: what somebody types is 20 of them. */
const COPIED_BYTES = 64

/** The bytes of an update whose length is known before. */
class UpdateBytes {
  readonly bytes: Uint8Array<ArrayBuffer>
  at = 0

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
  }

  number(number: number): void {
    let left = number
    for (; left > 127; left = Math.floor(left / 128)) this.bytes[this.at++] = (left % 128) | 128
    this.bytes[this.at++] = left
  }

  copy(from: Uint8Array, start: number, end: number): void {
    if (end - start > COPIED_BYTES) {
      this.bytes.set(from.subarray(start, end), this.at)
      this.at += end - start
      return
    }
    for (let i = start; i < end; i++) this.bytes[this.at++] = from[i] ?? 0
  }
}
