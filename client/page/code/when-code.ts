// Notices the first code block or anchor line of a page, so that the tools for code are fetched only then.
import type { Extension, Text } from '@codemirror/state'
import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'

const WANTS_HELP = /^ {0,3}(?:`{3,}|~{3,})[ \t]*(?:js|javascript)\b|^#[\p{L}\p{N}_-]/u

/** Calls `found` once, soon after the page has code or an anchor. */
export function whenCode(found: (view: EditorView) => void): Extension {
  return ViewPlugin.define((view) => {
    let isFound = false
    function look(doc: Text, from: number, to: number): void {
      if (isFound || !hasIn(doc, from, to)) return
      isFound = true
      // An editor takes no other change while it is being updated.
      queueMicrotask(() => found(view))
    }
    look(view.state.doc, 0, view.state.doc.length)
    return {
      update({ docChanged, changes, state }: ViewUpdate) {
        if (isFound || !docChanged) return
        changes.iterChangedRanges((_fromBefore, _toBefore, from, to) => look(state.doc, from, to))
      },
    }
  })
}

function hasIn(doc: Text, from: number, to: number): boolean {
  const [first, last] = [doc.lineAt(from).number, doc.lineAt(to).number]
  const lines = doc.iterLines(first, last + 1)
  for (const line of lines) if (WANTS_HELP.test(line)) return true
  return false
}
