// Two small handles of a table: beside the row and above the column of the caret, or of the pointer. Each
// opens a menu; Ctrl+. opens both in one.
import type { Extension } from '@codemirror/state'
import { keymap, ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import '../../parts/menu.css'
import { COLUMN_ACTIONS, ROW_ACTIONS } from './table-actions.ts'
import { openTableMenu } from './table-menu.ts'
import { placeAt, type TablePlace } from './table-model.ts'
import { pressedCell } from './table-presses.ts'
import './tables.css'

/** So near to a table, in pixels of the screen, a pointer that leaves it keeps the handles. */
const NEAR = 48

interface HandlePlaces {
  readonly place: TablePlace
  /** The row's middle, and the column's, with the upper edge of the table; null: not drawn. */
  readonly rowY: number | null
  readonly columnX: number | null
  readonly top: number
}

class TableHandles {
  readonly #view: EditorView
  readonly #row: HTMLButtonElement
  readonly #column: HTMLButtonElement
  readonly #control = new AbortController()
  /** A place in the row and the column that the pointer is on. */
  #pointed: { readonly at: number; readonly columnAt: number } | null = null
  #shown: HandlePlaces | null = null

  constructor(view: EditorView) {
    this.#view = view
    this.#row = this.#makeHandle('row', 'table-handle table-handle-row')
    this.#column = this.#makeHandle('column', 'table-handle table-handle-column')
    const listen = { signal: this.#control.signal }
    const around = view.dom.closest<HTMLElement>('.paper') ?? view.dom
    around.addEventListener('pointermove', (event) => this.#hover(event), listen)
    view.dom.addEventListener('focusout', () => this.#measure(), listen)
    // One may be writing in a table by now.
    this.#measure()
  }

  update({ docChanged, changes, selectionSet, focusChanged, geometryChanged }: ViewUpdate): void {
    if (docChanged && this.#pointed)
      this.#pointed = { ...this.#pointed, at: changes.mapPos(this.#pointed.at) }
    if (selectionSet && !docChanged) this.#pointed = null
    if (docChanged || selectionSet || focusChanged || geometryChanged) this.#measure()
  }

  destroy(): void {
    this.#control.abort()
    this.#row.remove()
    this.#column.remove()
  }

  #makeHandle(kind: 'row' | 'column', look: string): HTMLButtonElement {
    const handle = this.#view.dom.appendChild(document.createElement('button'))
    handle.type = 'button'
    handle.className = look
    handle.hidden = true
    const label = kind === 'row' ? 'Row: add, move, remove' : 'Column: add, move, remove'
    handle.ariaLabel = label
    handle.ariaHasPopup = 'menu'
    handle.title = label
    // The floor takes a press for its own, and the page keeps the focus.
    for (const press of ['pointerdown', 'mousedown', 'dblclick'])
      handle.addEventListener(press, (event) => {
        event.stopPropagation()
        event.preventDefault()
      })
    handle.addEventListener('click', () => this.#open(kind))
    return handle
  }

  #open(kind: 'row' | 'column'): void {
    if (!this.#shown) return
    const { left, bottom } = (kind === 'row' ? this.#row : this.#column).getBoundingClientRect()
    openTableMenu(this.#view, this.#shown.place, kind === 'row' ? ROW_ACTIONS : COLUMN_ACTIONS, {
      label: kind === 'row' ? 'Row' : 'Column',
      left,
      top: bottom + 2,
    })
  }

  #hover(event: PointerEvent): void {
    const { pointerType, target, clientX, clientY } = event
    if (pointerType !== 'mouse' || target === this.#row || target === this.#column) return
    const pressed = this.#view.state.readOnly ? null : pressedCell(this.#view, event)
    const { row, columnAt } = pressed?.place ?? {}
    if (row && columnAt !== undefined) {
      if (this.#pointed?.at === row.from && this.#pointed.columnAt === columnAt) return
      this.#pointed = { at: row.from, columnAt }
    } else if (this.#pointed === null || this.#isNear(clientX, clientY)) return
    else this.#pointed = null
    this.#measure()
  }

  /** On the way from a cell to its handle. */
  #isNear(x: number, y: number): boolean {
    return [this.#row, this.#column].some((handle) => {
      const { left, right, top, bottom } = handle.getBoundingClientRect()
      return x > left - NEAR && x < right + NEAR && y > top - NEAR && y < bottom + NEAR
    })
  }

  #measure(): void {
    this.#view.requestMeasure({
      key: this,
      read: () => this.#places(),
      write: (places) => this.#show(places),
    })
  }

  #places(): HandlePlaces | null {
    const view = this.#view
    const { state } = view
    const isWritten = !state.readOnly && view.dom.contains(document.activeElement)
    const at = this.#pointed?.at ?? (isWritten ? state.selection.main.head : null)
    const found = at === null ? null : placeAt(state, Math.min(at, state.doc.length))
    if (!found) return null
    const place = { ...found, columnAt: this.#pointed?.columnAt ?? found.columnAt }
    const page = view.dom.getBoundingClientRect()
    const [row, head] = [this.#boxOf(place.row.from), this.#boxOf(place.table.rows[0]?.from ?? 0)]
    const cell = head?.querySelectorAll('.page-cell')[place.columnAt]?.getBoundingClientRect()
    const rowBox = row?.getBoundingClientRect()
    return {
      place,
      rowY: rowBox ? ((rowBox.top + rowBox.bottom) / 2 - page.top) / view.scaleY : null,
      columnX: cell ? ((cell.left + cell.right) / 2 - page.left) / view.scaleX : null,
      top: head ? (head.getBoundingClientRect().top - page.top) / view.scaleY : 0,
    }
  }

  /** The line of a row, if it is drawn. */
  #boxOf(at: number): Element | null {
    const { node } = this.#view.domAtPos(at)
    const element = node instanceof Element ? node : node.parentElement
    return element?.closest('.page-row') ?? null
  }

  #show(places: HandlePlaces | null): void {
    this.#shown = places
    const { rowY = null, columnX = null, top = 0 } = places ?? {}
    this.#row.hidden = rowY === null
    this.#column.hidden = columnX === null
    if (rowY !== null) this.#row.style.top = `${rowY}px`
    if (columnX !== null) this.#column.style.left = `${columnX}px`
    this.#column.style.top = `${top}px`
  }
}

/** The menu of both, under the caret. */
function openMenu(view: EditorView): boolean {
  const { head } = view.state.selection.main
  const place = view.state.readOnly ? null : placeAt(view.state, head)
  const caret = view.coordsAtPos(head)
  if (!place || !caret) return false
  const actions = [...ROW_ACTIONS, ...COLUMN_ACTIONS]
  openTableMenu(view, place, actions, { label: 'Table', left: caret.left, top: caret.bottom + 6 })
  return true
}

export const tableHandles: Extension = [
  ViewPlugin.define((view) => new TableHandles(view)),
  keymap.of([{ key: 'Mod-.', run: openMenu }]),
]
