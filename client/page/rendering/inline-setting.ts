// The look of letters within a line: emphasis, code, links. The syntax of the text alone decides it; the
// cursor only decides whether a sign is visible.
import { isNamed } from '../../../shared/page/named-links.ts'
import { linkTargetOf } from '../../../shared/page/page-links.ts'
import { unknownNames } from '../../markdown/picture-syntax.ts'
import { isShownPicture } from './page-pictures.ts'
import { markOf, type TypesetMarks, type MarkSide, type PageNode } from './setting-sheet.ts'

const STYLES: ReadonlyMap<string, string> = new Map([
  ['Emphasis', 'page-em'],
  ['StrongEmphasis', 'page-strong'],
  ['Strikethrough', 'page-struck'],
  ['Highlight', 'page-mark'],
])

const SIGNS = new Set(['EmphasisMark', 'StrikethroughMark', 'HighlightMark'])

const RAW = new Set(['LinkReference', 'HTMLTag', 'HTMLBlock', 'Comment', 'CommentBlock', 'Entity'])

/** So many accents on one letter, one after the other, are drawn as a piece of their own. */
const ACCENTS_MAX = 200
const ACCENTS = new RegExp(`\\p{M}{${ACCENTS_MAX}}`, 'gu')

/**
 * Parts long runs of accents: a browser shapes such a run anew with each key, for 15,000 of them half a
 * second. Neighbouring pieces have classes of their own, since those of one would be one element.
 */
export function typesetAccents(sheet: TypesetMarks, from: number, to: number): void {
  let turn = 0
  for (const { index, 0: accents } of sheet.state.sliceDoc(from, to).matchAll(ACCENTS)) {
    const at = from + index
    sheet.mark(at, at + accents.length, (turn += 1) % 2 === 0 ? 'page-accents' : 'page-accents-next')
  }
}

/** Sets one node of the syntax; those in it follow. */
export function typesetInline(sheet: TypesetMarks, name: string, node: PageNode): void {
  const style = STYLES.get(name)
  if (style !== undefined)
    sheet.mark(node.firstChild?.to ?? node.from, node.lastChild?.from ?? node.to, style)
  else if (SIGNS.has(name)) setTuck(sheet, node)
  else if (name === 'CodeMark' && node.parent?.name === 'InlineCode') setTuck(sheet, node)
  else if (name === 'InlineCode') sheet.outer.push(CHIP.range(node.from, node.to))
  else if (name === 'Escape') sheet.tuck(node.from, node.from + 1, 'open', sheet.isTouched(node))
  else if (name === 'Link' || name === 'Image') setLink(sheet, node)
  else if (name === 'FootnoteReference') setNote(sheet, node, node.to - 1)
  else if (name === 'FootnoteLabel') setNote(sheet, node, node.to - 2)
  else if (name === 'Autolink') for (const sign of node.getChildren('LinkMark')) setTuck(sheet, sign)
  else if (name === 'URL') setBare(sheet, node)
  else if (RAW.has(name)) sheet.sign(node.from, node.to, true)
}

const CHIP = markOf('page-chip page-mono')

function setTuck(sheet: TypesetMarks, node: PageNode): void {
  const around = node.parent ?? node
  const side: MarkSide = node.from === around.from ? 'open' : 'close'
  sheet.tuck(node.from, node.to, side, sheet.isTouched(around))
}

/** The label of a footnote, up to `end`; a press on it leads to the other end. */
function setNote(sheet: TypesetMarks, node: PageNode, end: number): void {
  const isTouched = sheet.isTouched(node)
  sheet.tuck(node.from, node.from + 2, 'open', isTouched)
  sheet.mark(node.from + 2, end, 'page-note')
  sheet.tuck(end, node.to, 'close', isTouched)
}

/** The words of a link; its address is folded away behind a mark that leads there, and shown in a card. */
function setLink(sheet: TypesetMarks, node: PageNode): void {
  if (node.name === 'Image' && isShownPicture(sheet.state, node.from)) return
  const [open, close] = node.getChildren('LinkMark')
  const url = node.getChild('URL')
  if (!open || !close) return
  // A link by name, which ends with two brackets, says itself where it leads.
  if (!url && !node.getChild('LinkLabel') && close.to - close.from < 2) return
  const isTouched = sheet.isTouched(node)
  // A name that is not read stands before the words, and is folded away like an address.
  if (open.to - open.from > 2) sheet.fold(open.from, open.to)
  else sheet.tuck(open.from, open.to, 'open', isTouched)
  const whole = sheet.state.sliceDoc(node.from, node.to)
  const isUnknown = !url && isNamed(whole) && sheet.state.facet(unknownNames)(whole)
  const look = `page-link${isTouched ? ' page-link-touched' : ''}${isUnknown ? ' page-link-unknown' : ''}`
  sheet.mark(open.to, close.from, look)
  sheet.fold(close.from, node.to, `page-way page-way-${url ? kindOf(sheet, url) : 'inside'}`)
}

/** An address that stands in the text as it is. */
function setBare(sheet: TypesetMarks, node: PageNode): void {
  const around = node.parent?.name
  if (around === 'Link' || around === 'Image' || around === 'LinkReference') return
  const kind = kindOf(sheet, node)
  if (kind !== 'lost') sheet.mark(node.from, node.to, `page-link page-bare page-way page-way-${kind}`)
}

function kindOf({ state }: TypesetMarks, { from, to }: PageNode): 'inside' | 'outside' | 'lost' {
  const { kind } = linkTargetOf(state.sliceDoc(from, to), location.origin)
  if (kind === 'nowhere') return 'lost'
  return kind === 'outside' || kind === 'picture' ? 'outside' : 'inside'
}
