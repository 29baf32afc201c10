// WebP: chunks in a RIFF. Chunks that draw the picture are kept, also of moving ones; EXIF, XMP and unknown
// chunks go.
import { Bytes, createPartCounter, damaged, joined, type ReadPicture } from './picture-bytes.ts'

const KEPT: ReadonlySet<string> = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
/** Flags of VP8X: that there is EXIF, and XMP. */
const NOTES = 0x08 | 0x04

interface WebpSize {
  readonly width: number
  readonly height: number
}

export function readWebp(all: Uint8Array): ReadPicture {
  const bytes = new Bytes(all)
  const end = 8 + bytes.u32(4, true)
  if (end > bytes.length) throw damaged()
  const parts: Uint8Array[] = []
  let canvas: WebpSize | null = null
  let drawn: WebpSize | null = null
  let frames = 0
  const countPart = createPartCounter()
  for (let at = 12; at < end;) {
    countPart()
    const name = bytes.letters(at, 4)
    const length = bytes.u32(at + 4, true)
    const to = at + 8 + length
    if (to > end) throw damaged()
    const chunk = new Uint8Array(bytes.slice(at, to))
    const inner = new Bytes(chunk.subarray(8))
    if (name === 'VP8X') {
      if (canvas !== null || drawn !== null || frames > 0) throw damaged()
      canvas = { width: inner.u24(4) + 1, height: inner.u24(7) + 1 }
      chunk[8] = inner.u8(0) & ~NOTES
    }
    if (name === 'VP8 ' || name === 'VP8L')
      drawn = larger(drawn, name === 'VP8 ' ? lossy(inner) : lossless(inner))
    if (name === 'ANMF') {
      frames += 1
      drawn = larger(drawn, { width: inner.u24(6) + 1, height: inner.u24(9) + 1 })
      drawn = larger(drawn, sizeInFrame(inner, countPart))
    }
    // Chunks begin at even places.
    if (KEPT.has(name)) parts.push(chunk, new Uint8Array(length % 2))
    at = to + (length % 2)
  }
  if (drawn === null) throw damaged()
  const { width, height } = larger(canvas, drawn)
  const body = joined(parts)
  const head = new Uint8Array(12)
  head.set(bytes.slice(0, 12))
  new DataView(head.buffer).setUint32(4, body.length + 4, true)
  return { bytes: joined([head, body]), width, height, frames: Math.max(1, frames) }
}

function lossy(chunk: Bytes): WebpSize {
  // The start code of a key frame; a WebP has no other.
  if (chunk.letters(3, 3) !== '\x9d\x01\x2a') throw damaged()
  return { width: chunk.u16(6, true) & 0x3fff, height: chunk.u16(8, true) & 0x3fff }
}

function lossless(chunk: Bytes): WebpSize {
  if (chunk.u8(0) !== 0x2f) throw damaged()
  const bits = chunk.u32(1, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** The size that a frame of a moving picture really draws, whatever it says. */
function sizeInFrame(frame: Bytes, countPart: () => void): WebpSize | null {
  let drawn: WebpSize | null = null
  for (let at = 16; at + 8 <= frame.length;) {
    countPart()
    const name = frame.letters(at, 4)
    const length = frame.u32(at + 4, true)
    const inner = new Bytes(frame.slice(at + 8, at + 8 + length))
    if (name === 'VP8 ') drawn = larger(drawn, lossy(inner))
    else if (name === 'VP8L') drawn = larger(drawn, lossless(inner))
    at += 8 + length + (length % 2)
  }
  return drawn
}

function larger(one: WebpSize | null, other: WebpSize): WebpSize
function larger(one: WebpSize | null, other: WebpSize | null): WebpSize | null
function larger(one: WebpSize | null, other: WebpSize | null): WebpSize | null {
  if (one === null || other === null) return one ?? other
  return { width: Math.max(one.width, other.width), height: Math.max(one.height, other.height) }
}
