// The look of letters within a line: emphasis, code, links. The syntax of the text alone decides it.
import { isNamed } from './named-links.ts'
import { isBare, linkTargetOf, urlOf } from './page-links.ts'
import type { SyntaxNode } from './page-parser.ts'
import { classes, type MarkSide, type PageRange, type Typesetting } from './typesetting.ts'

const STYLES: ReadonlyMap<string, string> = new Map([
  ['Emphasis', 'page-em'],
  ['StrongEmphasis', 'page-strong'],
  ['Strikethrough', 'page-struck'],
  ['Highlight', 'page-mark'],
])

/** Whether a node may hold others of its kind. */
export const isMark = (name: string): boolean => STYLES.has(name) || name === 'Link' || name === 'Image'

const SIGNS = new Set(['EmphasisMark', 'StrikethroughMark', 'HighlightMark'])

/** Shown as they are written. */
const RAW: ReadonlySet<string> = new Set(['HTMLTag', 'HTMLBlock', 'Entity'])
/** For writers alone. A comment is slanted, as in code. */
const NOTES: ReadonlyMap<string, string> = new Map([
  ['LinkReference', 'page-sign page-shown'],
  ['Comment', 'page-sign page-shown code-note'],
  ['CommentBlock', 'page-sign page-shown code-note'],
])

/** So many accents on one letter, one after the other, are drawn as a piece of their own. */
const ACCENTS_MAX = 200
const ACCENTS = new RegExp(`\\p{M}{${ACCENTS_MAX}}`, 'gu')

/**
 * Parts long runs of accents: a browser shapes such a run anew with each key, for 15,000 of them half a
 * second. Neighbouring pieces have classes of their own, since those of one would be one element.
 */
export function typesetAccents(sheet: Typesetting, from: number, to: number): void {
  let turn = 0
  for (const { index, 0: accents } of sheet.text.sliceString(from, to).matchAll(ACCENTS)) {
    const at = from + index
    sheet.mark(at, at + accents.length, (turn += 1) % 2 === 0 ? 'page-accents' : 'page-accents-next')
  }
}

/** Sets one node of the syntax; those in it follow. */
export function typesetInline(sheet: Typesetting, name: string, node: SyntaxNode): void {
  const style = STYLES.get(name)
  const note = NOTES.get(name)
  if (style !== undefined)
    sheet.mark(node.firstChild?.to ?? node.from, node.lastChild?.from ?? node.to, style)
  else if (SIGNS.has(name)) setTuck(sheet, node)
  else if (name === 'CodeMark' && node.parent?.name === 'InlineCode') setTuck(sheet, node)
  else if (name === 'InlineCode') sheet.mark(node.from, node.to, 'page-chip page-mono')
  else if (name === 'Escape') sheet.tuck(node.from, node.from + 1, 'open', node)
  else if (name === 'Link' || name === 'Image') setLink(sheet, node)
  else if (name === 'FootnoteReference') setNote(sheet, node, node.to - 1)
  else if (name === 'FootnoteLabel') setNote(sheet, node, node.to - 2)
  else if (name === 'Autolink') for (const sign of node.getChildren('LinkMark')) setTuck(sheet, sign)
  else if (name === 'URL') setBare(sheet, node)
  else if (note !== undefined) sheet.mark(node.from, node.to, note, { isSign: true })
  else if (RAW.has(name)) setRaw(sheet, node)
}

/** What is shown as it is written, around the pictures in it. */
function setRaw(sheet: Typesetting, { from, to }: SyntaxNode): void {
  let at = from
  for (const [start, { length }] of sheet.taggedPictures({ from, to })) {
    sheet.mark(at, start, 'page-raw page-sign page-shown')
    at = start + length
  }
  sheet.mark(at, to, 'page-raw page-sign page-shown')
}

function setTuck(sheet: Typesetting, node: SyntaxNode): void {
  const around = node.parent ?? node
  const side: MarkSide = node.from === around.from ? 'open' : 'close'
  sheet.tuck(node.from, node.to, side, around)
}

/** The label of a footnote, up to `end`; a press on it leads to the other end. */
function setNote(sheet: Typesetting, node: SyntaxNode, end: number): void {
  sheet.tuck(node.from, node.from + 2, 'open', node)
  sheet.mark(node.from + 2, end, 'page-note', { href: sheet.text.sliceString(node.from, node.to) })
  sheet.tuck(end, node.to, 'close', node)
}

/** The words of a link; its address is folded away behind a mark that leads there, and shown in a card. */
function setLink(sheet: Typesetting, node: SyntaxNode): void {
  if (node.name === 'Image' && sheet.pictureAt(node.from)) return
  const [open, close] = node.getChildren('LinkMark')
  const url = urlOf(node)
  const label = node.getChild('LinkLabel')
  if (!open || !close) return
  // A link by name, which ends with two brackets, says itself where it leads.
  if (!url && !label && close.to - close.from < 2) return
  const whole = sheet.text.sliceString(node.from, node.to)
  const isName = !url && isNamed(whole)
  const isTurned = isName && open.to - open.from > 2 && sheet.world.isTurned(whole)
  const words = isTurned
    ? { from: open.from + 2, to: open.to - (whole[open.to - node.from - 2] === '\\' ? 2 : 1) }
    : { from: open.to, to: close.from }
  // A name that is not read stands before the words, and is folded away like an address.
  if (words.from - open.from > 2) sheet.fold(open.from, words.from, '', { isAtom: true })
  else sheet.tuck(open.from, words.from, 'open', node)
  const look = classes('page-link', isName && sheet.world.isUnknown(whole) ? 'page-link-unknown' : '')
  const { from, to } = node
  const said = url ?? (isName ? node : nameSaid(open, close, label))
  sheet.mark(words.from, words.to, look, {
    touched: { from, to, class: 'page-link-touched' },
    href: sheet.text.sliceString(said.from, said.to),
  })
  const kind = url ? kindOf(sheet, url) : 'inside'
  sheet.fold(words.to, node.to, `page-way page-way-${kind}`, { isAtom: true })
}

/** The name in brackets that the page explains elsewhere: its own, or the words of the link. */
function nameSaid(open: SyntaxNode, close: SyntaxNode, label: SyntaxNode | null): PageRange {
  return label && label.to - label.from > 2 ? label : { from: open.to - 1, to: close.from + 1 }
}

/** An address that stands in the text as it is. */
function setBare(sheet: Typesetting, node: SyntaxNode): void {
  if (!isBare(node)) return
  const kind = kindOf(sheet, node)
  if (kind === 'lost') return
  const href = sheet.text.sliceString(node.from, node.to)
  sheet.mark(node.from, node.to, `page-link page-bare page-way page-way-${kind}`, { href })
}

function kindOf({ text, world }: Typesetting, { from, to }: SyntaxNode): 'inside' | 'outside' | 'lost' {
  const { kind } = linkTargetOf(text.sliceString(from, to), world.origin)
  if (kind === 'nowhere') return 'lost'
  return kind === 'outside' || kind === 'picture' ? 'outside' : 'inside'
}
