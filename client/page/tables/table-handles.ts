// Two small handles of a table: beside the row and above the column of the caret, or of the pointer. Each
// opens a menu; Ctrl+. opens both in one.
import { MapMode, type Extension } from '@codemirror/state'
import { keymap, ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import { aroundPage, inPage, keepPresses, makeHandle } from '../rendering/page-handle.ts'
import { act, COLUMN_ACTIONS, ROW_ACTIONS, writtenPlace } from './table-actions.ts'
import type { TableMenuProps } from './table-menu.tsx'
import { cellOf, placeAt, type TablePlace } from './table-model.ts'
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

type TableMenu = Omit<TableMenuProps, 'act' | 'givesFocusTo'>

const handles = ViewPlugin.define((view) => {
  const row = makeHandle(view, 'table-handle table-handle-row', 'Row: add, move, remove')
  const column = makeHandle(view, 'table-handle table-handle-column', 'Column: add, move, remove')
  const control = new AbortController()
  const { signal } = control
  /** A place in the row and the column that the pointer is on. */
  let pointed: { readonly at: number; readonly columnAt: number } | null = null
  let shown: TablePlace | null = null
  /** In the cell that the menu is for, wherever it goes meanwhile; null: somebody took it out. */
  let menuAt: number | null = null

  async function openMenu(place: TablePlace, { actions, ...at }: TableMenu): Promise<void> {
    menuAt = (cellOf(place) ?? place.row).from
    const { openTableMenu } = await import('./table-menu.tsx')
    openTableMenu({
      ...at,
      actions: actions.filter(({ make }) => make(view.state, place) !== null),
      act(action) {
        if (menuAt !== null) act(view, action, menuAt)
      },
      givesFocusTo: () => view.contentDOM,
    })
  }
  function open(handle: HTMLElement): void {
    const { left: x, bottom: y } = handle.getBoundingClientRect()
    const menu =
      handle === row ? { label: 'Row', actions: ROW_ACTIONS } : { label: 'Column', actions: COLUMN_ACTIONS }
    if (shown) void openMenu(shown, { ...menu, x, y: y + 2 })
  }
  /** The menu of both, under the caret. */
  function openAtCaret(): boolean {
    const { head } = view.state.selection.main
    const place = writtenPlace(view.state, head)
    const caret = view.coordsAtPos(head)
    if (!place || !caret) return false
    const actions = [...ROW_ACTIONS, ...COLUMN_ACTIONS]
    void openMenu(place, { label: 'Table', actions, x: caret.left, y: caret.bottom + 6 })
    return true
  }
  function hover(event: PointerEvent): void {
    const { pointerType, target, clientX, clientY } = event
    if (pointerType !== 'mouse' || target === row || target === column) return
    const { place } = (view.state.readOnly ? null : pressedCell(view, event)) ?? {}
    if (place) {
      if (pointed?.at === place.row.from && pointed.columnAt === place.columnAt) return
      pointed = { at: place.row.from, columnAt: place.columnAt }
    } else if (pointed === null || isNear(clientX, clientY)) return
    else pointed = null
    measure()
  }
  /** On the way from a cell to its handle. */
  const isNear = (x: number, y: number): boolean =>
    [row, column].some((handle) => {
      const { left, right, top, bottom } = handle.getBoundingClientRect()
      return x > left - NEAR && x < right + NEAR && y > top - NEAR && y < bottom + NEAR
    })
  const measure = (): void => view.requestMeasure({ key: control, read: places, write: show })

  function places(): HandlePlaces | null {
    const { state } = view
    const isWritten = !state.readOnly && view.dom.contains(document.activeElement)
    const at = pointed?.at ?? (isWritten ? state.selection.main.head : null)
    const found = at === null ? null : placeAt(state, Math.min(at, state.doc.length))
    if (!found) return null
    const place = { ...found, columnAt: pointed?.columnAt ?? found.columnAt }
    const head = rowBoxAt(view, place.table.rows[0]?.from ?? 0)
    const cell = head?.querySelectorAll('.page-cell')[place.columnAt]
    const rowBox = rowBoxAt(view, place.row.from)?.getBoundingClientRect()
    const cellBox = cell?.getBoundingClientRect()
    return {
      place,
      rowY: rowBox ? inPage(view, 0, (rowBox.top + rowBox.bottom) / 2).y : null,
      columnX: cellBox ? inPage(view, (cellBox.left + cellBox.right) / 2, 0).x : null,
      top: head ? inPage(view, 0, head.getBoundingClientRect().top).y : 0,
    }
  }
  function show(now: HandlePlaces | null): void {
    const { place = null, rowY = null, columnX = null, top = 0 } = now ?? {}
    shown = place
    row.hidden = rowY === null
    column.hidden = columnX === null
    row.style.top = `${rowY ?? 0}px`
    column.style.left = `${columnX ?? 0}px`
    column.style.top = `${top}px`
  }

  for (const handle of [row, column]) {
    handle.ariaHasPopup = 'menu'
    keepPresses(handle)
    handle.addEventListener('click', () => open(handle))
  }
  aroundPage(view).addEventListener('pointermove', hover, { signal })
  view.dom.addEventListener('focusout', measure, { signal })
  // One may be writing in a table by now.
  measure()
  return {
    openAtCaret,
    update({ docChanged, changes, selectionSet, focusChanged, geometryChanged }: ViewUpdate) {
      if (docChanged && pointed) pointed = { ...pointed, at: changes.mapPos(pointed.at) }
      if (menuAt !== null) menuAt = changes.mapPos(menuAt, 1, MapMode.TrackDel)
      if (selectionSet && !docChanged) pointed = null
      if (docChanged || selectionSet || focusChanged || geometryChanged) measure()
    },
    destroy() {
      control.abort()
      row.remove()
      column.remove()
    },
  }
})

/** The line of a row, if it is drawn. */
function rowBoxAt(view: EditorView, at: number): Element | null {
  const { node } = view.domAtPos(at)
  const element = node instanceof Element ? node : node.parentElement
  return element?.closest('.page-row') ?? null
}

const menuKey = keymap.of([{ key: 'Mod-.', run: (view) => view.plugin(handles)?.openAtCaret() ?? false }])

export const tableHandles: Extension = [handles, menuKey]
