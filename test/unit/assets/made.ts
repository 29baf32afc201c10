// Pictures made for tests, byte by byte: small, whole, and as programs write them.
import { randomFillSync } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function pngChunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([bytesOf(name), data])
  return Buffer.concat([u32(data.length), body, u32(crc32(body))])
}

const PNG_START = bytesOf('\x89PNG\r\n\x1a\n')

/** A PNG of one colour; `more` are chunks before what is drawn, `says` another size than it has. */
export function png(
  width: number,
  height: number,
  {
    shade = 128,
    more = [],
    says = [width, height],
  }: { shade?: number; more?: readonly Buffer[]; says?: readonly [number, number] } = {},
): Buffer {
  const head = Buffer.concat([u32(says[0]), u32(says[1]), Buffer.from([8, 0, 0, 0, 0])])
  const rows = Buffer.alloc((width + 1) * height, shade)
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0
  return Buffer.concat([
    PNG_START,
    pngChunk('IHDR', head),
    ...more,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** A PNG of so many bytes, about: of chance, which nothing makes smaller. */
export function noise(bytes: number): Uint8Array<ArrayBuffer> {
  const width = 1000
  const height = Math.ceil(bytes / (width + 1))
  const rows = randomFillSync(Buffer.alloc((width + 1) * height))
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0
  const head = Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])])
  return Uint8Array.from(
    Buffer.concat([
      PNG_START,
      pngChunk('IHDR', head),
      pngChunk('IDAT', deflateSync(rows, { level: 0 })),
      pngChunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(data.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, data])
}

/** EXIF as a camera writes it: which way up, and where it was taken. */
export function exif(orientation: number, note = 'GPS 59.3293 N 18.0686 E'): Buffer {
  const entry = Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0])
  return jpegSegment(
    0xe1,
    Buffer.concat([bytesOf('Exif\0\0MM\0*'), u32(8), Buffer.from([0, 1]), entry, bytesOf(note)]),
  )
}

/** A grey JPEG of 8 by 8 pixels that every decoder shows; its frame can say another size. */
export function jpeg({
  segments = [],
  says = [8, 8],
}: { segments?: readonly Buffer[]; says?: readonly [number, number] } = {}): Buffer {
  const [width, height] = says
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])
  const table = Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])
  const counts = Buffer.alloc(16)
  counts[0] = 1
  const codes = (kind: number): Buffer => Buffer.concat([Buffer.from([kind]), counts, Buffer.from([0])])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, Buffer.from([0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0])),
    ...segments,
    jpegSegment(0xdb, table),
    jpegSegment(0xc0, frame),
    jpegSegment(0xc4, codes(0x00)),
    jpegSegment(0xc4, codes(0x10)),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0xd9]),
  ])
}

/** A GIF of one pixel; `more` stands between the screen and the picture. */
export function gif({
  more = Buffer.alloc(0),
  says = [1, 1],
  frames = 1,
}: { more?: Buffer; says?: readonly [number, number]; frames?: number } = {}): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(says[0], 0)
  size.writeUInt16LE(says[1], 2)
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])
  return Buffer.concat([
    bytesOf('GIF89a'),
    size,
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
    more,
    ...Array.from({ length: frames }, () => frame),
    Buffer.from([0x3b]),
  ])
}

function chunk(name: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(data.length)
  return Buffer.concat([bytesOf(name), length, data, Buffer.alloc(data.length % 2)])
}

/** A lossless WebP of one pixel, as libwebp writes it, with metadata around it on request. */
export function webp({
  notes = [],
  says = null,
}: { notes?: readonly (readonly [string, Buffer])[]; says?: readonly [number, number] | null } = {}): Buffer {
  const pixel = Buffer.from('2f00000000073010111188880700', 'hex')
  const [width, height] = says ?? [1, 1]
  const canvas = Buffer.from([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  canvas.writeUIntLE(width - 1, 4, 3)
  canvas.writeUIntLE(height - 1, 7, 3)
  const isPlain = notes.length === 0 && says === null
  const body = Buffer.concat([
    bytesOf('WEBP'),
    ...(isPlain ? [] : [chunk('VP8X', canvas)]),
    chunk('VP8L', pixel),
    ...notes.map(([name, data]) => chunk(name, data)),
  ])
  return chunk('RIFF', body).subarray(0, 8 + body.length)
}

const box = (name: string, ...inner: readonly Uint8Array[]): Buffer => {
  const data = Buffer.concat(inner)
  return Buffer.concat([u32(8 + data.length), bytesOf(name), data])
}

/** The boxes of an AVIF, with EXIF in it; nothing is drawn. */
export function avif({
  says = [16, 9],
  note = 'GPS 59.3293 N',
  more = [],
}: { says?: readonly [number, number]; note?: string; more?: readonly Buffer[] } = {}): Buffer {
  const start = box('ftyp', bytesOf('avif'), u32(0), bytesOf('avifmif1'))
  const item = (id: number, type: string): Buffer =>
    box('infe', Buffer.from([2, 0, 0, 0, 0, id, 0, 0]), bytesOf(`${type}\0`))
  const size = box('ispe', u32(0), u32(says[0]), u32(says[1]))
  const meta = (at: number): Buffer =>
    box(
      'meta',
      u32(0),
      box('iinf', Buffer.from([0, 0, 0, 0, 0, 2]), item(1, 'av01'), item(2, 'Exif')),
      box('iprp', box('ipco', size)),
      box(
        'iloc',
        Buffer.from([0, 0, 0, 0, 0x44, 0, 0, 2]),
        Buffer.from([0, 1, 0, 0, 0, 1]),
        u32(at),
        u32(4),
        Buffer.from([0, 2, 0, 0, 0, 1]),
        u32(at + 4),
        u32(note.length),
      ),
    )
  const at = start.length + meta(0).length + 8
  return Buffer.concat([start, meta(at), box('mdat', Buffer.from([1, 2, 3, 4]), bytesOf(note)), ...more])
}

export const svg = (inner: string, more = ''): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 10"${more}>${inner}</svg>`,
  )
