// Small handles of a page, outside of its text: what is beside them is dragged or changed by them.
import type { EditorView } from '@codemirror/view'
import './page-handle.css'

/** `hint`: what a pointer is told besides. */
export function makeHandle(view: EditorView, name: string, label: string, hint = label): HTMLButtonElement {
  const handle = view.dom.appendChild(document.createElement('button'))
  handle.type = 'button'
  handle.className = `page-handle ${name}`
  handle.hidden = true
  handle.ariaLabel = label
  handle.title = hint
  return handle
}

/** All around a page on which a pointer brings its handles. */
export const aroundPage = ({ dom }: EditorView): HTMLElement => dom.closest<HTMLElement>('.paper') ?? dom

/** A place of the screen in pixels of the page. */
export function inPage({ dom, scaleX, scaleY }: EditorView, x: number, y: number) {
  const { left, top } = dom.getBoundingClientRect()
  return { x: (x - left) / scaleX, y: (y - top) / scaleY }
}

/** The floor does not take a press on it for its own, and the page keeps its focus and its selection. */
export function keepPresses(element: HTMLElement): void {
  for (const press of ['pointerdown', 'mousedown', 'dblclick'])
    element.addEventListener(press, (event) => {
      event.stopPropagation()
      event.preventDefault()
    })
}
