// PNG: a row of chunks. Chunks that draw the picture are kept, also of moving ones. Texts, times and other
// additions of programs go.
import { Bytes, createPartCounter, damaged, joined, type ReadPicture } from './picture-bytes.ts'

export const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const KEPT: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP acTL fcTL fdAT'.split(' '),
)

export function readPng(all: Uint8Array): ReadPicture {
  const bytes = new Bytes(all)
  const parts: Uint8Array[] = [bytes.slice(0, PNG.length)]
  let size: { width: number; height: number } | null = null
  let hasDrawn = false
  let frames = 0
  const countPart = createPartCounter()
  for (let at = PNG.length; ;) {
    countPart()
    const length = bytes.u32(at)
    const name = bytes.letters(at + 4, 4)
    const to = at + 12 + length
    const chunk = bytes.slice(at, to)
    // The header is first, and there is one.
    if ((name === 'IHDR') !== (size === null)) throw damaged()
    if (size === null) {
      if (length !== 13) throw damaged()
      size = { width: bytes.u32(at + 8), height: bytes.u32(at + 12) }
    }
    if (name === 'IDAT') hasDrawn = true
    if (name === 'fcTL') frames += 1
    // A chunk that is needed to draw the picture, and that we do not know, makes it no picture of ours.
    if (!KEPT.has(name) && /^[A-Z]/.test(name)) throw damaged()
    if (KEPT.has(name)) parts.push(chunk)
    at = to
    if (name !== 'IEND') continue
    if (!hasDrawn) throw damaged()
    return { bytes: joined(parts), ...size, frames: Math.max(1, frames) }
  }
}
