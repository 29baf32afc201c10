// Space in a page, as its editor sees it: between which lines it opens, which blank lines can go, and how
// high they are. Heights are those of the lines on the floor.
import type { EditorView } from '@codemirror/view'
import {
  insertSpace,
  removeSpace,
  type BlankSpace,
  type SpotNow,
} from '../../../shared/world/edits/space-edits.ts'
import { editWithNotice } from '../../world/context/act.ts'
import type { Border } from '../../world/page-view.ts'
import { ownerClock } from '../../world/motion/shown-motion.ts'
import { walkedTo } from '../../world/motion/walk-interpolation.ts'
import { indexInText } from '../binding/text-binding.ts'
import { nodeAround } from '../rendering/syntax-at.ts'
import type { PageContext } from '../../world/link-targets.ts'

/** A request for space: so many lines more, or, below 0, so many fewer, and how far the things below move. */
export interface SpaceWish {
  readonly lines: number
  readonly height: number
}

/** The whole lines for moving a border so many pixels of the floor. */
export function wishFor(view: EditorView, border: Border, dy: number): SpaceWish {
  if (dy >= 0) {
    const height = blankHeight(view, border.line)
    const lines = Math.round(dy / height)
    return { lines, height: lines * height }
  }
  let height = 0
  let lines = 0
  for (const blank of blanksAt(view, border)) {
    if (height + blank / 2 > -dy) break
    height += blank
    lines += 1
  }
  return { lines: -lines, height }
}

/** One line more, or one fewer. */
export function wishForOne(view: EditorView, border: Border, isMore: boolean): SpaceWish {
  if (isMore) return { lines: 1, height: blankHeight(view, border.line) }
  const [height] = blanksAt(view, border)
  return height === undefined ? { lines: 0, height: 0 } : { lines: -1, height }
}

/**
 * How high the blank lines are that moving a border up takes away: those above it, from below; where there
 * are none, those below.
 */
function blanksAt(view: EditorView, { line }: Border): readonly number[] {
  const above = blanksFrom(view, line - 1, -1)
  return above.length > 0 ? above : blanksFrom(view, line, 1)
}

function blanksFrom(view: EditorView, start: number, step: -1 | 1): readonly number[] {
  const { doc } = view.state
  const blanks: number[] = []
  for (let line = start; line >= 1 && line <= doc.lines && doc.line(line).text.trim() === ''; line += step)
    blanks.push(view.lineBlockAt(doc.line(line).from).height / view.scaleY)
  return blanks
}

/** How high a blank line is here. */
function blankHeight(view: EditorView, line: number): number {
  const { doc } = view.state
  const inCode =
    line > 1 &&
    line <= doc.lines &&
    [doc.line(line - 1).to, doc.line(line).from].every((at) => nodeAround(view.state, at, -1, 'FencedCode'))
  const code = inCode ? view.contentDOM.querySelector('.page-code') : null
  return parseFloat(getComputedStyle(code ?? view.contentDOM).lineHeight)
}

/** The space that a wish is about. */
export function spaceOf(view: EditorView, around: PageContext, border: Border, wish: SpaceWish): BlankSpace {
  const { doc } = view.state
  const lines = Math.abs(wish.lines)
  let { line, y } = border
  if (wish.lines < 0 && blanksFrom(view, line - 1, -1).length > 0) {
    line -= lines
    y -= wish.height
  }
  const at = line > doc.lines ? doc.length : doc.line(line).from
  return { host: around.id, index: indexInText(view, at) ?? at, lines, top: y, height: wish.height }
}

/** Opens or closes space, as one step of undo. */
export function makeSpace(view: EditorView, around: PageContext, border: Border, wish: SpaceWish): boolean {
  if (wish.lines === 0) return false
  const space = spaceOf(view, around, border, wish)
  const command = wish.lines > 0 ? insertSpace : removeSpace
  return editWithNotice(around.world, (edit) => command(edit, space, whereNow))
}

/** Where things are on their way at this moment. */
export const whereNow: SpotNow = ({ place, walk }) => {
  const { x = 0, y = 0 } = place ?? {}
  return walk ? walkedTo({ x, y }, walk, ownerClock.now()) : { x, y }
}

/** The border above a line. */
export function borderAt(view: EditorView, line: number): Border {
  const { doc } = view.state
  const isEnd = line > doc.lines
  const block = view.lineBlockAt(doc.line(Math.min(line, doc.lines)).from)
  return { line, y: floorY(view, view.documentTop + (isEnd ? block.bottom : block.top)) }
}

/** The border nearest to a height of the screen. */
export function borderNear(view: EditorView, clientY: number): Border {
  const at = clientY - view.documentTop
  const block = view.lineBlockAtHeight(at)
  const { number } = view.state.doc.lineAt(block.from)
  return borderAt(view, at < (block.top + block.bottom) / 2 ? number : number + 1)
}

/** A height of the screen as one of the floor. */
function floorY(view: EditorView, clientY: number): number {
  const paper = view.dom.closest('.paper')
  return paper === null ? 0 : (clientY - paper.getBoundingClientRect().top) / view.scaleY
}
