// Harmful pictures: what each is, and what must become of it. `host` is the address that fetching ones would
// fetch from. The tricks with SVG are from the lists of OWASP and cure53.
import { deflateSync, gzipSync } from 'node:zlib'
import { avif, exif, gif, jpeg, jpegSegment, png, pngChunk, svg, webp } from '../../unit/assets/made.ts'

interface Evil {
  readonly what: string
  readonly bytes: (host: string) => Buffer
  /** The code it is refused with; null: it is kept, without its harm. */
  readonly refused: 'picture' | 'bound' | null
}

const text = (words: string): Buffer => Buffer.from(words)
const kept = (
  what: string,
  inner: (host: string) => string,
  more: (host: string) => string = () => '',
): Evil => ({
  what,
  bytes: (host) => svg(inner(host), more(host)),
  refused: null,
})
const no = (
  what: string,
  bytes: (host: string) => Buffer,
  refused: 'picture' | 'bound' = 'picture',
): Evil => ({
  what,
  bytes,
  refused,
})

const RUN = 'window.evil=1;document.title=`evil`'
const SCRIPT = `<script>${RUN}</script>`
const box = (attributes: string): string => `<rect width="20" height="10" ${attributes}/>`

/** Harmless once it is written anew: it is kept, without its harm. */
const SVG_KEPT: readonly Evil[] = [
  kept('a script', () => `${SCRIPT}${box('')}`),
  kept('a script in CDATA', () => `<script><![CDATA[${RUN}]]></script>`),
  kept('a script under a prefix', () => `<s:script xmlns:s="http://www.w3.org/2000/svg">${RUN}</s:script>`),
  kept(
    'a script from elsewhere',
    (host) => `<script href="${host}/evil.js"/><script xlink:href="${host}/evil.js"/>`,
  ),
  kept('a script of XHTML', () => `<h:script xmlns:h="http://www.w3.org/1999/xhtml">${RUN}</h:script>`),
  kept(
    'onload of the root',
    () => box(''),
    () => ` onload="${RUN}"`,
  ),
  kept('handlers of every kind', () =>
    ['onclick', 'onmouseover', 'onfocus', 'onbegin', 'onend', 'onrepeat', 'onerror', 'ONLOAD']
      .map((on) => box(`${on}="${RUN}"`))
      .join(''),
  ),
  kept(
    'a handler under a prefix',
    () => `<rect xmlns:e="http://www.w3.org/2001/xml-events" e:event="load" e:handler="#x" width="5"/>`,
  ),
  kept(
    'foreignObject with a page',
    (host) =>
      `<foreignObject width="20" height="10"><body xmlns="http://www.w3.org/1999/xhtml" onload="${RUN}"><iframe src="${host}/"/><img src="x" onerror="${RUN}"/></body></foreignObject>`,
  ),
  kept('a frame', (host) => `<iframe xmlns="http://www.w3.org/1999/xhtml" src="${host}/frame"/>`),
  kept('embed, object and video', (host) =>
    ['embed', 'object', 'video', 'audio']
      .map(
        (name) =>
          `<${name} xmlns="http://www.w3.org/1999/xhtml" src="${host}/${name}" data="${host}/${name}"/>`,
      )
      .join(''),
  ),
  kept('a link to a script', () => `<a href="javascript:${RUN}">${box('')}</a>`),
  kept('a link to a script with a tab in it', () => `<a xlink:href="java&#9;script:${RUN}">${box('')}</a>`),
  kept(
    'an animation that sets a link',
    () => `<a id="a">${box('')}</a><animate href="#a" attributeName="href" to="javascript:${RUN}"/>`,
  ),
  kept('a set that sets a handler', () => `<set attributeName="onmouseover" to="${RUN}" begin="0s"/>`),
  kept(
    'an animation that begins with a script',
    () => `<animate attributeName="x" onbegin="${RUN}" begin="0s" dur="1s"/>`,
  ),
  kept(
    'a picture from elsewhere',
    (host) => `<image href="${host}/spy.png" width="20" height="10"/><image xlink:href="${host}/spy2.png"/>`,
  ),
  kept(
    'a use from elsewhere',
    (host) => `<use href="${host}/evil.svg#x"/><use xlink:href="${host}/evil.svg#x"/>`,
  ),
  kept(
    'a use of data',
    () =>
      `<use href="data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' id='x' onload='${RUN}'/&gt;#x"/>`,
  ),
  kept(
    'a filter with a picture from elsewhere',
    (host) => `<filter id="f"><feImage href="${host}/spy.png"/></filter>${box('filter="url(#f)"')}`,
  ),
  kept('a fill from elsewhere', (host) => box(`fill="url(${host}/p.svg#x)" mask="url('${host}/m.svg#x')"`)),
  kept('a style attribute that fetches', (host) =>
    box(
      `style="background:url(${host}/a.png);fill:url(&quot;${host}/b.svg#x&quot;);cursor:url(${host}/c.cur),auto"`,
    ),
  ),
  kept('a style that is written with escapes', (host) => box(`style="fill:u\\72l(${host}/a.svg#x)"`)),
  kept(
    'a style sheet that imports',
    (host) => `<style>@import url("${host}/a.css"); @import '${host}/b.css';</style>`,
  ),
  kept(
    'a style sheet with a font from elsewhere',
    (host) =>
      `<style>@font-face{font-family:x;src:url(${host}/f.woff2)} text{font-family:x}</style><text>x</text>`,
  ),
  kept(
    'a style sheet that fetches by image-set',
    (host) =>
      `<style>rect{mask-image:image-set("${host}/a.png" 1x);background:image("${host}/b.png")}</style>${box('')}`,
  ),
  kept(
    'a style sheet that is cut by a comment',
    (host) => `<style>rect{fill:u/**/rl(${host}/a.svg#x);fill:url/**/(${host}/b.svg#x)}</style>${box('')}`,
  ),
  kept('a style sheet that ends itself', () => `<style><![CDATA[</style>${SCRIPT}<style>]]></style>`),
  kept('a processing instruction for a style sheet', () => box('')),
  kept(
    'text that looks like a script once it is read again',
    () => `<text>&lt;script&gt;${RUN}&lt;/script&gt;</text>`,
  ),
  kept('a title that ends itself', () => `<title><![CDATA[</title>${SCRIPT}]]></title>`),
  kept(
    'an attribute that ends itself',
    () => `<text class="&quot;&gt;&lt;script&gt;${RUN}&lt;/script&gt;">x</text>`,
  ),
  kept('another base for its links', (host) => `<g xml:base="${host}/"><use href="#x"/></g>`),
  kept(
    'metadata with a page in it',
    () => `<metadata><h:script xmlns:h="http://www.w3.org/1999/xhtml">${RUN}</h:script></metadata>`,
  ),
  kept(
    'a handler element',
    () => `<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">${RUN}</handler>`,
  ),
]

const uses = (levels: number, each: number): string =>
  `<rect id="l0" width="1" height="1"/>${Array.from({ length: levels }, (_, level) => `<g id="l${level + 1}">${`<use href="#l${level}"/>`.repeat(each)}</g>`).join('')}<use href="#l${levels}"/>`
const patterns = (levels: number): string =>
  `<pattern id="p0" width="1" height="1"><rect width="1" height="1"/></pattern>${Array.from({ length: levels }, (_, level) => `<pattern id="p${level + 1}" width="1" height="1">${`<rect width="1" height="1" fill="url(#p${level})"/>`.repeat(10)}</pattern>`).join('')}`

const SVG_REFUSED: readonly Evil[] = [
  no('an entity that reads a file', () =>
    text(
      '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
    ),
  ),
  no('an entity that fetches', (host) =>
    text(
      `<!DOCTYPE svg [<!ENTITY % x SYSTEM "${host}/x.dtd"> %x;]><svg xmlns="http://www.w3.org/2000/svg"/>`,
    ),
  ),
  no('a thousand million laughs', () =>
    text(
      `<!DOCTYPE svg [<!ENTITY a "ha">${'bcdefghij'
        .split('')
        .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`)
        .join('')}]><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>`,
    ),
  ),
  no('words of a web page, of which nothing would be left', () =>
    svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">words</p></foreignObject>'),
  ),
  no('a DOCTYPE that declares something', () =>
    text(
      '<!DOCTYPE svg PUBLIC "a" "b" [<!ATTLIST svg x CDATA "y">]><svg xmlns="http://www.w3.org/2000/svg"/>',
    ),
  ),
  no('an entity that nobody declared', () => svg('<text>&evil;</text>')),
  no('uses of uses of uses', () => svg(uses(12, 10))),
  no('a use of what it is in', () => svg('<g id="a"><use href="#a"/></g>')),
  no('two that use each other', () => svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')),
  no('patterns in patterns', () => svg(`${patterns(10)}${box('fill="url(#p10)"')}`)),
  no('elements nested without end', () => svg('<g>'.repeat(5_000) + '</g>'.repeat(5_000))),
  no('more elements than a browser draws', () => svg('<g/>'.repeat(50_000))),
  no('more attributes than anybody needs', () =>
    svg(`<rect ${Array.from({ length: 500 }, (_, at) => `a${at}="1"`).join(' ')}/>`),
  ),
  no('an SVG of two megabytes', () => svg(`<!--${'x'.repeat(2 * 1024 * 1024)}-->`), 'bound'),
  no('an SVG that is not closed', () => text('<svg xmlns="http://www.w3.org/2000/svg"><g>')),
  no('two roots', () => Buffer.concat([svg(''), svg('')])),
  no('an attribute twice', () => svg('<rect x="1" x="2"/>')),
  no('an SVG in UTF-16', () => Buffer.from(`\uFEFF${svg(SCRIPT).toString()}`, 'utf16le')),
  no('an SVG that says UTF-7', () =>
    Buffer.concat([text('<?xml version="1.0" encoding="UTF-7"?>'), svg('+ADw-script+AD4-')]),
  ),
  no('an SVG packed by gzip', () => gzipSync(svg(box('')))),
  no('a picture without the namespace of SVG', () =>
    text(`<svg onload="${RUN}"><rect width="5" height="5"/></svg>`),
  ),
  no('a side that no screen has', () => svg(box(''), ' width="100000000" height="1"'), 'bound'),
  no('a page of HTML', () => text(`<!doctype html><html><body>${SCRIPT}</body></html>`)),
  no('a page of HTML with an SVG in it', () =>
    text(`<html><body><svg xmlns="http://www.w3.org/2000/svg"></svg>${SCRIPT}</body></html>`),
  ),
  no('a page of XHTML', () =>
    text(
      `<html xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"/><script>${RUN}</script></html>`,
    ),
  ),
]

const bigPng = (width: number, height: number): Buffer => png(1, 1, { says: [width, height] })
const html = text(`<html><body>${SCRIPT}</body></html>`)
const frames = (count: number): Buffer => gif({ frames: count })
const wrongLength = (): Buffer => {
  const bytes = png(2, 2)
  bytes.writeUInt32BE(0xffff_fff0, 8)
  return bytes
}

const OTHERS: readonly Evil[] = [
  no('a PNG of 60,000 by 60,000 in a few bytes', () => bigPng(60_000, 60_000), 'bound'),
  no('a PNG of 8,192 by 8,192, which fills a phone', () => bigPng(8_192, 8_192), 'bound'),
  no('a PNG without a size', () => bigPng(0, 0)),
  no('a JPEG of 65,535 by 65,535', () => jpeg({ says: [65_535, 65_535] }), 'bound'),
  no('a GIF of 65,535 by 65,535', () => gif({ says: [65_535, 65_535] }), 'bound'),
  no('a WebP of sixteen million on a side', () => webp({ says: [16_777_216, 16_777_216] }), 'bound'),
  no('an AVIF of four thousand million on a side', () => avif({ says: [0xffff_ffff, 0xffff_ffff] }), 'bound'),
  no('a GIF of ten thousand pictures', () => frames(10_000), 'bound'),
  no('a PNG that is cut off', () => png(20, 20).subarray(0, 50)),
  no('a JPEG that is cut off', () => jpeg().subarray(0, -2)),
  no('a GIF that is cut off', () => gif().subarray(0, -3)),
  no('a WebP that is cut off', () => webp().subarray(0, -4)),
  no('an AVIF that is cut off', () => avif().subarray(0, 60)),
  no('a PNG whose chunk is as long as the world', wrongLength),
  no('a PNG with two sizes', () => {
    const second = pngChunk('IHDR', Buffer.from([0, 0, 0, 9, 0, 0, 0, 9, 8, 0, 0, 0, 0]))
    return png(1, 1, { more: [second] })
  }),
  no('a PNG with nothing in it', () =>
    Buffer.concat([png(1, 1).subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))]),
  ),
  no('an AVIF whose boxes are longer than it', () =>
    avif({ more: [Buffer.from('ffffffff6d646174', 'hex')] }),
  ),
  no('a film as AVIF', () => avif({ more: [Buffer.from('000000086d6f6f76', 'hex')] })),
  no('eleven megabytes', () => Buffer.concat([png(1, 1), Buffer.alloc(11 * 1024 * 1024)]), 'bound'),
  no('a program', () => text('MZ\x90\0\x03\0\0\0this program')),
  no('a PDF', () => text('%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>')),
  no('a script', () => text(RUN.repeat(20))),
  no('a BMP', () => Buffer.concat([text('BM'), Buffer.alloc(60)])),
  no('a zip', () => Buffer.from('504b0304140000000800000000000000000000000000', 'hex')),
  { what: 'a page behind a PNG', bytes: () => Buffer.concat([png(2, 2), html]), refused: null },
  { what: 'a page behind a GIF', bytes: () => Buffer.concat([gif(), html]), refused: null },
  { what: 'a page behind a JPEG', bytes: () => Buffer.concat([jpeg(), html]), refused: null },
  { what: 'a page behind a WebP', bytes: () => Buffer.concat([webp(), html]), refused: null },
  {
    what: 'a page in a comment of a JPEG',
    bytes: () => jpeg({ segments: [jpegSegment(0xfe, html)] }),
    refused: null,
  },
  {
    what: 'a page in a text of a PNG',
    bytes: () => png(2, 2, { more: [pngChunk('tEXt', html)] }),
    refused: null,
  },
  {
    what: 'a page in a comment of a GIF',
    bytes: () =>
      gif({ more: Buffer.concat([Buffer.from([0x21, 0xfe, html.length]), html, Buffer.from([0])]) }),
    refused: null,
  },
  {
    what: 'a page in the EXIF of a JPEG',
    bytes: () => jpeg({ segments: [exif(1, html.toString())] }),
    refused: null,
  },
  { what: 'a page in the XMP of a WebP', bytes: () => webp({ notes: [['XMP ', html]] }), refused: null },
  { what: 'a page in the EXIF of an AVIF', bytes: () => avif({ note: html.toString() }), refused: null },
  {
    what: 'a text that unpacks to a hundred megabytes',
    bytes: () =>
      png(2, 2, {
        more: [
          pngChunk('zTXt', Buffer.concat([text('x\0\0'), deflateSync(Buffer.alloc(100 * 1024 * 1024))])),
        ],
      }),
    refused: null,
  },
]

export const EVIL: readonly Evil[] = [...SVG_KEPT, ...SVG_REFUSED, ...OTHERS]

/** None of this may be in a served picture. */
export const HARM = [
  'window.evil',
  'javascript:',
  'http://127.0.0.1',
  'onload',
  'foreignObject',
  '<script',
  '@import',
  'data:',
] as const
