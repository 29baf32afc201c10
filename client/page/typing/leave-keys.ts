// Escape in a page beside the floor leaves the page first: Tab goes on to the next element then, in a list or
// in code too. Pressed again, it closes the panel of the page.
import type { Extension } from '@codemirror/state'
import { keymap, ViewPlugin, type EditorView } from '@codemirror/view'

/** So long after Escape, in ms, Tab leaves the page. */
const LEAVING_MS = 2_000

const leaving = ViewPlugin.fromClass(
  class {
    until = -Infinity
  },
)

export const leaveKeys: Extension = [leaving, keymap.of([{ key: 'Escape', run: leave }])]

function leave(view: EditorView): boolean {
  const plugin = view.plugin(leaving)
  const now = performance.now()
  if (!plugin || now <= plugin.until) return false
  plugin.until = now + LEAVING_MS
  view.setTabFocusMode(LEAVING_MS)
  return true
}
