// What the browser alone would do amiss in a table. A press anywhere in a cell puts the caret into it, also
// where the cell is empty or its words end earlier.
import { EditorSelection, type Extension } from '@codemirror/state'
import { EditorView, type MouseSelectionStyle } from '@codemirror/view'
import type { RowCell } from '../../markdown/table-columns.ts'
import { cellsFrom } from './sheet-cells.ts'
import { fillCells } from './table-edits.ts'
import { placeAt } from './table-model.ts'

interface PressedCell {
  readonly cell: RowCell
  readonly at: number
}

/** The cell under a pointer, and the place in it. */
function pressedCell(view: EditorView, { target, clientX, clientY }: MouseEvent): PressedCell | null {
  const line = target instanceof Element ? target.closest('.page-row, .page-row-line') : null
  if (!line || !view.contentDOM.contains(line)) return null
  // The dashes are the lower edge of the head.
  const row = line.matches('.page-row-line') ? line.previousElementSibling : line
  const place = row && placeAt(view.state, view.posAtDOM(row))
  if (!row || !place) return null
  const boxes = [...row.querySelectorAll('.page-cell')].map((cell) => cell.getBoundingClientRect())
  const distances = boxes.map(({ left, right }) => Math.max(left - clientX, clientX - right, 0))
  const at = distances.indexOf(Math.min(...distances))
  const [cell, box] = [place.row.cells[at], boxes[at]]
  if (!cell || !box) return null
  const x = Math.max(box.left + 1, Math.min(clientX, box.right - 1))
  const y = Math.max(box.top + 1, Math.min(clientY, box.bottom - 1))
  const found = cell.from === cell.to ? cell.from : view.posAtCoords({ x, y }, false)
  return { cell, at: Math.max(cell.from, Math.min(found, cell.to)) }
}

/** One press is a caret, two take a word, three the cell. */
function selectCells(view: EditorView, start: MouseEvent): MouseSelectionStyle | null {
  const pressed = pressedCell(view, start)
  if (!pressed || start.button !== 0 || start.shiftKey || start.ctrlKey || start.metaKey || start.altKey)
    return null
  let { at: anchor } = pressed
  return {
    get(event) {
      const { cell, at } = pressedCell(view, event) ?? {
        cell: null,
        at: view.posAtCoords({ x: event.clientX, y: event.clientY }, false),
      }
      if (start.detail > 2 && cell) return EditorSelection.single(cell.from, cell.to)
      const word = start.detail === 2 ? view.state.wordAt(at) : null
      return word ? EditorSelection.create([word]) : EditorSelection.single(anchor, at)
    },
    update({ changes }) {
      anchor = changes.mapPos(anchor)
    },
  }
}

/**
 * Types over selected cells. Left to itself, a browser keeps the looks of what it deletes, as styles that the
 * server's policy forbids.
 */
function typeOver({ inputType, data, isComposing }: InputEvent, view: EditorView): boolean {
  const { state } = view
  const { from, to, empty } = state.selection.main
  const isTyped = inputType === 'insertText' && data !== null && !isComposing && !empty && !state.readOnly
  if (!isTyped || !(placeAt(state, from) ?? placeAt(state, to))) return false
  view.dispatch(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
  return true
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
    beforeinput: typeOver,
    paste: fill,
    // A finger's press places the caret by the browser, which knows no cells.
    mouseup(event, view) {
      const pressed = event.detail === 1 && view.state.selection.main.empty ? pressedCell(view, event) : null
      if (pressed && pressed.at !== view.state.selection.main.head)
        view.dispatch({ selection: { anchor: pressed.at }, userEvent: 'select.pointer' })
      return false
    },
  }),
]
