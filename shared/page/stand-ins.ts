// What is shown in place of letters of a page, or over them: pictures, formulas, other pages, values of code.
// The room of each follows from the text alone, so that nothing moves when it is drawn, or cannot be.
import type { ShownPageValue } from '../world/live/live-page-values.ts'
import { pageValuesIn } from '../world/page-values.ts'
import { embedIn, type EmbedSyntax } from './embeds.ts'
import { formulaLook, formulaOf } from './formulas.ts'
import { numberClass } from './number-classes.ts'
import type { PageElement } from './page-nodes.ts'
import type { SyntaxNode } from './page-parser.ts'
import type { FoundPicture } from './picture-syntax.ts'
import {
  classes,
  type PageRange,
  type PageText,
  type TypesetMark,
  type Typesetting,
  type TypesetWorld,
} from './typesetting.ts'

/** Sets what a node of the syntax is shown as, within a piece of the page. */
export function typesetStandIn(
  sheet: Typesetting,
  name: string,
  { from, to }: SyntaxNode,
  piece: PageRange,
): void {
  const { text, world, standIns, formulas } = sheet
  const written = (): string => text.sliceString(from, to)
  if (name === 'Image') {
    const line = text.lineAt(from)
    const picture = sheet.pictureAt(from)
    const embed = world.hasEmbeds ? embedIn(line.text) : null
    if (picture) standIns.push(elementOfPicture(picture, from))
    else if (embed) standIns.push(elementOfEmbed(embed, line, world.hrefOf))
  } else if (name === 'HTMLTag' || name === 'HTMLBlock') {
    for (const [at, picture] of sheet.taggedPictures({ from, to }))
      if (at >= piece.from && at <= piece.to) standIns.push(elementOfPicture(picture, at))
  } else if (name === 'Math') standIns.push(elementOfFormula({ from, to }, written().slice(1, -1), null))
  else if (name === 'MathBlock') {
    const { source, lines } = formulaOf(written())
    formulas.set(text.lineAt(from).from, elementOfFormula({ from, to }, source, lines))
  }
}

function elementOfPicture(picture: FoundPicture, from: number): PageElement {
  const { source, words, side, width, drawnWidth, height, length } = picture
  const wide = width ?? drawnWidth
  const size = { height: String(height), width: wide === null ? undefined : String(wide) }
  const to = from + length
  const attributes = { src: source, alt: words, ...size }
  // Whoever reads it without our program has the picture alone.
  const look = side === 'middle' ? {} : { class: `page-picture-${side}` }
  const image = { tag: 'img', ...look, from, to, attributes, children: [] }
  const within = width === null ? '' : 'page-picture-within'
  const name = classes('page-picture', within, drawnWidth === null ? '' : 'page-picture-sized')
  return { tag: 'span', class: name, from, to, shows: 'picture', children: [image] }
}

const elementOfFormula = (range: PageRange, source: string, lines: number | null): PageElement => ({
  tag: 'span',
  class: formulaLook(source, lines),
  ...range,
  shows: 'formula',
  children: [source],
})

function elementOfEmbed(
  { written, lines }: EmbedSyntax,
  { from, to }: PageRange,
  hrefOf: TypesetWorld['hrefOf'],
): PageElement {
  const href = hrefOf(written) ?? undefined
  const words = written.slice(3, -2).replace(/\|.*/, '')
  const way: PageElement = {
    tag: href === undefined ? 'span' : 'a',
    class: 'page-embed-way',
    from,
    to,
    attributes: { href },
    children: [words],
  }
  const name = classes('page-embed', numberClass('high', lines))
  return { tag: 'div', class: name, from, to, shows: 'embed', written, children: [way] }
}

/**
 * In lines of values, `#score 12`, the sign and what joins the words of a name take their room unseen, and
 * the value is the present one. `values`: by name; none of a name: it is as written.
 */
export function valuesIn(
  text: string,
  page: PageText,
  values: ReadonlyMap<string, ShownPageValue>,
): Pick<Typesetting, 'marks' | 'standIns'> {
  const marks: TypesetMark[] = []
  const standIns: PageElement[] = []
  for (const { name, from, to, value } of pageValuesIn(text)) {
    const line = page.lineAt(from)
    const touched = { from: line.from, to: line.to, class: 'page-written' }
    const hide = (at: number, look: string): void =>
      void marks.push({ from: at, to: at + 1, class: look, rank: 0, isSign: true, touched })
    hide(line.from, 'value-sign value-hidden')
    for (const { index } of name.matchAll(/[-_]/g)) hide(line.from + 1 + index, 'value-hidden')
    const now = values.get(name)
    if (now !== undefined && now.value !== value) standIns.push(elementOfValue({ from, to }, now, value))
  }
  return { marks, standIns }
}

function elementOfValue(
  range: PageRange,
  { value, isPersonal }: ShownPageValue,
  written: string,
): PageElement {
  const by = isPersonal ? 'Shown by code to you alone' : 'Written by code'
  const title = written === '' ? by : `${by}; the page says ${written}`
  const name = classes('live-value', isPersonal ? 'live-value-personal' : '')
  return { tag: 'span', class: name, ...range, shows: 'value', attributes: { title }, children: [value] }
}
