// Reads a Yjs update (version 1) without building anything from it: which clocks it carries, what they rest on, what
// it deletes. Strict: what Yjs would not have written is malformed, so that nothing else ever reaches a document.
import { DEPTH_MAX } from '../world/limits.ts'
import { isPlainKey, parseJson } from '../world/plain-json.ts'

/** Names one struct's first element: the Yjs client and its clock. */
export interface ItemId {
  readonly client: number
  readonly clock: number
}

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
  readonly content: Content
}

export type Content = 'none' | 'value' | 'text' | 'type' | 'document'

/** All structs of one client: consecutive from `clock` up to, but not including, `end`. */
export interface Section {
  readonly client: number
  readonly clock: number
  readonly end: number
  readonly count: number
  /** Empty when the reader was asked for clocks only. */
  readonly structs: readonly Struct[]
  /** Byte offsets of its structs in the update. */
  readonly from: number
  readonly to: number
}

/** Elements `clock` to `clock + length` of a client are deleted. */
export interface DeletedRange extends ItemId {
  readonly length: number
}

export interface UpdateReading {
  readonly bytes: Uint8Array
  readonly sections: readonly Section[]
  readonly deleted: readonly DeletedRange[]
}

/** Largest client id and clock: what every Yjs implementation can hold. */
const NUMBER_MAX = 2 ** 53 - 1

const KEY_SUB = 0b0010_0000
const KEY_RIGHT = 0b0100_0000
const KEY_LEFT = 0b1000_0000
const KIND = 0b0001_1111

class Malformed extends Error {}

/** Reads an update; null when it is malformed. `clocks` leaves the structs out, which saves memory on large ones. */
export function readUpdate(bytes: Uint8Array, keep: 'structs' | 'clocks' = 'structs'): UpdateReading | null {
  try {
    const reader = new Reader(bytes, keep === 'structs')
    const sections = reader.sections()
    const deleted = reader.deletions()
    return reader.at === bytes.length ? { bytes, sections, deleted } : null
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Reader {
  at = 0
  readonly bytes: Uint8Array
  readonly keepsStructs: boolean

  constructor(bytes: Uint8Array, keepsStructs: boolean) {
    this.bytes = bytes
    this.keepsStructs = keepsStructs
  }

  sections(): Section[] {
    const count = this.number()
    const sections: Section[] = []
    const seen = count > 1 ? new Set<number>() : null
    for (let i = 0; i < count; i++) {
      const section = this.section()
      // A second section of a client would silently replace the first one in Yjs.
      if (seen?.has(section.client)) throw new Malformed()
      seen?.add(section.client)
      sections.push(section)
    }
    return sections
  }

  deletions(): DeletedRange[] {
    const deleted: DeletedRange[] = []
    const clients = this.number()
    for (let i = 0; i < clients; i++) {
      const client = this.number()
      const ranges = this.number()
      for (let j = 0; j < ranges; j++) {
        const clock = this.number()
        const length = this.number()
        if (length === 0 || clock + length > NUMBER_MAX) throw new Malformed()
        deleted.push({ client, clock, length })
      }
    }
    return deleted
  }

  section(): Section {
    const count = this.number()
    const client = this.number()
    const clock = this.number()
    const from = this.at
    const structs: Struct[] = []
    let end = clock
    for (let i = 0; i < count; i++) {
      const struct = this.struct(end)
      end += struct.length
      if (struct.length === 0 || end > NUMBER_MAX) throw new Malformed()
      if (this.keepsStructs) structs.push(struct)
    }
    if (count === 0) throw new Malformed()
    return { client, clock, end, count, structs, from, to: this.at }
  }

  struct(clock: number): Struct {
    const from = this.at
    const info = this.byte()
    const kind = info & KIND
    if (kind === 0 || kind === 10) {
      const length = this.number()
      const gap = { clock, length, from, left: null, right: null, parent: null, content: 'none' } as const
      return { kind: kind === 0 ? 'gc' : 'skip', ...gap }
    }
    const left = info & KEY_LEFT ? this.id() : null
    const right = info & KEY_RIGHT ? this.id() : null
    const parent = left === null && right === null ? this.parent(info) : null
    const [content, length] = this.content(kind)
    return { kind: 'item', clock, length, from, left, right, parent, content }
  }

  parent(info: number): string | ItemId {
    const isRoot = this.number() === 1
    const parent = isRoot ? this.key() : this.id()
    if (info & KEY_SUB) this.key()
    return parent
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
        throw new Malformed()
    }
  }

  sharedType(): void {
    const type = this.number()
    if (type > 6) throw new Malformed()
    if (type === 3 || type === 5) this.text()
  }

  /** Passes over a plain value, in lib0's encoding. */
  value(depth: number): void {
    if (depth === 0) throw new Malformed()
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
        throw new Malformed()
    }
  }

  times(read: () => void): number {
    const count = this.number()
    for (let i = 0; i < count; i++) read()
    return count
  }

  json(): void {
    const text = this.text()
    if (text === 'undefined') return
    try {
      parseJson(text, DEPTH_MAX)
    } catch {
      throw new Malformed()
    }
  }

  /** Keys that reach the prototype of a plain object are no keys of ours, whoever reads the document. */
  key(): string {
    const key = this.text()
    if (!isPlainKey(key)) throw new Malformed()
    return key
  }

  id(): ItemId {
    return { client: this.number(), clock: this.number() }
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new Malformed()
    this.at++
    return byte
  }

  number(): number {
    let value = 0
    let unit = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 127) * unit
      if (value > NUMBER_MAX) throw new Malformed()
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
      if (total > NUMBER_MAX) throw new Malformed()
    }
  }

  skip(bytes: number): void {
    if (this.at + bytes > this.bytes.length) throw new Malformed()
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
      if (error instanceof TypeError) throw new Malformed()
      throw error
    }
  }

  /** Length of a string in UTF-16 units, as Yjs counts clocks; short ASCII, what people type, costs no decoding. */
  textLength(): number {
    const start = this.at
    const buffer = this.buffer()
    if (buffer.every((byte) => byte < 128)) return buffer.length
    this.at = start
    return this.text().length
  }
}
