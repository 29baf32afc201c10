// Updates as they travel between the threads: many in one buffer that is handed over, since cloning thousands
// of small objects would cost more than writing them to disk. Rows are written the same way into an archive.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { MemberId } from '../../shared/world/address.ts'
import { encodeRowNote, parseRowNote, type AuthorId } from '../../shared/world/author.ts'
import type {
  Append,
  DocumentKey,
  DocumentKind,
  ImportedRow,
  LogRow,
  PersonalKind,
  StoredUpdate,
} from './store.ts'
import type { RowOrigin } from './log-rows.ts'
import type { WorldKey } from '../contracts/world-record.ts'

export const KINDS: readonly DocumentKind[] = ['scene', 'live']

/** An update of a document that is known from elsewhere. */
type PlainUpdate = Omit<Append, 'document' | 'epoch'>

/** Packs the updates of several appends into one buffer. */
export function packAppends(appends: readonly (readonly Append[])[]): Uint8Array<ArrayBuffer> {
  const members = new Map<MemberId, number>()
  return pack((encoder) =>
    writeList(encoder, appends, (updates) =>
      writeList(encoder, updates, (update) => {
        encoding.writeVarUint(encoder, update.document.world)
        writeKind(encoder, update.document.kind)
        writeMember(encoder, update.member, members)
        encoding.writeVarUint(encoder, update.epoch ?? 0)
        writeUpdate(encoder, update)
      }),
    ),
  )
}

export function unpackAppends(encoded: Uint8Array): Append[][] {
  const decoder = decoding.createDecoder(encoded)
  const members: MemberId[] = []
  return readList(decoder, () =>
    readList(decoder, () => {
      const world = decoding.readVarUint(decoder) as WorldKey
      const kind = readKind(decoder)
      const member = readMember(decoder, members)
      const epoch = decoding.readVarUint(decoder)
      const update = { document: { world, kind }, member, ...readUpdate(decoder) }
      return epoch === 0 ? update : { ...update, epoch }
    }),
  )
}

const NAMES: readonly DocumentKey['kind'][] = KINDS

/** A document by its place in KINDS; a personal log by the number after those, and its name. */
function writeKind(encoder: encoding.Encoder, kind: DocumentKey['kind']): void {
  const at = NAMES.indexOf(kind)
  encoding.writeVarUint(encoder, at < 0 ? NAMES.length : at)
  if (at < 0) encoding.writeVarString(encoder, kind)
}

function readKind(decoder: decoding.Decoder): DocumentKey['kind'] {
  return NAMES[decoding.readVarUint(decoder)] ?? (decoding.readVarString(decoder) as PersonalKind)
}

/** Packs a new world's first updates. */
export function packUpdates(updates: readonly PlainUpdate[]): Uint8Array<ArrayBuffer> {
  const members = new Map<MemberId, number>()
  return pack((encoder) =>
    writeList(encoder, updates, (update) => {
      writeMember(encoder, update.member, members)
      writeUpdate(encoder, update)
    }),
  )
}

export function unpackUpdates(encoded: Uint8Array): PlainUpdate[] {
  const decoder = decoding.createDecoder(encoded)
  const members: MemberId[] = []
  return readList(decoder, () => ({ member: readMember(decoder, members), ...readUpdate(decoder) }))
}

/** Packs the updates that a document is opened with. */
export function packTail(tail: Iterable<StoredUpdate>): Uint8Array<ArrayBuffer> {
  return pack((encoder) => {
    for (const { sequence, bytes } of tail) {
      encoding.writeVarUint(encoder, sequence)
      encoding.writeVarUint8Array(encoder, bytes)
    }
  })
}

export function unpackTail(encoded: Uint8Array): StoredUpdate[] {
  const decoder = decoding.createDecoder(encoded)
  const tail: StoredUpdate[] = []
  while (decoding.hasContent(decoder)) {
    tail.push({ sequence: decoding.readVarUint(decoder), bytes: decoding.readVarUint8Array(decoder) })
  }
  return tail
}

/** Packs rows of a log. */
export function packLog(rows: readonly LogRow[]): Uint8Array<ArrayBuffer> {
  return pack((encoder) =>
    writeList(encoder, rows, (row) => {
      encoding.writeVarUint(encoder, row.sequence)
      writeRow(encoder, row)
    }),
  )
}

export function unpackLog(encoded: Uint8Array): LogRow[] {
  const decoder = decoding.createDecoder(encoded)
  return readList(decoder, () => ({ sequence: decoding.readVarUint(decoder), ...readRow(decoder) }))
}

/** Packs rows that have no place in a log yet. */
export function packRows(rows: readonly ImportedRow[]): Uint8Array<ArrayBuffer> {
  return pack((encoder) => writeList(encoder, rows, (row) => writeRow(encoder, row)))
}

export function unpackRows(encoded: Uint8Array): ImportedRow[] {
  const decoder = decoding.createDecoder(encoded)
  return readList(decoder, () => readRow(decoder))
}

/** Writes one row, without its place in the log. */
function writeRow(encoder: encoding.Encoder, row: ImportedRow): void {
  encoding.writeVarString(encoder, row.member)
  encoding.writeVarUint(encoder, row.firstAt)
  encoding.writeVarUint(encoder, row.lastAt)
  encoding.writeVarUint(encoder, row.updates)
  writeOrigin(encoder, row, row.quarantined ? QUARANTINED : 0)
  encoding.writeVarUint8Array(encoder, row.bytes)
}

function readRow(decoder: decoding.Decoder): ImportedRow {
  const member = decoding.readVarString(decoder) as MemberId
  const firstAt = decoding.readVarUint(decoder)
  const lastAt = decoding.readVarUint(decoder)
  const updates = decoding.readVarUint(decoder)
  const { flags, origin } = readOrigin(decoder)
  const bytes = decoding.readVarUint8Array(decoder)
  return { member, firstAt, lastAt, updates, quarantined: (flags & QUARANTINED) !== 0, bytes, ...origin }
}

/** Marks of a row; where it has an origin, the parts of that follow them. */
const QUARANTINED = 1
const HAS_AUTHOR = 2
const HAS_NOTE = 4
const HAS_TIME = 8

/** Whether a row says more of itself than its member. */
export const hasOrigin = ({ author, note, writtenAt }: RowOrigin): boolean =>
  author !== undefined || note !== undefined || writtenAt !== undefined

function writeOrigin(encoder: encoding.Encoder, { author, note, writtenAt }: RowOrigin, flags: number): void {
  const marks = flags | (author === undefined ? 0 : HAS_AUTHOR) | (note === undefined ? 0 : HAS_NOTE)
  encoding.writeVarUint(encoder, writtenAt === undefined ? marks : marks | HAS_TIME)
  if (author !== undefined) encoding.writeVarString(encoder, author)
  if (note !== undefined) encoding.writeVarString(encoder, encodeRowNote(note))
  if (writtenAt !== undefined) encoding.writeVarUint(encoder, writtenAt)
}

function readOrigin(decoder: decoding.Decoder): { readonly flags: number; readonly origin: RowOrigin } {
  const flags = decoding.readVarUint(decoder)
  // Nearly all rows have none: this is read for each append.
  if (flags <= QUARANTINED) return { flags, origin: NO_ORIGIN }
  const author = flags & HAS_AUTHOR ? (decoding.readVarString(decoder) as AuthorId) : undefined
  const note = flags & HAS_NOTE ? parseRowNote(decoding.readVarString(decoder)) : null
  const writtenAt = flags & HAS_TIME ? decoding.readVarUint(decoder) : undefined
  return {
    flags,
    origin: {
      ...(author !== undefined && { author }),
      ...(note !== null && { note }),
      ...(writtenAt !== undefined && { writtenAt }),
    },
  }
}

const NO_ORIGIN: RowOrigin = {}

function writeUpdate(encoder: encoding.Encoder, update: Omit<PlainUpdate, 'member'>): void {
  const { at, claims, bytes } = update
  encoding.writeVarUint(encoder, at)
  writeOrigin(encoder, update, 0)
  writeList(encoder, claims, (client) => encoding.writeVarUint(encoder, client))
  encoding.writeVarUint8Array(encoder, bytes)
}

function readUpdate(decoder: decoding.Decoder): Omit<PlainUpdate, 'member'> {
  const at = decoding.readVarUint(decoder)
  const { origin } = readOrigin(decoder)
  const claims = readList(decoder, () => decoding.readVarUint(decoder))
  return { at, claims, bytes: decoding.readVarUint8Array(decoder), ...origin }
}

/** A member's id is written once per buffer, and by its number after that. */
function writeMember(encoder: encoding.Encoder, member: MemberId, known: Map<MemberId, number>): void {
  const number = known.get(member)
  encoding.writeVarUint(encoder, number ?? known.size)
  if (number !== undefined) return
  known.set(member, known.size)
  encoding.writeVarString(encoder, member)
}

function readMember(decoder: decoding.Decoder, known: MemberId[]): MemberId {
  const member = known[decoding.readVarUint(decoder)]
  if (member !== undefined) return member
  const met = decoding.readVarString(decoder) as MemberId
  known.push(met)
  return met
}

function writeList<Item>(
  encoder: encoding.Encoder,
  items: readonly Item[],
  write: (item: Item) => void,
): void {
  encoding.writeVarUint(encoder, items.length)
  for (const item of items) write(item)
}

function readList<Item>(decoder: decoding.Decoder, read: () => Item): Item[] {
  const items: Item[] = []
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) items.push(read())
  return items
}

function pack(write: (encoder: encoding.Encoder) => void): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}
