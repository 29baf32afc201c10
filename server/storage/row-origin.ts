// A row's origin as columns of a table, and back. A text that is none is left out: a row whose checksum fits
// has none.
import { encodeRowNote, parseAuthorId, parseRowNote } from '../../shared/world/author.ts'
import type { RowOrigin } from './log-rows.ts'

interface OriginColumns {
  readonly author: string | null
  readonly note: string | null
  readonly writtenAt: number | null
}

export const originColumns = ({ author, note, writtenAt }: RowOrigin): OriginColumns => ({
  author: author ?? null,
  note: note === undefined ? null : encodeRowNote(note),
  writtenAt: writtenAt ?? null,
})

export function originIn({ author, note, writtenAt }: OriginColumns): RowOrigin {
  if (author === null && note === null && writtenAt === null) return NO_ORIGIN
  const who = parseAuthorId(author)
  const why = parseRowNote(note)
  return {
    ...(who !== null && { author: who }),
    ...(why !== null && { note: why }),
    ...(writtenAt !== null && { writtenAt }),
  }
}

const NO_ORIGIN: RowOrigin = {}
