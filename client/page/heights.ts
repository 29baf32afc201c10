// True heights of a page's lines. An editor guesses those it has not drawn yet; things stand beside lines, so here the
// guesses are replaced as soon as there is time.
import type { EditorView } from '@codemirror/view'

/** Longest page, in lines, that is measured whole: drawing more of them at once would be felt. */
const LINES_MAX = 4000

/** Has all lines measured, once the faces are loaded and nobody waits; returns how to call it off. */
export function measureAll(view: EditorView): () => void {
  let isWanted = true
  async function measure(): Promise<void> {
    await document.fonts.ready
    await idle()
    if (!isWanted || view.state.doc.lines > LINES_MAX || isDrawnWhole(view)) return
    // The editor draws and measures every line for print; it listens for the browser's own event.
    dispatchEvent(new Event('beforeprint'))
  }
  void measure()
  return () => {
    isWanted = false
  }
}

const isDrawnWhole = ({ viewport, state }: EditorView): boolean =>
  viewport.from === 0 && viewport.to === state.doc.length

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 1000 })
    else setTimeout(resolve, 200)
  })
}
