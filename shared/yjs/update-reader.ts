// Reads a Yjs update (version 1) without building anything from it: its clocks, the structs that it rests on,
// its deletions. It is strict: anything that Yjs would not have written is malformed, so nothing else ever
// reaches a document.
import { DEPTH_MAX, isPlainKey, parseJson, VALUES_MAX } from '../json/plain-json.ts'
import type { IdRange, ItemId } from './id-ranges.ts'

/** One struct of an update. `gc` and `skip` have nothing but a length; a `skip` is a hole. */
export interface Struct {
  readonly kind: 'item' | 'gc' | 'skip'
  readonly clock: number
  readonly length: number
  /** Offset of its first byte in the update. */
  readonly from: number
  readonly left: ItemId | null
  readonly right: ItemId | null
  /** A root's name, another item, or null where it is the parent of `left` or `right`. */
  readonly parent: string | ItemId | null
  /** The key under which it stands in its parent; null in a list, or where that is its neighbour's. */
  readonly sub: string | null
  readonly content: Content
  /** Its memory, in items: a shared type counts as four, eight plain values as one. */
  readonly weight: number
}

type Content = 'none' | 'value' | 'text' | 'type' | 'document'

/** All structs of one client: consecutive from `clock` up to, but not including, `end`. */
export interface ClientSection {
  readonly client: number
  readonly clock: number
  readonly end: number
  readonly count: number
  /** Of all its structs. */
  readonly weight: number
  /** Empty when the reader was asked for clocks only. */
  readonly structs: readonly Struct[]
  /** Byte offsets of its structs in the update. */
  readonly from: number
  readonly to: number
}

export interface UpdateReading {
  readonly bytes: Uint8Array
  readonly sections: readonly ClientSection[]
  readonly deleted: readonly IdRange[]
}

/** How many structs and deletions an update has. */
export function partsIn({ sections, deleted }: Pick<UpdateReading, 'sections' | 'deleted'>): number {
  let parts = deleted.length
  for (const { count } of sections) parts += count
  return parts
}

/** The memory that its structs take, in items. */
export function weightIn({ sections }: Pick<UpdateReading, 'sections'>): number {
  let weight = 0
  for (const section of sections) weight += section.weight
  return weight
}

/** Largest client id and clock: every Yjs implementation can hold it. */
const NUMBER_MAX = 2 ** 53 - 1

const KEY_SUB = 0b0010_0000
const KEY_RIGHT = 0b0100_0000
const KEY_LEFT = 0b1000_0000
const KIND = 0b0001_1111

/** Beside the one that each struct is. */
const TYPE_WEIGHT = 3
const VALUES_PER_WEIGHT = 8
/** A letter of JSON takes as long to read as so many plain values. */
const JSON_VALUES = 5

/**
 * Why an update is not read: damaged; more structs and deletions than were asked for; a value with too much
 * in it.
 */
export type UnreadableReason = 'malformed' | 'large' | 'crowded'

class NotRead extends Error {
  readonly why: UnreadableReason

  constructor(why: UnreadableReason) {
    super(why)
    this.why = why
  }
}

/**
 * Reads an update; null when it is malformed. `clocks` leaves the structs out, which saves memory on large
 * ones.
 */
export function readUpdate(bytes: Uint8Array, keep: 'structs' | 'clocks' = 'structs'): UpdateReading | null {
  const reading = readSmallUpdate(bytes, Infinity, keep)
  return typeof reading === 'string' ? null : reading
}

/**
 * Reads an update of at most so many structs and deletions together; of a larger one no more than that is
 * read.
 */
export function readSmallUpdate(
  bytes: Uint8Array,
  most: number,
  keep: 'structs' | 'clocks' = 'structs',
): UpdateReading | UnreadableReason {
  try {
    const reader = new StructReader(bytes, keep === 'structs', most)
    const sections = reader.sections()
    const deleted = reader.deletions()
    return reader.at === bytes.length ? { bytes, sections, deleted } : 'malformed'
  } catch (error) {
    if (error instanceof NotRead) return error.why
    throw error
  }
}

const GAP = { left: null, right: null, parent: null, sub: null, content: 'none', weight: 1 } as const

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class StructReader {
  at = 0
  readonly bytes: Uint8Array
  readonly keepsStructs: boolean
  /** How many structs and deletions may still come. */
  left: number
  /** Plain values in the struct that is being read. */
  values = 0

  constructor(bytes: Uint8Array, keepsStructs: boolean, most: number) {
    this.bytes = bytes
    this.keepsStructs = keepsStructs
    this.left = most
  }

  countOne(): void {
    if (--this.left < 0) throw new NotRead('large')
  }

  sections(): ClientSection[] {
    const count = this.number()
    const sections: ClientSection[] = []
    const seen = count > 1 ? new Set<number>() : null
    for (let i = 0; i < count; i++) {
      const section = this.section()
      // A second section of a client would silently replace the first one in Yjs.
      if (seen?.has(section.client)) throw new NotRead('malformed')
      seen?.add(section.client)
      sections.push(section)
    }
    return sections
  }

  deletions(): IdRange[] {
    const deleted: IdRange[] = []
    const clients = this.number()
    for (let i = 0; i < clients; i++) {
      const client = this.number()
      const ranges = this.number()
      for (let j = 0; j < ranges; j++) {
        this.countOne()
        const clock = this.number()
        const length = this.number()
        if (length === 0 || clock + length > NUMBER_MAX) throw new NotRead('malformed')
        deleted.push({ client, clock, length })
      }
    }
    return deleted
  }

  section(): ClientSection {
    const count = this.number()
    const client = this.number()
    const clock = this.number()
    const from = this.at
    const structs: Struct[] = []
    let end = clock
    let weight = 0
    for (let i = 0; i < count; i++) {
      this.countOne()
      const struct = this.struct(end)
      end += struct.length
      weight += struct.weight
      if (struct.length === 0 || end > NUMBER_MAX) throw new NotRead('malformed')
      if (this.keepsStructs) structs.push(struct)
    }
    if (count === 0) throw new NotRead('malformed')
    return { client, clock, end, count, weight, structs, from, to: this.at }
  }

  struct(clock: number): Struct {
    const from = this.at
    const info = this.byte()
    const kind = info & KIND
    if (kind === 0 || kind === 10) {
      const length = this.number()
      return { kind: kind === 0 ? 'gc' : 'skip', clock, length, from, ...GAP }
    }
    const left = info & KEY_LEFT ? this.id() : null
    const right = info & KEY_RIGHT ? this.id() : null
    const hasParent = left === null && right === null
    const parent = hasParent ? this.parent() : null
    const sub = hasParent && info & KEY_SUB ? this.key() : null
    this.values = 0
    const [content, length] = this.content(kind)
    const weight = 1 + (content === 'type' ? TYPE_WEIGHT : 0) + Math.floor(this.values / VALUES_PER_WEIGHT)
    return { kind: 'item', clock, length, from, left, right, parent, sub, content, weight }
  }

  parent(): string | ItemId {
    return this.number() === 1 ? this.key() : this.id()
  }

  /** Passes over an item's content; returns what it is and how many clocks it takes. */
  content(kind: number): [Content, number] {
    switch (kind) {
      case 1:
        return ['none', this.number()]
      case 2:
        return ['value', this.times(() => this.json())]
      case 3:
        this.buffer()
        return ['value', 1]
      case 4:
        return ['text', this.textLength()]
      case 5:
        this.json()
        return ['value', 1]
      case 6:
        this.key()
        this.json()
        return ['none', 1]
      case 7:
        this.sharedType()
        return ['type', 1]
      case 8:
        return ['value', this.times(() => this.value(DEPTH_MAX))]
      case 9:
        this.text()
        this.value(DEPTH_MAX)
        return ['document', 1]
      default:
        throw new NotRead('malformed')
    }
  }

  sharedType(): void {
    const type = this.number()
    if (type > 6) throw new NotRead('malformed')
    if (type === 3 || type === 5) this.text()
  }

  /** Passes over a plain value, in lib0's encoding. */
  value(depth: number): void {
    if (++this.values > VALUES_MAX) throw new NotRead('crowded')
    if (depth === 0) throw new NotRead('malformed')
    switch (this.byte()) {
      case 127: // undefined
      case 126: // null
      case 121: // false
      case 120: // true
        return
      case 125:
        this.signed()
        return
      case 124:
        this.skip(4)
        return
      case 123:
      case 122:
        this.skip(8)
        return
      case 119:
        this.text()
        return
      case 118:
        this.times(() => {
          this.key()
          this.value(depth - 1)
        })
        return
      case 117:
        this.times(() => this.value(depth - 1))
        return
      case 116:
        this.buffer()
        return
      default:
        throw new NotRead('malformed')
    }
  }

  times(read: () => void): number {
    const count = this.number()
    for (let i = 0; i < count; i++) read()
    return count
  }

  json(): void {
    const text = this.text()
    // Parsing takes far longer than its length says where each object has other names.
    this.values += text.length * JSON_VALUES
    if (this.values > VALUES_MAX) throw new NotRead('crowded')
    if (text === 'undefined') return
    try {
      parseJson(text, { depth: DEPTH_MAX })
    } catch {
      throw new NotRead('malformed')
    }
  }

  /** Refuses keys that reach the prototype of a plain object, on behalf of every reader of the document. */
  key(): string {
    const key = this.text()
    if (!isPlainKey(key)) throw new NotRead('malformed')
    return key
  }

  id(): ItemId {
    return { client: this.number(), clock: this.number() }
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new NotRead('malformed')
    this.at++
    return byte
  }

  number(): number {
    let value = 0
    let unit = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * unit
      if (value > NUMBER_MAX) throw new NotRead('malformed')
      if (byte < 128) return value
      unit *= 128
    }
  }

  signed(): void {
    let value = this.byte()
    let unit = 64
    let total = value & 63
    while (value > 127) {
      value = this.byte()
      total += (value & 127) * unit
      unit *= 128
      if (total > NUMBER_MAX) throw new NotRead('malformed')
    }
  }

  skip(bytes: number): void {
    if (this.at + bytes > this.bytes.length) throw new NotRead('malformed')
    this.at += bytes
  }

  buffer(): Uint8Array {
    const length = this.number()
    const from = this.at
    this.skip(length)
    return this.bytes.subarray(from, this.at)
  }

  text(): string {
    try {
      return utf8.decode(this.buffer())
    } catch (error) {
      if (error instanceof TypeError) throw new NotRead('malformed')
      throw error
    }
  }

  /**
   * Length of a string in UTF-16 units, as Yjs counts clocks. Short ASCII, which people type, needs no
   * decoding.
   */
  textLength(): number {
    const start = this.at
    const buffer = this.buffer()
    if (isShortAscii(buffer)) return buffer.length
    this.at = start
    return this.text().length
  }
}

/** Beyond this, in bytes, decoding is faster than looking. */
const SHORT_BYTES = 64

function isShortAscii(bytes: Uint8Array): boolean {
  if (bytes.length > SHORT_BYTES) return false
  for (const byte of bytes) if (byte >= 128) return false
  return true
}
