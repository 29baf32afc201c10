// JPEG: a row of segments, then the image data, between markers. The parts that draw the picture are kept,
// and its orientation. Metadata on where and with what it was taken goes (EXIF, XMP, IPTC, notes,
// thumbnails).
import { Bytes, createPartCounter, damaged, joined, type ReadPicture } from './picture-bytes.ts'

const START = 0xd8
const END = 0xd9
const SCAN = 0xda
/**
 * Frame headers: baseline, extended, progressive, lossless, and their kin; not DHT (c4), JPG (c8) and DAC
 * (cc).
 */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

/**
 * Tables and frames, restart intervals and line counts. Of the parts that programs add: JFIF, colour
 * profiles, and Adobe's note on colours.
 */
function isKept(marker: number, segment: Bytes): boolean {
  if (marker >= 0xe0 && marker <= 0xef) {
    const name = segment.letters(0, Math.min(12, segment.length))
    if (marker === 0xe0) return name.startsWith('JFIF\0')
    if (marker === 0xe2) return name.startsWith('ICC_PROFILE\0')
    return marker === 0xee && name.startsWith('Adobe')
  }
  return isFrame(marker) || marker === 0xc4 || (marker >= 0xdb && marker <= 0xdd) || marker === SCAN
}

export function readJpeg(all: Uint8Array): ReadPicture {
  const bytes = new Bytes(all)
  const parts: Uint8Array[] = []
  let size: { width: number; height: number } | null = null
  let scans = 0
  let turned: number | null = null
  const countPart = createPartCounter()
  let at = 2
  for (;;) {
    countPart()
    if (bytes.u8(at) !== 0xff) throw damaged()
    while (bytes.u8(at) === 0xff) at += 1
    const marker = bytes.u8(at)
    at += 1
    if (marker === END) break
    if (marker === START || marker === 0 || isRestart(marker)) throw damaged()
    const to = at + bytes.u16(at)
    const segment = new Bytes(bytes.slice(at + 2, to))
    if (isFrame(marker)) {
      if (size !== null) throw damaged()
      size = { height: segment.u16(1), width: segment.u16(3) }
    }
    if (marker === 0xe1) turned ??= orientationIn(segment)
    if (isKept(marker, segment)) parts.push(new Uint8Array([0xff, marker]), bytes.slice(at, to))
    at = to
    if (marker !== SCAN) continue
    if (size === null) throw damaged()
    scans += 1
    at = endOfScan(bytes, to)
    parts.push(bytes.slice(to, at))
  }
  if (size === null || scans === 0) throw damaged()
  const isOnSide = turned !== null && turned >= 5
  const whole = [
    new Uint8Array([0xff, START]),
    ...withOrientation(parts, turned ?? 1),
    new Uint8Array([0xff, END]),
  ]
  return {
    bytes: joined(whole),
    width: isOnSide ? size.height : size.width,
    height: isOnSide ? size.width : size.height,
    frames: 1,
  }
}

/** Where the next marker begins that is no part of the image data. */
function endOfScan(bytes: Bytes, from: number): number {
  const { all, length } = bytes
  for (let at = from; at + 1 < length; at += 1) {
    if (all[at] !== 0xff) continue
    const next = bytes.u8(at + 1)
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at
    if (next !== 0xff) at += 1
  }
  throw damaged()
}

const EXIF = 'Exif\0\0'
/** Most entries of the first directory that are looked through. */
const ENTRIES_MAX = 200
const ORIENTATION = 0x0112

/** Which way up the camera was, 1 to 8; 1 where that cannot be read. Null: this is another note. */
function orientationIn(segment: Bytes): number | null {
  if (segment.length < EXIF.length || segment.letters(0, EXIF.length) !== EXIF) return null
  try {
    const tiff = new Bytes(segment.all.subarray(EXIF.length))
    const isLittle = tiff.letters(0, 2) === 'II'
    const directory = tiff.u32(4, isLittle)
    const count = Math.min(tiff.u16(directory, isLittle), ENTRIES_MAX)
    for (let index = 0; index < count; index += 1) {
      const entry = directory + 2 + 12 * index
      if (tiff.u16(entry, isLittle) !== ORIENTATION) continue
      const value = tiff.u16(entry + 8, isLittle)
      return value >= 1 && value <= 8 ? value : 1
    }
    return 1
  } catch {
    // A note that cannot be read turns nothing.
    return 1
  }
}

/**
 * Says which way up it is, and nothing else, in the shortest EXIF there is: after JFIF, where that is first.
 */
function withOrientation(parts: readonly Uint8Array[], turned: number): readonly Uint8Array[] {
  if (turned === 1) return parts
  const name = Array.from(EXIF, (letter) => letter.charCodeAt(0))
  const directory = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1]
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0]
  const exif = new Uint8Array([0xff, 0xe1, 0, 34, ...name, ...directory, ...entry])
  const first = parts[0]?.[1] === 0xe0 ? 2 : 0
  return [...parts.slice(0, first), exif, ...parts.slice(first)]
}
