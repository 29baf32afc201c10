// Presses on a page that do more than placing the cursor: they follow links and tick boxes.
import { syntaxTree } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { otherEndOfNote } from '../../../shared/page/footnotes.ts'
import { linkAt } from '../rendering/link-at.ts'
import { writeLarger } from '../../world/floor-page.ts'
import type { LinkTargets, PageContext } from '../../world/link-targets.ts'
import { pageAround } from '../../world/page-view.ts'

export function presses(ways: LinkTargets): Extension {
  return [
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (event.button !== 0 || !(event.target instanceof Element)) return false
        const isDone =
          tick(event.target, view) || goToNote(event.target, view) || follow(event, event.target, view, ways)
        if (isDone) event.preventDefault()
        return isDone
      },
    }),
    keymap.of([
      { key: 'Mod-Shift-Enter', run: (view) => tickAt(view, view.state.selection.main.head) },
      { key: 'Backspace', run: backOverFold },
    ]),
  ]
}

function follow(event: MouseEvent, target: Element, view: EditorView, { follow: go }: LinkTargets): boolean {
  const element = target.closest('.page-way, .page-link')
  if (!element) return false
  const isMark = element.classList.contains('page-way') && isAtEnd(element, event)
  if (!isMark && !event.ctrlKey && !event.metaKey) return false
  const link = linkAt(view.state, view.posAtDOM(element))
  if (link) go(link.href)
  return link !== null
}

/** From a footnote to its words, and back. */
function goToNote(target: Element, view: EditorView): boolean {
  const sign = target.closest('.page-note')
  if (!sign) return false
  const node = syntaxTree(view.state).resolveInner(view.posAtDOM(sign), 1)
  const at = otherEndOfNote(view.state.doc.toString(), view.state.sliceDoc(node.from, node.to))
  if (at === null) return false
  view.focus()
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
  return true
}

/** How wide the mark behind a link is, in parts of its letters' height. */
const MARK_EM = 0.9

/** Whether a press is on the mark at the end of something, not on its letters. */
function isAtEnd(element: Element, { clientX }: MouseEvent): boolean {
  const last = [...element.getClientRects()].at(-1)
  if (!last) return false
  const { direction, fontSize } = getComputedStyle(element)
  // Folded to nothing but its mark.
  if (parseFloat(fontSize) === 0) return true
  const scale =
    element instanceof HTMLElement && element.offsetWidth > 0 ? last.width / element.offsetWidth : 1
  const room = parseFloat(fontSize) * MARK_EM * scale
  if (element.getClientRects().length === 1 && last.width <= room * 1.5) return true
  return direction === 'rtl' ? clientX < last.left + room : clientX > last.right - room
}

function tick(target: Element, view: EditorView): boolean {
  const box = target.closest('.page-task')
  return box !== null && tickAt(view, view.posAtDOM(box))
}

/** Ticks the box of the line, or takes the tick away. */
function tickAt(view: EditorView, at: number): boolean {
  const line = view.state.doc.lineAt(at)
  const boxes: number[] = []
  syntaxTree(view.state).iterate({
    from: line.from,
    to: line.to,
    enter: ({ name, from }) => {
      if (name === 'TaskMarker') boxes.push(from)
    },
  })
  const [from] = boxes
  if (from === undefined) return false
  const insert = view.state.sliceDoc(from + 1, from + 2) === ' ' ? 'x' : ' '
  view.dispatch({ changes: { from: from + 1, to: from + 2, insert }, userEvent: 'input' })
  return true
}

/** Behind a link, Backspace takes the last letter of its words, and the link with the last of them. */
function backOverFold(view: EditorView): boolean {
  const { main } = view.state.selection
  if (!main.empty) return false
  const link = linkAt(view.state, main.head)
  if (link?.kind !== 'link' || link.to !== main.head) return false
  const { from, to } = link.words
  const words = view.state.sliceDoc(from, to)
  const last = [...new Intl.Segmenter().segment(words)].at(-1)?.segment.length ?? 0
  const isLast = last >= words.length
  view.dispatch({
    changes: isLast ? { from: link.from, to: link.to } : { from: to - last, to },
    selection: { anchor: isLast ? link.from : to - last },
    userEvent: 'delete.backward',
  })
  return true
}

/**
 * What a finger's press does, on a page that is plain text, too: the caret goes where the finger is, and a
 * page whose letters are too small to be written opens in one column.
 */
export const fingerPresses = (around: () => PageContext): Extension =>
  EditorView.domEventHandlers({
    mouseup: (_event, view) => takePlace(view),
    click(event, view) {
      const isFinger = event instanceof PointerEvent && event.pointerType === 'touch'
      const page = isFinger && view.dom.closest('.paper') ? pageAround(view.dom) : null
      if (page) writeLarger(page, around().world.replica.address)
    },
  })

/**
 * A finger's press gives the focus first, and the editor hears of the place a moment later: any news in
 * between would put the cursor back to where it was.
 */
function takePlace(view: EditorView): false {
  const selection = getSelection()
  const node = selection?.anchorNode
  if (!selection?.isCollapsed || !node || !view.contentDOM.contains(node)) return false
  const at = view.posAtDOM(node, selection.anchorOffset)
  if (at !== view.state.selection.main.head && view.state.selection.main.empty)
    view.dispatch({ selection: { anchor: at }, userEvent: 'select.pointer' })
  return false
}
