// The handle between two lines, at the page's edge: dragged down it opens space, dragged up it closes some.
// While it is dragged, everything is shown as it will be; nothing is written until it is let go.
import { StateEffect, StateField, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import { standsBelow } from '../../../shared/world/edits/space-edits.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { count } from '../../words/counts.ts'
import { makeSpace, spaceOf, whereNow, wishFor, wishForOne, type SpaceWish } from './line-space.ts'
import type { PageContext } from '../../world/link-targets.ts'
import type { Border } from '../../world/page-view.ts'
import { borderAt, borderNear } from '../heights/line-borders.ts'
import { tableAt } from '../tables/table-model.ts'
import './space.css'

/** So near to the text's right edge, in pixels of the floor, a pointer brings the handle. */
const NEAR = { inside: 36, outside: 70 }

const lifted = StateEffect.define<{ readonly from: number; readonly to: number } | null>()

/** The lines that go along while the handle is dragged. */
const liftedField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, { state, effects, docChanged }) {
    const next = effects.findLast((effect) => effect.is(lifted))
    if (!next) return docChanged ? Decoration.none : lines
    if (next.value === null) return Decoration.none
    const found = []
    for (let at = next.value.from; at <= next.value.to;) {
      const line = state.doc.lineAt(at)
      found.push(LIFTED.range(line.from))
      at = line.to + 1
    }
    return Decoration.set(found)
  },
  provide: (field) => EditorView.decorations.from(field),
})

const LIFTED = Decoration.line({ class: 'page-lifted' })

interface Drag {
  readonly border: Border
  readonly startY: number
  wish: SpaceWish
}

class SpaceHandle {
  readonly #view: EditorView
  readonly #around: () => PageContext
  readonly #button: HTMLButtonElement
  readonly #band: HTMLElement
  readonly #control = new AbortController()
  #border: Border | null = null
  #drag: Drag | null = null

  constructor(view: EditorView, around: () => PageContext) {
    this.#view = view
    this.#around = around
    this.#band = view.dom.appendChild(document.createElement('output'))
    this.#band.className = 'page-space-band'
    this.#band.hidden = true
    this.#button = view.dom.appendChild(makeButton())
    this.#listen()
  }

  update({ selectionSet, focusChanged, docChanged, heightChanged, view }: ViewUpdate): void {
    if (docChanged && this.#drag) queueMicrotask(() => this.#end(false))
    if (selectionSet || focusChanged || docChanged || heightChanged)
      view.requestMeasure({
        key: this,
        read: () => this.#cursorBorder(),
        write: (border) => this.#show(border),
      })
  }

  destroy(): void {
    this.#control.abort()
    this.#preview(null)
    this.#button.remove()
    this.#band.remove()
  }

  #listen(): void {
    const listen = { signal: this.#control.signal }
    const button = this.#button
    const paper = this.#view.dom.closest<HTMLElement>('.paper')
    paper?.addEventListener('pointermove', (event) => this.#hover(event), listen)
    button.addEventListener('pointerdown', (event) => this.#begin(event), listen)
    button.addEventListener('pointermove', (event) => this.#move(event), listen)
    button.addEventListener('pointerup', () => this.#end(true), listen)
    button.addEventListener('pointercancel', () => this.#end(false), listen)
    button.addEventListener('keydown', (event) => this.#key(event), listen)
    // Two presses on empty floor make a thing; this is none.
    button.addEventListener('dblclick', (event) => event.stopPropagation(), listen)
    // The window's own Escape: while one drags, the focus may be anywhere.
    addEventListener('keydown', ({ key }) => key === 'Escape' && this.#end(false), listen)
  }

  /** Where the handle is when no pointer asks for it: under the line that is written. */
  #cursorBorder(): Border | null {
    const view = this.#view
    if (!view.hasFocus && document.activeElement !== this.#button) return null
    return this.#outsideTable(
      borderAt(view, view.state.doc.lineAt(view.state.selection.main.head).number + 1),
    )
  }

  /** Between the lines of a table there is no space: a blank line would part it. */
  #outsideTable(border: Border): Border {
    const { doc } = this.#view.state
    const table = border.line > doc.lines ? null : tableAt(this.#view.state, doc.line(border.line).from)
    const isWithin = table !== null && doc.lineAt(table.from).number < border.line
    return isWithin ? borderAt(this.#view, doc.lineAt(table.to).number + 1) : border
  }

  #hover({ pointerType, clientX, clientY, target }: PointerEvent): void {
    if (pointerType !== 'mouse' || this.#drag || target === this.#button) return
    const { right } = this.#view.contentDOM.getBoundingClientRect()
    const x = (clientX - right) / this.#view.scaleX
    const isNear = x > -NEAR.inside && x < NEAR.outside
    const isThing = target instanceof Element && target.closest('.thing') !== null
    this.#show(
      isNear && !isThing ? this.#outsideTable(borderNear(this.#view, clientY)) : this.#cursorBorder(),
    )
  }

  #show(border: Border | null): void {
    if (this.#drag) return
    this.#border = border
    this.#button.hidden = border === null
    if (border) this.#button.style.top = `${this.#pageY(border.y)}px`
  }

  /** A height of the floor as one of the page. */
  #pageY(y: number): number {
    const view = this.#view
    const paper = view.dom.closest('.paper')
    if (!paper) return y
    return y - (view.dom.getBoundingClientRect().top - paper.getBoundingClientRect().top) / view.scaleY
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0 || !this.#border) return
    event.preventDefault()
    event.stopPropagation()
    this.#button.setPointerCapture(event.pointerId)
    this.#drag = { border: this.#border, startY: event.clientY, wish: { lines: 0, height: 0 } }
    const { viewport, state } = this.#view
    const from =
      this.#border.line > state.doc.lines ? state.doc.length + 1 : state.doc.line(this.#border.line).from
    this.#view.dispatch({ effects: lifted.of({ from, to: viewport.to }) })
    this.#view.dom.classList.add('page-dragging')
    this.#preview(this.#drag)
  }

  #move({ clientY }: PointerEvent): void {
    const drag = this.#drag
    if (!drag) return
    drag.wish = wishFor(this.#view, drag.border, (clientY - drag.startY) / this.#view.scaleY)
    this.#preview(drag)
  }

  #end(isKept: boolean): void {
    const drag = this.#drag
    if (!drag) return
    this.#drag = null
    this.#preview(null)
    this.#view.dom.classList.remove('page-dragging')
    this.#view.dispatch({ effects: lifted.of(null) })
    if (isKept) makeSpace(this.#view, this.#around(), drag.border, drag.wish)
    this.#show(this.#cursorBorder())
  }

  #key(event: KeyboardEvent): void {
    const border = this.#border
    if (!border || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    event.stopPropagation()
    makeSpace(this.#view, this.#around(), border, wishForOne(this.#view, border, event.key === 'ArrowDown'))
  }

  /** Shows the result of a drag; null: the present state. */
  #preview(drag: Drag | null): void {
    const { lines, height } = drag?.wish ?? { lines: 0, height: 0 }
    const shift = lines < 0 ? -height : height
    this.#view.dom.style.setProperty('--shift', `${shift}px`)
    this.#band.hidden = !drag || lines === 0
    if (drag) {
      const top = this.#pageY(drag.border.y)
      this.#button.style.top = `${top + shift}px`
      this.#band.style.top = `${Math.min(top, top + shift)}px`
      this.#band.style.height = `${height}px`
      this.#band.textContent = `${count(Math.abs(lines), 'line')} ${lines < 0 ? 'less' : 'more'}`
    }
    this.#liftThings(drag)
  }

  /** Things on the screen go along; only what they are drawn with is touched. */
  #liftThings(drag: Drag | null): void {
    const { world } = this.#around()
    const space = drag && spaceOf(this.#view, this.#around(), drag.border, drag.wish)
    for (const element of this.#view.dom.closest('.paper')?.querySelectorAll<HTMLElement>('.thing') ?? []) {
      const id = parseArtifactId(element.querySelector<HTMLElement>('[data-thing]')?.dataset['thing'])
      const artifact = id && world.view.artifact(id)
      if (!space || !drag || !artifact || artifact.onlyLive) {
        element.style.removeProperty('top')
        continue
      }
      const { y } = whereNow(artifact)
      const middle = y + artifact.look.height / 2
      if (!standsBelow(space.top, artifact, y)) element.style.removeProperty('top')
      else
        element.style.top = `${drag.wish.lines < 0 ? -Math.min(space.height, middle - space.top) : space.height}px`
    }
  }
}

function makeButton(): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'page-space'
  button.hidden = true
  button.title = 'Drag to open or close space (Alt+Enter, Alt+Backspace)'
  button.setAttribute('aria-label', 'Space here: arrow down opens a line, arrow up closes one')
  return button
}

export function spaceHandle(around: () => PageContext): Extension {
  return [liftedField, ViewPlugin.define((view) => new SpaceHandle(view, around))]
}
