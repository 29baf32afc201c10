// The handle between two lines, at the page's edge: dragged down it opens space, dragged up it closes some.
// While it is dragged, everything is shown as it will be; nothing is written until it is let go.
import { StateEffect, StateField, type Extension } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  keymap,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'
import { standsBelow } from '../../../shared/world/edits/space-edits.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { count } from '../../words/counts.ts'
import {
  borderAt,
  borderNear,
  makeSpace,
  spaceOf,
  whereNow,
  wishFor,
  wishForOne,
  type SpaceWish,
} from './line-space.ts'
import type { PageContext } from '../../world/link-targets.ts'
import type { Border } from '../../world/page-view.ts'
import { tableAt } from '../tables/table-model.ts'
import { inPage, makeHandle } from '../rendering/page-handle.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
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

export const spaceHandle = (around: () => PageContext): Extension => [
  liftedField,
  ViewPlugin.define((view) => {
    const band = view.dom.appendChild(document.createElement('output'))
    band.className = 'page-space-band'
    band.hidden = true
    const label = 'Space here: arrow down opens a line, arrow up closes one'
    const hint = 'Drag to open or close space (Alt+Enter, Alt+Backspace)'
    const button = makeHandle(view, 'page-space', label, hint)
    const control = new AbortController()
    let border: Border | null = null
    let drag: Drag | null = null

    /** Where the handle is when no pointer asks for it: under the line that is written. */
    function cursorBorder(): Border | null {
      if (!view.hasFocus && document.activeElement !== button) return null
      const { doc, selection } = view.state
      return outsideTable(view, borderAt(view, doc.lineAt(selection.main.head).number + 1))
    }
    function hover({ pointerType, clientX, clientY, target }: PointerEvent): void {
      if (pointerType !== 'mouse' || drag || target === button) return
      const { right } = view.contentDOM.getBoundingClientRect()
      const x = (clientX - right) / view.scaleX
      const isNear = x > -NEAR.inside && x < NEAR.outside
      const isThing = target instanceof Element && target.closest('.thing') !== null
      show(isNear && !isThing ? outsideTable(view, borderNear(view, clientY)) : cursorBorder())
    }
    function show(next: Border | null): void {
      if (drag) return
      border = next
      button.hidden = next === null
      if (next) button.style.top = `${pageY(next.y)}px`
    }
    /** A height of the floor as one of the page. */
    function pageY(y: number): number {
      const paper = view.dom.closest('.paper')
      return paper ? y + inPage(view, 0, paper.getBoundingClientRect().top).y : y
    }
    function begin(event: PointerEvent): void {
      if (event.button !== 0 || !border) return
      event.preventDefault()
      event.stopPropagation()
      button.setPointerCapture(event.pointerId)
      drag = { border, startY: event.clientY, wish: { lines: 0, height: 0 } }
      const { doc } = view.state
      const from = border.line > doc.lines ? doc.length + 1 : doc.line(border.line).from
      view.dispatch({ effects: lifted.of({ from, to: view.viewport.to }) })
      view.dom.classList.add('page-dragging')
      preview()
    }
    function move({ clientY }: PointerEvent): void {
      if (!drag) return
      drag.wish = wishFor(view, drag.border, (clientY - drag.startY) / view.scaleY)
      preview()
    }
    function end(isKept: boolean): void {
      const dragged = drag
      if (!dragged) return
      drag = null
      preview()
      view.dom.classList.remove('page-dragging')
      view.dispatch({ effects: lifted.of(null) })
      if (isKept) makeSpace(view, around(), dragged.border, dragged.wish)
      show(cursorBorder())
    }
    function onKey(event: KeyboardEvent): void {
      if (!border || (meantKeyOf(event) !== 'ArrowDown' && meantKeyOf(event) !== 'ArrowUp')) return
      event.preventDefault()
      event.stopPropagation()
      makeSpace(view, around(), border, wishForOne(view, border, meantKeyOf(event) === 'ArrowDown'))
    }
    /** Shows the result of a drag, or else the present state. */
    function preview(): void {
      const { lines, height } = drag?.wish ?? { lines: 0, height: 0 }
      const shift = lines < 0 ? -height : height
      view.dom.style.setProperty('--shift', `${shift}px`)
      band.hidden = !drag || lines === 0
      if (drag) {
        const top = pageY(drag.border.y)
        button.style.top = `${top + shift}px`
        band.style.top = `${Math.min(top, top + shift)}px`
        band.style.height = `${height}px`
        band.textContent = `${count(Math.abs(lines), 'line')} ${lines < 0 ? 'less' : 'more'}`
      }
      liftThings(view, around(), drag)
    }

    const { signal } = control
    view.dom.closest<HTMLElement>('.paper')?.addEventListener('pointermove', hover, { signal })
    button.addEventListener('pointerdown', begin)
    button.addEventListener('pointermove', move)
    button.addEventListener('pointerup', () => end(true))
    button.addEventListener('pointercancel', () => end(false))
    button.addEventListener('keydown', onKey)
    // Two presses on empty floor make a thing; this is none.
    button.addEventListener('dblclick', (event) => event.stopPropagation())
    // The window's own Escape: while one drags, the focus may be anywhere.
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal })
    return {
      update({ selectionSet, focusChanged, docChanged, heightChanged }: ViewUpdate) {
        if (docChanged && drag) queueMicrotask(() => end(false))
        if (selectionSet || focusChanged || docChanged || heightChanged)
          view.requestMeasure({ key: button, read: cursorBorder, write: show })
      },
      destroy() {
        control.abort()
        drag = null
        preview()
        button.remove()
        band.remove()
      },
    }
  }),
]

/** Between the lines of a table there is no space: a blank line would part it. */
function outsideTable(view: EditorView, border: Border): Border {
  const { doc } = view.state
  const table = border.line > doc.lines ? null : tableAt(view.state, doc.line(border.line).from)
  const isWithin = table !== null && doc.lineAt(table.from).number < border.line
  return isWithin ? borderAt(view, doc.lineAt(table.to).number + 1) : border
}

/** Things on the screen go along; only what they are drawn with is touched. */
function liftThings(view: EditorView, around: PageContext, drag: Drag | null): void {
  const space = drag && spaceOf(view, around, drag.border, drag.wish)
  for (const element of view.dom.closest('.paper')?.querySelectorAll<HTMLElement>('.thing') ?? []) {
    const id = parseArtifactId(element.querySelector<HTMLElement>('[data-thing]')?.dataset['thing'])
    const artifact = id && around.world.view.artifact(id)
    const y = artifact ? whereNow(artifact).y : 0
    if (!space || !artifact || artifact.onlyLive || !standsBelow(space.top, artifact, y)) {
      element.style.removeProperty('top')
      continue
    }
    const middle = y + artifact.look.height / 2
    element.style.top = `${drag.wish.lines < 0 ? -Math.min(space.height, middle - space.top) : space.height}px`
  }
}

/**
 * Alt+Enter opens a blank line under the cursor's, Alt+Backspace removes a blank one; the things below move
 * along.
 */
export function spaceKeys(around: () => PageContext): Extension {
  return keymap.of([
    { key: 'Alt-Enter', run: (view) => openLine(view, around()), preventDefault: true },
    { key: 'Alt-Backspace', run: (view) => closeLine(view, around()) },
  ])
}

/** At the beginning of a line that is not blank: above it. */
function openLine(view: EditorView, around: PageContext): boolean {
  const { head } = view.state.selection.main
  const line = view.state.doc.lineAt(head)
  const isAbove = head === line.from && line.text !== ''
  const border = borderAt(view, isAbove ? line.number : line.number + 1)
  if (makeSpace(view, around, border, wishForOne(view, border, true)))
    view.dispatch({ selection: { anchor: isAbove ? line.from : line.to + 1 }, scrollIntoView: true })
  return true
}

function closeLine(view: EditorView, around: PageContext): boolean {
  const { main } = view.state.selection
  const line = view.state.doc.lineAt(main.head)
  if (!main.empty || line.text.trim() !== '') return false
  const border = borderAt(view, line.number + 1)
  if (!makeSpace(view, around, border, wishForOne(view, border, false))) return true
  const { doc } = view.state
  const above = line.number > 1 ? doc.line(Math.min(line.number - 1, doc.lines)) : null
  if (above?.text.trim() === '') view.dispatch({ selection: { anchor: above.to } })
  return true
}
