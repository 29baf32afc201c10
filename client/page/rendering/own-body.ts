// A person whose own body covers the lines that they write sees through it.
import type { Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView } from '@codemirror/view'

/** How many lines above and below the cursor's belong to the text that one writes. */
const LINES = 2

export const ownBody: Extension = ViewPlugin.define((view) => ({
  update({ docChanged, selectionSet, focusChanged, geometryChanged }) {
    if (!docChanged && !selectionSet && !focusChanged && !geometryChanged) return
    // Who only looks on writes no lines.
    if (focusChanged || view.hasFocus) view.requestMeasure({ key: isCovered, read: isCovered, write: show })
  },
  destroy: () => show(false, view),
}))

function isCovered(view: EditorView): boolean {
  const body = bodyOn(view)
  const line = view.hasFocus && body ? view.coordsAtPos(view.state.selection.main.head) : null
  if (!line || !body) return false
  const text = view.contentDOM.getBoundingClientRect()
  const room = (line.bottom - line.top) * LINES
  return [...body.children].some((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect()
    return right > text.left && left < text.right && bottom > line.top - room && top < line.bottom + room
  })
}

function show(isInTheWay: boolean, view: EditorView): void {
  bodyOn(view)?.toggleAttribute('data-in-the-way', isInTheWay)
}

const bodyOn = (view: EditorView): HTMLElement | null =>
  view.dom.closest('.paper')?.querySelector<HTMLElement>('.figure[data-me]') ?? null
