// Pictures that cost as much as they can for their bytes: SVGs grown from a place in them and its content,
// and files of the other kinds that are nothing but parts.

/** Where in an SVG something stands so often that it fills the file. */
export const SVG_CONTEXTS: Readonly<Record<string, (filler: string) => string>> = {
  rules: (filler) => svg(`<style>${filler}</style>`),
  'rules of many': (filler) => svg(`<style>a{fill:red}${filler}`.concat('</style>')),
  declarations: (filler) => svg(`<g style="${filler}"/>`),
  value: (filler) => svg(`<g fill="${filler}"/>`),
  'value of a style': (filler) => svg(`<g style="fill:${filler}"/>`),
  reference: (filler) => svg(`<use href="${filler}"/>`),
  width: (filler) => svg('', ` width="1${filler}x"`),
  box: (filler) => svg('', ` viewBox="${filler}"`),
  name: (filler) => svg(`<g id="${filler}"/>`),
  letters: (filler) => svg(`<text>${filler}</text>`),
  comment: (filler) => svg(`<!--${filler}-->`),
  instruction: (filler) => svg(`<?a ${filler}?>`),
  section: (filler) => svg(`<text><![CDATA[${filler}]]></text>`),
  elements: (filler) => svg(filler),
  attributes: (filler) => svg(`<g ${filler}/>`),
  prologue: (filler) => `<!--svg-->${filler}${svg('')}`,
}

const svg = (inner: string, more = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg"${more}>${inner}</svg>`

/** The content of such a place, alone or together. */
export const SVG_TOKENS: readonly string[] = [
  [' ', 'a', '1', '-', '.', ',', ';', ':', '#', '/', '*', '/*', '*/', '{', '}', '(', ')', '!', '%'],
  ['a{', '{a', '}a', 'a{}', 'a:b;', 'a(', ' (', 'url(', 'url(#', 'url(#a', 'url(#a)', 'url( ', 'fill:red;'],
  ['a{fill:red}', 'a{fill:url(#a)}', '1e', '1 ', '#a', '&amp;', '&#32;', '&amp;a', '&amp;a;', ']]', '--'],
  [
    '<g/>',
    '<g>',
    '</g>',
    '<g a="',
    '"',
    "'",
    'a="" ',
    'xmlns:a="b" ',
    '<use href="#a"/>',
    '<a:b/>',
    '\n',
    '\t',
  ],
  ['e', 'e1', 'x', '://', 'script', 'data', '@', '\\', '\u00e4', '\u{1f600}'],
].flat()

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const full = (bytes: number, part: Buffer): Buffer => Buffer.alloc(bytes - (bytes % part.length), part)

function riff(body: Buffer): Buffer {
  const head = Buffer.from('RIFF____WEBP', 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([head, body])
}

const PNG_HEAD = hex('89504e470d0a1a0a 0000000d 49484452 00000001 00000001 0806000000 1f15c489')
const PNG_END = hex('00000000 49444154 00000000 00000000 49454e44 ae426082')
const GIF_HEAD = hex('474946383961 0100 0100 00 00 00')
const GIF_END = hex('2c 0000 0000 0100 0100 00 02 00 3b')
const JPEG_HEAD = hex('ffd8 ffc0 000b 08 0008 0008 01 011100')
const SCAN = hex('ffda 0002')
const JPEG_END = hex('ffd9')

/** Files of so many bytes that are nothing but one part again and again. */
export const BINARIES: Readonly<Record<string, (bytes: number) => Buffer>> = {
  'PNG of empty chunks': (n) =>
    Buffer.concat([PNG_HEAD, full(n, hex('00000000 49444154 00000000')), PNG_END]),
  'PNG of unknown chunks': (n) =>
    Buffer.concat([PNG_HEAD, full(n, hex('00000000 7a7a7a7a 00000000')), PNG_END]),
  'PNG of steps': (n) => Buffer.concat([PNG_HEAD, full(n, hex('00000000 6663544c 00000000')), PNG_END]),
  'GIF of controls': (n) => Buffer.concat([GIF_HEAD, full(n, hex('21f900')), GIF_END]),
  'GIF of comments': (n) => Buffer.concat([GIF_HEAD, full(n, hex('21fe00')), GIF_END]),
  'GIF of steps': (n) => Buffer.concat([GIF_HEAD, full(n, hex('2c 0000 0000 0100 0100 00 02 00')), GIF_END]),
  'GIF of one long comment': (n) =>
    Buffer.concat([GIF_HEAD, hex('21fe'), full(n, hex('0161')), hex('00'), GIF_END]),
  'JPEG of tables': (n) => Buffer.concat([JPEG_HEAD, full(n, hex('ffdb0002')), SCAN, JPEG_END]),
  'JPEG of notes': (n) => Buffer.concat([JPEG_HEAD, full(n, hex('ffe10008 457869660000')), SCAN, JPEG_END]),
  'JPEG of scans': (n) => Buffer.concat([JPEG_HEAD, full(n, SCAN), JPEG_END]),
  'JPEG of restarts': (n) => Buffer.concat([JPEG_HEAD, SCAN, full(n, hex('ffd0')), JPEG_END]),
  'JPEG of fill': (n) => Buffer.concat([JPEG_HEAD, SCAN, full(n, hex('ff')), JPEG_END]),
  'JPEG of fill before a segment': (n) =>
    Buffer.concat([JPEG_HEAD, full(n, hex('ff')), hex('da0002'), JPEG_END]),
  'JPEG of stuffing': (n) => Buffer.concat([JPEG_HEAD, SCAN, full(n, hex('ff00')), JPEG_END]),
  'WebP of empty chunks': (n) => riff(full(n, hex('414c5048 00000000'))),
  'WebP of unknown chunks': (n) => riff(full(n, hex('7a7a7a7a 00000000'))),
  'WebP of steps': (n) => riff(full(n, Buffer.concat([hex('414e4d46 18000000'), Buffer.alloc(24)]))),
  'WebP of a step of parts': (n) => {
    const parts = full(n, hex('414c5048 00000000'))
    const head = hex('414e4d46 00000000')
    head.writeUInt32LE(16 + parts.length, 4)
    return riff(Buffer.concat([head, Buffer.alloc(16), parts]))
  },
  'AVIF of boxes': (n) => Buffer.concat([FTYP, full(n, box('free'))]),
  'AVIF of notes': (n) => avif(n, 2_000),
  'AVIF of items without places': (n) => avif(n, 0),
}

function box(name: string, ...inner: readonly Buffer[]): Buffer {
  const data = Buffer.concat(inner)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + data.length, 0)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, data])
}

const FTYP = box('ftyp', Buffer.from('avif\0\0\0\0avifmif1', 'latin1'))

/**
 * One note that claims to be in so many places, each as long as the whole file; with none, as many items as
 * there is room for.
 */
function avif(bytes: number, places: number): Buffer {
  const size = box('ispe', Buffer.alloc(4), hex('00000010 00000010'))
  const note = box('infe', hex('02000000 0001 0000'), Buffer.from('Exif\0'))
  const items = box('iinf', hex('00000000 0001'), note)
  const each = Buffer.alloc(8)
  each.writeUInt32BE(bytes, 4)
  const counts = Buffer.alloc(2)
  counts.writeUInt16BE(places)
  const located =
    places > 0
      ? Buffer.concat([hex('00000000 4400 0001 0001 0000'), counts, full(8 * places, each)])
      : Buffer.concat([hex('02000000 0000 00ffffff'), full(bytes, hex('00000002 0000 0000'))])
  const meta = box('meta', Buffer.alloc(4), items, box('iprp', box('ipco', size)), box('iloc', located))
  return Buffer.concat([FTYP, meta, box('mdat', Buffer.alloc(places > 0 ? bytes : 8))])
}
