// What the browser alone would do amiss in a table. A press anywhere in a cell puts the caret into it, also
// where the cell is empty or its words end earlier.
import { cellsFrom } from '../../../shared/page/delimited-table.ts'
import { EditorSelection, type Extension } from '@codemirror/state'
import { EditorView, type MouseSelectionStyle } from '@codemirror/view'
import { nearestCaretSpot } from '../../browser/caret-spot.ts'
import type { RowCell } from '../../../shared/page/table-columns.ts'
import { fillCells } from './table-edits.ts'
import { placeAt, type TablePlace } from './table-model.ts'

interface PressedCell {
  readonly place: TablePlace
  readonly cell: RowCell
  readonly element: Element
}

/** The cell under a pointer, or the one that is nearest in its row. */
export function pressedCell(view: EditorView, { target, clientX }: MouseEvent): PressedCell | null {
  const line = target instanceof Element ? target.closest('.page-row, .page-row-line') : null
  if (!line || !view.contentDOM.contains(line)) return null
  // The dashes are the lower edge of the head.
  const row = line.matches('.page-row-line') ? line.previousElementSibling : line
  const place = row && placeAt(view.state, view.posAtDOM(row))
  if (!row || !place) return null
  const elements = [...row.querySelectorAll('.page-cell')]
  const distances = elements.map((box) => {
    const { left, right } = box.getBoundingClientRect()
    return Math.max(left - clientX, clientX - right, 0)
  })
  const columnAt = distances.indexOf(Math.min(...distances))
  const [cell, element] = [place.row.cells[columnAt], elements[columnAt]]
  return cell && element ? { place: { ...place, columnAt }, cell, element } : null
}

/** The place in a cell that is nearest to a pointer. */
function pressedPlace(view: EditorView, { cell, element }: PressedCell, event: MouseEvent): number {
  const spot = nearestCaretSpot(element, { x: event.clientX, y: event.clientY })
  const at = spot ? view.posAtDOM(spot.node, spot.offset) : cell.from
  return Math.max(cell.from, Math.min(at, cell.to))
}

/** One press is a caret, two take a word, three the cell. */
function selectCells(view: EditorView, start: MouseEvent): MouseSelectionStyle | null {
  const pressed = pressedCell(view, start)
  if (!pressed || start.button !== 0 || start.shiftKey || start.ctrlKey || start.metaKey || start.altKey)
    return null
  let anchor = pressedPlace(view, pressed, start)
  return {
    get(event) {
      const now = pressedCell(view, event)
      const point = { x: event.clientX, y: event.clientY }
      const at = now ? pressedPlace(view, now, event) : view.posAtCoords(point, false)
      const cell = now?.cell
      if (start.detail > 2 && cell) return EditorSelection.single(cell.from, cell.to)
      const word = start.detail === 2 ? view.state.wordAt(at) : null
      return word ? EditorSelection.create([word]) : EditorSelection.single(anchor, at)
    },
    update({ changes }) {
      anchor = changes.mapPos(anchor)
    },
  }
}

/** Cells of a spreadsheet fill those of a table, from the caret's on. All else goes into the caret's cell. */
function fill({ clipboardData }: ClipboardEvent, view: EditorView): boolean {
  const { state } = view
  const place = state.readOnly ? null : placeAt(state, state.selection.main.from)
  const cells = place && cellsFrom(clipboardData?.getData('text/plain') ?? '')
  if (cells) view.dispatch(fillCells(state, place, cells))
  return cells !== null
}

export const tablePresses: Extension = [
  EditorView.mouseSelectionStyle.of(selectCells),
  EditorView.domEventHandlers({
    paste: fill,
    // A finger's press places the caret by the browser, which knows no cells.
    mouseup(event, view) {
      const { empty, head } = view.state.selection.main
      const pressed = event.detail === 1 && empty ? pressedCell(view, event) : null
      const at = pressed ? pressedPlace(view, pressed, event) : head
      if (at !== head) view.dispatch({ selection: { anchor: at }, userEvent: 'select.pointer' })
      return false
    },
  }),
]
