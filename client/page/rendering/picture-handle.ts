// The handle at the foot of a picture in a page: dragged, it makes the picture higher or lower, in whole
// lines, and the page says so.
import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import { HEIGHT_MAX, HEIGHT_MIN } from '../../../shared/page/picture-syntax.ts'
import { aroundPage, inPage, makeHandle } from './page-handle.ts'
import { pictureWrittenAt, shapeOf, withHeight, writeLabel } from './picture-edits.ts'
import './picture-handle.css'

/** A line of the page, in pixels. */
const STEP = 30

interface PictureDrag {
  readonly frame: HTMLElement
  /** Where it began, on the screen, and how high the picture was then. */
  readonly from: number
  readonly height: number
}

export const pictureHandle = ViewPlugin.define((view) => {
  const handle = makeHandle(view, 'picture-handle', 'Drag to size the picture')
  // Keys have the card of the picture.
  handle.tabIndex = -1
  handle.ariaHidden = 'true'
  const control = new AbortController()
  /** The picture that a pointer is on. */
  let frame: HTMLElement | null = null
  let drag: PictureDrag | null = null

  function hover({ target }: PointerEvent): void {
    if (drag || target === handle || !(target instanceof Element)) return
    const pointed = view.state.readOnly ? null : target.closest<HTMLElement>('.page-picture')
    if (pointed === frame) return
    frame = pointed !== null && view.contentDOM.contains(pointed) ? pointed : null
    measure()
  }
  const measure = (): void =>
    view.requestMeasure({
      key: handle,
      read() {
        if (!frame?.isConnected) return null
        const isSized = frame.classList.contains('page-picture-sized')
        const { left, right } =
          (isSized ? frame.firstElementChild : null)?.getBoundingClientRect() ?? frame.getBoundingClientRect()
        const { bottom } = frame.getBoundingClientRect()
        return inPage(view, (left + right) / 2, bottom)
      },
      write(place) {
        handle.hidden = place === null
        handle.style.left = `${place?.x ?? 0}px`
        handle.style.top = `${place?.y ?? 0}px`
      },
    })
  function begin(event: PointerEvent): void {
    // The floor takes a press for its own, and the page its focus.
    event.stopPropagation()
    event.preventDefault()
    if (!frame || event.button !== 0) return
    handle.setPointerCapture(event.pointerId)
    drag = { frame, from: event.clientY, height: frame.offsetHeight }
  }
  function heightAt({ from, height }: PictureDrag, { clientY }: PointerEvent): number {
    const wished = height + (clientY - from) / view.scaleY
    return Math.max(HEIGHT_MIN, Math.min(Math.round(wished / STEP) * STEP, HEIGHT_MAX))
  }
  function size(event: PointerEvent): void {
    if (!drag) return
    drag.frame.style.height = `${heightAt(drag, event)}px`
    measure()
  }
  function drop(event: PointerEvent): void {
    const dropped = drag
    if (!dropped) return
    const height = heightAt(dropped, event)
    cancel()
    if (height !== dropped.height && dropped.frame.isConnected) write(view, dropped.frame, height)
  }
  function cancel(): void {
    if (drag) drag.frame.style.height = `${drag.height}px`
    drag = null
    measure()
  }

  for (const press of ['pointermove', 'pointerdown'] as const)
    aroundPage(view).addEventListener(press, hover, { signal: control.signal })
  handle.addEventListener('pointerdown', begin)
  handle.addEventListener('pointermove', size)
  handle.addEventListener('pointerup', drop)
  handle.addEventListener('pointercancel', cancel)
  return {
    update({ docChanged, geometryChanged }: ViewUpdate) {
      if ((docChanged || geometryChanged) && frame && !drag) measure()
    },
    destroy() {
      control.abort()
      handle.remove()
    },
  }
})

/** Says in the page how high a picture is. */
function write(view: EditorView, frame: HTMLElement, height: number): void {
  const from = view.posAtDOM(frame)
  const picture = pictureWrittenAt(view, from)
  if (picture) writeLabel(view, from, withHeight(picture, height, shapeOf(frame)))
}
