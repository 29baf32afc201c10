// What one can do with the row, the column and the table of the caret, by its keys. A row or column that
// somebody else writes in is not moved and not taken.
import type { EditorState } from '@codemirror/state'
import { keymap, type Command, type EditorView, type KeyBinding } from '@codemirror/view'
import { notify } from '../../notices/notices.ts'
import { othersBetween } from '../binding/remote-carets.tsx'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import {
  addColumn,
  addRow,
  addRowAbove,
  moveColumn,
  moveRow,
  removeColumn,
  removeRow,
  removeTable,
  type TableEdit,
} from './table-edits.ts'
import { placeAt, type TablePlace } from './table-model.ts'

export interface TableAction {
  readonly label: string
  readonly keys?: string
  readonly make: TableEdit
  /** What it moves or takes. */
  readonly takes?: 'row' | 'column' | 'table'
}

export const ROW_ACTIONS: readonly TableAction[] = [
  { label: 'Add a row above', make: addRowAbove },
  { label: 'Add a row below', keys: 'Alt+Enter', make: addRow },
  { label: 'Move the row up', keys: 'Alt+Shift+ArrowUp', make: moveRow(-1), takes: 'row' },
  { label: 'Move the row down', keys: 'Alt+Shift+ArrowDown', make: moveRow(1), takes: 'row' },
  { label: 'Remove the row', keys: 'Mod+Shift+K', make: removeRow, takes: 'row' },
]

export const COLUMN_ACTIONS: readonly TableAction[] = [
  { label: 'Add a column before', make: addColumn(0) },
  { label: 'Add a column after', keys: 'Alt+Shift+Enter', make: addColumn(1) },
  { label: 'Move the column back', keys: 'Alt+Shift+ArrowLeft', make: moveColumn(-1), takes: 'column' },
  { label: 'Move the column on', keys: 'Alt+Shift+ArrowRight', make: moveColumn(1), takes: 'column' },
  { label: 'Remove the column', keys: 'Alt+Shift+Backspace', make: removeColumn, takes: 'column' },
  { label: 'Remove the table', make: removeTable, takes: 'table' },
]

/**
 * Does something with the table at a place of the page, unless somebody else writes in what it takes: then a
 * notice says who. False: no table that may be written is there.
 */
export function act(view: EditorView, { make, takes }: TableAction, at: number): boolean {
  const place = writtenPlace(view.state, at)
  if (!place) return false
  const [who] = takes ? takenBy(place, takes).flatMap(({ from, to }) => othersBetween(view, from, to)) : []
  if (takes && who !== undefined) notify({ text: `${who} is writing in this ${takes}. It stays.` })
  else {
    const change = make(view.state, place)
    if (change) view.dispatch(change)
  }
  return true
}

export const writtenPlace = (state: EditorState, at: number): TablePlace | null =>
  state.readOnly ? null : placeAt(state, at)

/** The parts of the page that an action takes out. */
function takenBy({ table, row, columnAt }: TablePlace, takes: 'row' | 'column' | 'table'): PageRange[] {
  if (takes === 'table') return [table]
  if (takes === 'row') return [{ from: row.lineFrom, to: row.to }]
  return table.rows.flatMap(({ cells }) => {
    const cell = cells[columnAt]
    return cell ? [{ from: cell.start, to: cell.end }] : []
  })
}

const run =
  (action: TableAction): Command =>
  (view) =>
    act(view, action, view.state.selection.main.head)

/** The editor writes `Mod+Shift+K` as `Mod-Shift-k`. */
export const editorKey = (keys: string): string =>
  keys.replaceAll('+', '-').replace(/-[A-Z]$/, (letter) => letter.toLowerCase())

const bindingsOf = (action: TableAction): KeyBinding[] =>
  action.keys === undefined ? [] : [{ key: editorKey(action.keys), run: run(action) }]

/** The editor's own keys for lines would tear a table apart: they move its rows. */
const lineKeys = (actions: readonly TableAction[]): KeyBinding[] =>
  actions.flatMap(({ keys = '', ...action }) =>
    /ArrowUp|ArrowDown/.test(keys) ? bindingsOf({ ...action, keys: keys.replace('Shift+', '') }) : [],
  )

export const actionKeys = keymap.of([
  ...[...ROW_ACTIONS, ...COLUMN_ACTIONS].flatMap(bindingsOf),
  ...lineKeys(ROW_ACTIONS),
])
