// The link, picture or formula at a place of a page, where its parts are, and where its card is shown.
import { treeOf } from './syntax-at.ts'
import type { EditorState } from '@codemirror/state'
import type { EditorView, Rect } from '@codemirror/view'
import { htmlImagesIn } from '../../../shared/page/html-images.ts'
import { isNamed } from '../../../shared/page/named-links.ts'
import { bare, explainedIn, isBare, nameOf, urlOf } from '../../../shared/page/page-links.ts'
import { worldAround } from './editor-world.ts'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'

export interface LinkHere extends PageRange {
  readonly kind: 'link' | 'picture' | 'formula' | 'bare'
  /** The shown words. */
  readonly words: PageRange
  /** Where it is written where it leads; null when that stands elsewhere in the page. */
  readonly address: PageRange | null
  readonly href: string
  /** It says what it leads to by a name, `[[name]]`. */
  readonly isNamed: boolean
}

/** The innermost link that a place is in or at the edge of. */
export function linkAt(state: EditorState, at: number): LinkHere | null {
  const tree = treeOf(state)
  for (const side of [-1, 1] as const) {
    for (let node: SyntaxNode | null = tree.resolveInner(at, side); node; node = node.parent) {
      const link = node.name.startsWith('HTML') ? tagOf(state, node, at) : linkOf(state, node)
      if (link) return link
    }
  }
  return null
}

function linkOf(state: EditorState, node: SyntaxNode): LinkHere | null {
  const { name, from, to } = node
  if (name === 'URL' && isBare(node)) {
    const [piece, href] = [{ from, to }, state.sliceDoc(from, to)]
    return { kind: 'bare', ...piece, words: piece, address: piece, href, isNamed: false }
  }
  if (name === 'Math') {
    const words = { from: from + 1, to: to - 1 }
    return { kind: 'formula', from, to, words, address: null, href: '', isNamed: false }
  }
  if (name !== 'Link' && name !== 'Image') return null
  const [open, close] = node.getChildren('LinkMark')
  if (!open || !close) return null
  const url = urlOf(node)
  const label = node.getChild('LinkLabel')
  const words = { from: open.to, to: close.from }
  const whole = state.sliceDoc(from, to)
  if (isNamed(whole)) return namedLinkOf(state, node, words)
  if (!url && !label) return null
  const written = label ? state.sliceDoc(label.from + 1, label.to - 1) : ''
  return {
    kind: name === 'Image' ? 'picture' : 'link',
    from,
    to,
    words,
    address: url && { from: url.from, to: url.to },
    isNamed: false,
    href: url
      ? bare(state.sliceDoc(url.from, url.to))
      : definedAs(state, written || state.sliceDoc(words.from, words.to)),
  }
}

/** The picture that a tag of HTML shows at a place. */
function tagOf(state: EditorState, node: SyntaxNode, at: number): LinkHere | null {
  for (const tag of htmlImagesIn(state.sliceDoc(node.from, node.to))) {
    const [from, to] = [node.from + tag.from, node.from + tag.to]
    if (at < from || at > to) continue
    const line = state.doc.lineAt(from)
    const shown = state
      .facet(worldAround)
      .picturesByName(line.text)
      .find(({ index }) => line.from + index === from)
    const words = { from, to: from }
    return shown
      ? { kind: 'picture', from, to, words, address: null, href: shown.source, isNamed: true }
      : null
  }
  return null
}

function namedLinkOf(state: EditorState, { from, to }: SyntaxNode, words: PageRange): LinkHere {
  const whole = state.sliceDoc(from, to)
  const world = state.facet(worldAround)
  const start = from + (world.isTurned(whole) ? whole.indexOf('|') + 1 : whole.indexOf('[[') + 2)
  const name = /^[^|\\\]]*/.exec(state.sliceDoc(start, to))?.[0] ?? ''
  const [picture] = world.picturesByName(whole)
  return {
    kind: picture ? 'picture' : 'link',
    from,
    to,
    words,
    address: { from: start, to: start + name.length },
    href: picture?.source ?? whole,
    isNamed: true,
  }
}

/** Where a name leads that the page explains in a line of its own, `[name]: address`. */
const definedAs = (state: EditorState, name: string): string =>
  explainedIn(treeOf(state), state.doc.toString()).get(nameOf(name)) ?? ''

/**
 * Where a card belongs: within the page, since what hangs over its edge counts as out of sight; on a small
 * screen where the text begins, so that the card has room. `at`: of letters that are seen; a hidden sign is
 * lower than its line.
 */
export function placeOf(view: EditorView, at: number): Rect {
  const page = view.contentDOM.getBoundingClientRect()
  const words = linkAt(view.state, at)?.words
  const shown = words && words.from > at && words.from < words.to ? view.coordsAtPos(words.from, 1) : null
  const { left, top, bottom } = view.coordsAtPos(at, 1) ?? page
  const start = innerWidth > 720 ? Math.max(page.left + 1, Math.min(left, page.right - 1)) : page.left + 1
  const isSameLine = shown !== null && shown.top < bottom
  return {
    left: start,
    right: start,
    top: isSameLine ? Math.min(top, shown.top) : top,
    bottom: isSameLine ? Math.max(bottom, shown.bottom) : bottom,
  }
}

/** Between a card and its letters, in pixels. */
export const CARD_OFFSET = { x: 0, y: 6 } as const
