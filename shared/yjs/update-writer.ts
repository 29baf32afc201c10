// Joins updates that follow one another into one, by moving bytes: nothing is decoded again, nothing is
// looked up.
import * as encoding from 'lib0/encoding'
import { joinClientRanges, type IdRange } from './id-ranges.ts'
import type { ClientSection, UpdateReading } from './update-reader.ts'

/** A section and the update whose bytes its offsets are of. */
export interface SectionBytes {
  readonly bytes: Uint8Array
  readonly section: ClientSection
}

/**
 * Joins complete updates into one. For each client the sections must follow each other without a gap or an
 * overlap, as they do when each was cut to its new part on arrival.
 */
export function joinUpdates(readings: readonly UpdateReading[]): Uint8Array {
  const [first] = readings
  if (first !== undefined && readings.length === 1) return first.bytes
  return writeUpdate(
    readings.flatMap(({ bytes, sections }) => sections.map((section) => ({ bytes, section }))),
    readings.flatMap(({ deleted }) => deleted),
  )
}

/** Encodes an update of whole sections, each taken from the update that it stands in, and of deletions. */
export function writeUpdate(parts: readonly SectionBytes[], deleted: readonly IdRange[]): Uint8Array {
  const encoder = encoding.createEncoder()
  writeSections(encoder, parts)
  writeDeletions(encoder, deleted)
  return encoding.toUint8Array(encoder)
}

function writeSections(encoder: encoding.Encoder, all: readonly SectionBytes[]): void {
  const clients = new Map<number, SectionBytes[]>()
  for (const part of all) {
    const parts = clients.get(part.section.client)
    if (parts) parts.push(part)
    else clients.set(part.section.client, [part])
  }
  encoding.writeVarUint(encoder, clients.size)
  // Higher client ids first, as Yjs writes them and its merging expects them.
  for (const [client, parts] of [...clients].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(
      encoder,
      parts.reduce((sum, { section }) => sum + section.count, 0),
    )
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, parts[0]?.section.clock ?? 0)
    for (const { bytes, section } of parts) {
      encoding.writeUint8Array(encoder, bytes.subarray(section.from, section.to))
    }
  }
}

function writeDeletions(encoder: encoding.Encoder, deleted: readonly IdRange[]): void {
  const clients = new Map<number, IdRange[]>()
  for (const range of deleted) {
    const ranges = clients.get(range.client)
    if (ranges) ranges.push(range)
    else clients.set(range.client, [range])
  }
  encoding.writeVarUint(encoder, clients.size)
  for (const [client, ranges] of [...clients].sort(([a], [b]) => b - a)) {
    const joined = joinClientRanges(ranges)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, joined.length)
    for (const { clock, length } of joined) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
}
