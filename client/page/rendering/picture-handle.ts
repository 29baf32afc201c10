// The handle at the foot of a picture in a page: dragged, it makes the picture higher or lower, in whole
// lines, and the page says so.
import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import { HEIGHT_MAX, HEIGHT_MIN, wordsOf } from '../../../shared/page/picture-syntax.ts'
import './picture-handle.css'

/** A line of the page, in pixels. */
const STEP = 30

interface PictureDrag {
  readonly frame: HTMLElement
  /** Where it began, on the screen, and how high the picture was then. */
  readonly from: number
  readonly height: number
}

class PictureHandle {
  readonly #view: EditorView
  readonly #handle: HTMLElement
  readonly #control = new AbortController()
  /** The picture that a pointer is on. */
  #frame: HTMLElement | null = null
  #drag: PictureDrag | null = null

  constructor(view: EditorView) {
    this.#view = view
    this.#handle = view.dom.appendChild(document.createElement('div'))
    this.#handle.className = 'picture-handle'
    this.#handle.hidden = true
    this.#handle.title = 'Drag to size the picture'
    const { signal } = this.#control
    const around = view.dom.closest<HTMLElement>('.paper') ?? view.dom
    for (const press of ['pointermove', 'pointerdown'] as const)
      around.addEventListener(press, (event) => this.#hover(event), { signal })
    this.#handle.addEventListener('pointerdown', (event) => this.#begin(event))
    this.#handle.addEventListener('pointermove', (event) => this.#size(event))
    this.#handle.addEventListener('pointerup', (event) => this.#drop(event))
    this.#handle.addEventListener('pointercancel', () => this.#cancel())
  }

  update({ docChanged, geometryChanged }: ViewUpdate): void {
    if ((docChanged || geometryChanged) && this.#frame && !this.#drag) this.#measure()
  }

  destroy(): void {
    this.#control.abort()
    this.#handle.remove()
  }

  #hover({ target }: PointerEvent): void {
    if (this.#drag || target === this.#handle || !(target instanceof Element)) return
    const frame = this.#view.state.readOnly ? null : target.closest<HTMLElement>('.page-picture')
    if (frame === this.#frame) return
    this.#frame = frame !== null && this.#view.contentDOM.contains(frame) ? frame : null
    this.#measure()
  }

  #measure(): void {
    this.#view.requestMeasure({
      key: this,
      read: ({ dom, scaleX, scaleY }) => {
        const picture = this.#frame?.isConnected === true ? this.#frame.getBoundingClientRect() : null
        const page = dom.getBoundingClientRect()
        if (!picture) return null
        const x = (picture.left + picture.right) / 2 - page.left
        return { x: x / scaleX, y: (picture.bottom - page.top) / scaleY }
      },
      write: (place) => {
        this.#handle.hidden = place === null
        if (!place) return
        this.#handle.style.left = `${place.x}px`
        this.#handle.style.top = `${place.y}px`
      },
    })
  }

  #begin(event: PointerEvent): void {
    // The floor takes a press for its own, and the page its focus.
    event.stopPropagation()
    event.preventDefault()
    if (!this.#frame || event.button !== 0) return
    this.#handle.setPointerCapture(event.pointerId)
    this.#drag = { frame: this.#frame, from: event.clientY, height: this.#frame.offsetHeight }
  }

  #size(event: PointerEvent): void {
    if (!this.#drag) return
    this.#drag.frame.style.height = `${this.#heightAt(this.#drag, event)}px`
    this.#measure()
  }

  #heightAt({ from, height }: PictureDrag, { clientY }: PointerEvent): number {
    const wished = height + (clientY - from) / this.#view.scaleY
    return Math.max(HEIGHT_MIN, Math.min(Math.round(wished / STEP) * STEP, HEIGHT_MAX))
  }

  #drop(event: PointerEvent): void {
    const drag = this.#drag
    if (!drag) return
    const height = this.#heightAt(drag, event)
    this.#cancel()
    if (height !== drag.height && drag.frame.isConnected) this.#write(drag.frame, height)
  }

  #cancel(): void {
    if (this.#drag) this.#drag.frame.style.height = `${this.#drag.height}px`
    this.#drag = null
    this.#measure()
  }

  #write(frame: HTMLElement, height: number): void {
    const { state } = this.#view
    const from = this.#view.posAtDOM(frame)
    const image = frame.querySelector('img')
    const shape = image && image.naturalHeight > 0 ? image.naturalWidth / image.naturalHeight : 1
    const sized = sizedStart(state.sliceDoc(from, state.doc.lineAt(from).to), height, shape)
    if (!sized) return
    this.#view.dispatch({
      changes: { from, to: from + sized.length, insert: sized.insert },
      userEvent: 'input',
    })
  }
}

interface SizedStart {
  /** Of the text that is written anew. */
  readonly length: number
  readonly insert: string
}

/**
 * A picture as it is written with another height, in pixels, up to its source; one by name says its width.
 * `shape`: how wide a picture is for its height. Null: it has words in that place.
 */
export function sizedStart(written: string, height: number, shape: number): SizedStart | null {
  const [named, name, size = ''] = /^!\[\[([^[\]|\n]+)(?:\|([^[\]\n]*))?\]\]/.exec(written) ?? []
  if (named !== undefined) {
    const isSize = /^(?:\d{1,4}(?:x\d{1,4})?)?$/.test(size)
    return isSize ? { length: named.length, insert: `![[${name}|${Math.round(height * shape)}]]` } : null
  }
  const [label, words] = /^!\[([^\]\n]*)\](?=\()/.exec(written) ?? []
  if (label === undefined || words === undefined) return null
  return { length: label.length, insert: `![${wordsOf(words).words}|${height}]` }
}

export const pictureHandle = ViewPlugin.define((view) => new PictureHandle(view))
