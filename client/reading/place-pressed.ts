// The place of a page on which a finger was put while reading: there one goes on to write.
import { SIGNS, type PageBlocks } from './blocks.ts'
import type { SyntaxNode } from '../../shared/page/page-parser.ts'

/** They do something else when they are pressed. */
const OWN_PRESSES = 'a, button, input, summary, [role="button"], .read-embed'

/** Null: the press was none of a finger, or is for something else. */
export function placePressed(page: PageBlocks, event: MouseEvent): number | null {
  const { target, clientX, clientY } = event
  const isFinger = event instanceof PointerEvent && event.pointerType === 'touch'
  if (!isFinger || !(target instanceof Element) || target.closest(OWN_PRESSES)) return null
  if (getSelection()?.isCollapsed === false) return null
  const element = target.closest<HTMLElement>('[data-line]')
  if (!element) return page.text.length
  const block = page.blocks
    .flatMap((one) => [one, ...one.items])
    .findLast(({ line }) => line === Number(element.dataset['line']))
  if (!block) return null
  const caret = document.caretPositionFromPoint(clientX, clientY)
  if (!caret || !element.contains(caret.offsetNode)) return block.node.to
  const before = document.createRange()
  before.setStart(element, 0)
  before.setEnd(caret.offsetNode, caret.offset)
  return placeBehind(page.text, block.node, inkIn(before.toString()))
}

/** Blanks are drawn in other numbers than they are written. */
const inkIn = (words: string): number => words.replaceAll(/\s/g, '').length

/** The place in a block behind so many of its letters that are read, blanks left out. */
export function placeBehind(text: string, node: SyntaxNode, letters: number): number {
  let left = letters
  for (const { from, to } of piecesRead(node)) {
    const words = text.slice(from, to)
    if (left > inkIn(words)) {
      left -= inkIn(words)
      continue
    }
    let at = from
    while (left > 0 && at < to) left -= inkIn(text[at++] ?? '')
    return at
  }
  return node.to
}

interface Piece {
  readonly from: number
  readonly to: number
}

/** Not shown in a block, beside the signs. */
const LEFT_OUT: ReadonlySet<string> = new Set([...SIGNS, 'CodeInfo', 'TableDelimiter'])

/** The parts of a node that are read, in their order. */
function* piecesRead(node: SyntaxNode): Generator<Piece> {
  // Of an escaped letter only that.
  let read = node.name === 'Escape' ? node.from + 1 : node.from
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.from > read) yield { from: read, to: child.from }
    // The address of a link that has words.
    const isAddress = child.name === 'URL' && child.from > node.from && node.name === 'Link'
    if (!LEFT_OUT.has(child.name) && !isAddress) yield* piecesRead(child)
    read = child.to
  }
  if (read < node.to) yield { from: read, to: node.to }
}
