// The stored form of a picture: its type from its bytes, its size, and no metadata.
import { expect, test } from 'vitest'
import { cleanPicture, pictureTypeOf } from '../../../shared/pictures/clean-picture.ts'
import { avif, exif, gif, jpeg, jpegSegment, png, pngChunk, svg, webp } from './made.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const ALL = [
  ['image/png', png(3, 2), 3, 2],
  ['image/jpeg', jpeg(), 8, 8],
  ['image/gif', gif(), 1, 1],
  ['image/webp', webp(), 1, 1],
  ['image/webp', webp({ says: [40, 30] }), 40, 30],
  ['image/avif', avif(), 16, 9],
  ['image/svg+xml', svg('<rect width="5" height="5"/>'), 20, 10],
] as const

test.each(ALL)('%s is known by its bytes, with its size', (type, bytes, width, height) => {
  expect(pictureTypeOf(bytes)).toBe(type)
  expect(cleanPicture(bytes)).toMatchObject({ type, width, height, isMoving: false })
})

test.each(ALL)('cleaning a clean %s changes nothing', (_type, bytes) => {
  const once = cleanPicture(bytes).bytes
  expect(Buffer.compare(cleanPicture(once).bytes, once)).toBe(0)
})

const NOTE = 'GPS 59.3293 N 18.0686 E'
const note = Buffer.from(NOTE)

test.each([
  ['EXIF of a JPEG', jpeg({ segments: [exif(1)] })],
  [
    'XMP, IPTC and comments of a JPEG',
    jpeg({ segments: [0xe1, 0xed, 0xfe].map((marker) => jpegSegment(marker, note)) }),
  ],
  ['what stands behind a JPEG', Buffer.concat([jpeg(), note])],
  [
    'texts of a PNG',
    png(1, 1, { more: ['tEXt', 'iTXt', 'eXIf', 'zTXt'].map((name) => pngChunk(name, note)) }),
  ],
  ['what stands behind a PNG', Buffer.concat([png(1, 1), note])],
  [
    'comments of a GIF',
    gif({ more: Buffer.concat([Buffer.from([0x21, 0xfe, note.length]), note, Buffer.from([0])]) }),
  ],
  ['what stands behind a GIF', Buffer.concat([gif(), note])],
  [
    'EXIF and XMP of a WebP',
    webp({
      notes: [
        ['EXIF', note],
        ['XMP ', note],
      ],
    }),
  ],
  ['what stands behind a WebP', Buffer.concat([webp(), note])],
  ['EXIF of an AVIF', avif({ note: NOTE })],
  ['comments and metadata of an SVG', svg(`<!-- ${NOTE} --><metadata>${NOTE}</metadata><rect/>`)],
])('%s is left out', (_what, bytes) => {
  expect(text(bytes)).toContain(NOTE)
  expect(text(cleanPicture(bytes).bytes)).not.toContain('59.3293')
})

test('which way up a JPEG is stays, and its size is as it is shown', () => {
  const turned = cleanPicture(jpeg({ segments: [exif(6)], says: [8, 4] }))
  expect(turned).toMatchObject({ width: 4, height: 8 })
  expect(text(turned.bytes)).toContain('Exif')
  expect(text(turned.bytes)).not.toContain('GPS')
  expect(Buffer.compare(cleanPicture(turned.bytes).bytes, turned.bytes)).toBe(0)
  expect(text(cleanPicture(jpeg({ segments: [exif(1)] })).bytes)).not.toContain('Exif')
})

test('a GIF that moves is known to', () => {
  expect(cleanPicture(gif({ frames: 3 })).isMoving).toBe(true)
})

test('an SVG keeps what draws it', () => {
  const drawing = svg(
    '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>' +
      '<style>.a { fill: url(#g) !important; stroke-width: 2 }</style>' +
      '<g transform="translate(1 2)"><rect class="a" width="5" height="5" style="fill:#fff;stroke:rgb(1,2,3)"/>' +
      '<use xlink:href="#b"/><path id="b" d="M0 0L5 5"/><text x="1">hi &amp; bye</text></g>',
  )
  const written = text(cleanPicture(drawing).bytes)
  for (const kept of [
    'url(#g) !important',
    'translate(1 2)',
    'rgb(1,2,3)',
    'href="#b"',
    'M0 0L5 5',
    'hi &amp; bye',
  ])
    expect(written).toContain(kept)
})

test('[I3] an SVG keeps the words of a switch, and comes with a DOCTYPE that declares nothing', () => {
  const fallback = '<switch><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Boat</p></foreignObject>'
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg">${fallback}<text>Boat</text></switch></svg>`
  const doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
  const { bytes } = cleanPicture(new TextEncoder().encode(`${doctype}${drawn}`))
  const clean = new TextDecoder().decode(bytes)
  expect(clean).toContain('<switch><text>Boat</text></switch>')
  expect(clean).not.toContain('DOCTYPE')
})
