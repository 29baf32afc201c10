// AVIF: boxes in boxes, which name places in the file, so that nothing can be taken out: notes (EXIF, XMP)
// and free space are overwritten with zeros where they stand.
import { Bytes, damaged, PictureTrouble, type ReadPicture } from './picture-bytes.ts'

/** Most boxes that are looked at, and most items: a picture of a camera has tens. */
const BOXES_MAX = 2_000

interface AvifBox {
  readonly name: string
  /** Where its content begins and ends. */
  readonly from: number
  readonly to: number
}

interface AvifItem {
  readonly id: number
  readonly type: string
}

interface Extent {
  readonly item: number
  /** 0: in the file; 1: in the box `idat`. */
  readonly method: number
  readonly from: number
  readonly length: number
}

export const isAvif = (bytes: Bytes): boolean => {
  if (bytes.length < 16 || bytes.letters(4, 4) !== 'ftyp') return false
  const end = Math.min(bytes.u32(0), bytes.length, 256)
  for (let at = 8; at + 4 <= end; at += 4) if (/^avi[fs]$/.test(bytes.letters(at, 4))) return true
  return false
}

export function readAvif(all: Uint8Array): ReadPicture {
  // A copy: notes are overwritten in it.
  const clean = new Uint8Array(all)
  const bytes = new Bytes(clean)
  const top = boxesIn(bytes, 0, bytes.length)
  if (top.some(({ name }) => name === 'moov')) {
    throw new PictureTrouble('type', 'Moving AVIF pictures are not supported. Save it as WebP or GIF.')
  }
  const meta = top.find(({ name }) => name === 'meta')
  if (!meta || !top.some(({ name }) => name === 'mdat' || name === 'meta')) throw damaged()
  for (const { name, from, to } of top) {
    if (name !== 'ftyp' && name !== 'meta' && name !== 'mdat') clean.fill(0, from, to)
  }
  const inner = boxesIn(bytes, meta.from + 4, meta.to)
  const idat = inner.find(({ name }) => name === 'idat')
  const notes = new Set(itemsIn(bytes, inner).flatMap(({ id, type }) => (isNote(type) ? [id] : [])))
  let noted = 0
  for (const { item, method, from, length } of extentsIn(bytes, inner)) {
    if (!notes.has(item)) continue
    // Two thousand notes that are each the whole file would be overwritten for seconds.
    noted += length
    if (noted > bytes.length) throw damaged()
    const start = method === 1 ? (idat?.from ?? 0) + from : from
    bytes.slice(start, start + length)
    clean.fill(0, start, start + length)
  }
  const { width, height } = sizeIn(bytes, inner)
  return { bytes: clean, width, height, frames: 1 }
}

const isNote = (type: string): boolean => type === 'Exif' || type === 'mime' || type === 'uri '

function boxesIn(bytes: Bytes, start: number, end: number): AvifBox[] {
  const boxes: AvifBox[] = []
  for (let at = start; at < end;) {
    const size = bytes.u32(at)
    // A size of 64 bits is for films; one of 0 says up to the end.
    const to = size === 0 ? end : at + size
    if (size === 1 || to < at + 8 || to > end || boxes.length >= BOXES_MAX) throw damaged()
    boxes.push({ name: bytes.letters(at + 4, 4), from: at + 8, to })
    at = to
  }
  return boxes
}

/** The largest of all sizes that it gives: a picture can be put together of several. */
function sizeIn(bytes: Bytes, meta: readonly AvifBox[]): { width: number; height: number } {
  let [width, height] = [0, 0]
  for (const { name, from, to } of meta) {
    if (name !== 'iprp') continue
    for (const part of boxesIn(bytes, from, to)) {
      if (part.name !== 'ipco') continue
      for (const { name: property, from: at } of boxesIn(bytes, part.from, part.to)) {
        if (property !== 'ispe') continue
        width = Math.max(width, bytes.u32(at + 4))
        height = Math.max(height, bytes.u32(at + 8))
      }
    }
  }
  return { width, height }
}

function itemsIn(bytes: Bytes, meta: readonly AvifBox[]): AvifItem[] {
  const list = meta.find(({ name }) => name === 'iinf')
  if (!list) return []
  const isShort = bytes.u8(list.from) === 0
  return boxesIn(bytes, list.from + (isShort ? 6 : 8), list.to).flatMap(({ name, from }) => {
    if (name !== 'infe') return []
    const version = bytes.u8(from)
    if (version < 2) return []
    const isWide = version >= 3
    const id = isWide ? bytes.u32(from + 4) : bytes.u16(from + 4)
    return [{ id, type: bytes.letters(from + (isWide ? 10 : 8), 4) }]
  })
}

function extentsIn(bytes: Bytes, meta: readonly AvifBox[]): Extent[] {
  const box = meta.find(({ name }) => name === 'iloc')
  if (!box) return []
  const version = bytes.u8(box.from)
  const sizes = bytes.u16(box.from + 4)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  let at = box.from + 6
  const take = (size: number): number => {
    if (size !== 0 && size !== 2 && size !== 4 && size !== 8) throw damaged()
    const value = size === 0 ? 0 : size === 2 ? bytes.u16(at) : bytes.u32(at + size - 4)
    at += size
    return value
  }
  const extents: Extent[] = []
  for (let left = take(version < 2 ? 2 : 4); left > 0; left -= 1) {
    const item = take(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : take(2) & 15
    take(2)
    const base = take(baseSize)
    for (let parts = take(2); parts > 0; parts -= 1) {
      take(indexSize)
      extents.push({ item, method, from: base + take(offsetSize), length: take(lengthSize) })
      if (extents.length > BOXES_MAX) throw damaged()
    }
  }
  return extents
}
