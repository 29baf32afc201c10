// Cuts an update into small pieces that can be applied one after the other: none rests on a later one. So a
// large update is applied in many turns, and everybody else is served in between.
import { joinRanges, type IdRange } from './id-ranges.ts'
import { writeUpdate, type SectionBytes } from './update-writer.ts'
import type { ClientSection, UpdateReading } from './update-reader.ts'
import { causalRuns } from './update-dependencies.ts'

/** A piece that has so many bytes gets no more, so that it is read in a millisecond. */
const PIECE_BYTES = 64 * 1024

/** The pieces of an update, of at most so many structs or deletions each; null when it rests on itself. */
export function piecesOf(reading: UpdateReading, most: number): Uint8Array[] | null {
  const runs = causalRuns(reading.sections)
  if (runs === null) return null
  const pieces: Uint8Array[] = []
  let parts: SectionBytes[] = []
  let room = most
  const isFull = (): boolean =>
    parts.reduce((sum, { section }) => sum + section.to - section.from, 0) >= PIECE_BYTES
  const close = (): void => {
    if (parts.length > 0) pieces.push(writeUpdate(parts, []))
    parts = []
    room = most
  }
  for (const { section, from, to } of runs) {
    for (let at = from; at < to;) {
      // Structs behind a hole may be there already, and do not belong together with those before it.
      if (section.structs[at]?.kind === 'skip') {
        close()
        at++
        continue
      }
      const end = endOfWhole(section, at, Math.min(to, at + room), PIECE_BYTES)
      parts.push({ bytes: reading.bytes, section: sliceOf(section, at, end) })
      room -= end - at
      at = end
      if (room === 0 || isFull()) close()
    }
  }
  close()
  return [...pieces, ...piecesOfDeletions(reading.deleted, most)]
}

/** Updates that only delete, of at most so many ranges each. */
export function piecesOfDeletions(deleted: readonly IdRange[], most: number): Uint8Array[] {
  return [...chunksOf(joinRanges(deleted), most)].map((ranges) => writeUpdate([], ranges))
}

/**
 * Up to where the structs from `at` on follow each other without a hole: at most to `most`, and about so many
 * bytes.
 */
function endOfWhole({ structs }: ClientSection, at: number, most: number, bytes: number): number {
  const from = structs[at]?.from ?? 0
  let end = at + 1
  while (end < most && structs[end]?.kind !== 'skip' && (structs[end]?.from ?? 0) - from < bytes) end++
  return end
}

/** Structs `from` to `to` of a section, as a section of their own. */
function sliceOf(section: ClientSection, from: number, to: number): ClientSection {
  const structs = section.structs.slice(from, to)
  const first = structs[0]
  const next = section.structs[to]
  return {
    client: section.client,
    clock: first?.clock ?? section.clock,
    end: next?.clock ?? section.end,
    count: structs.length,
    structs,
    from: first?.from ?? section.from,
    to: next?.from ?? section.to,
    weight: structs.reduce((sum, { weight }) => sum + weight, 0),
  }
}

function* chunksOf<T>(all: readonly T[], most: number): Iterable<T[]> {
  for (let at = 0; at < all.length; at += most) yield all.slice(at, at + most)
}
