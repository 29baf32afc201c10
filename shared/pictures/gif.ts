// GIF: a screen, then pictures on it and extensions between them. Kept are the pictures, how long each stays,
// and how often they come round; comments and other programs' notes go.
import { Bytes, createPartCounter, damaged, joined, type ReadPicture } from './picture-bytes.ts'

const EXTENSION = 0x21
const PICTURE = 0x2c
const END = 0x3b
const CONTROL = 0xf9
const PROGRAM = 0xff

export function readGif(all: Uint8Array): ReadPicture {
  const bytes = new Bytes(all)
  const screen = { width: bytes.u16(6, true), height: bytes.u16(8, true) }
  let at = 13 + tableBytes(bytes.u8(10))
  const parts: Uint8Array[] = [bytes.slice(0, at)]
  let frames = 0
  const countPart = createPartCounter()
  let { width, height } = screen
  for (;;) {
    countPart()
    const from = at
    const kind = bytes.u8(at)
    if (kind === END) break
    if (kind === EXTENSION) {
      const label = bytes.u8(at + 1)
      const isLoop =
        label === PROGRAM &&
        bytes.u8(at + 2) === 11 &&
        /^(?:NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(bytes.letters(at + 3, 11))
      at = endOfBlocks(bytes, at + 2)
      if (label === CONTROL || isLoop) parts.push(bytes.slice(from, at))
    } else if (kind === PICTURE) {
      // Browsers make the screen as large as the images on it.
      width = Math.max(width, bytes.u16(at + 1, true) + bytes.u16(at + 5, true))
      height = Math.max(height, bytes.u16(at + 3, true) + bytes.u16(at + 7, true))
      at = endOfBlocks(bytes, at + 10 + tableBytes(bytes.u8(at + 9)) + 1)
      frames += 1
      parts.push(bytes.slice(from, at))
    } else throw damaged()
  }
  if (frames === 0) throw damaged()
  parts.push(new Uint8Array([END]))
  return { bytes: joined(parts), width, height, frames }
}

/** How many bytes of colours follow, by the flags. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1))

function endOfBlocks(bytes: Bytes, from: number): number {
  let at = from
  for (let length = bytes.u8(at); length > 0; length = bytes.u8(at)) at += 1 + length
  return at + 1
}
