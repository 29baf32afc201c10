// Edits of whole tables: each keeps the table, and all of it that it is not about, letter for letter.
import { ensureSyntaxTree } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { pageLanguage } from '../page-language.ts'
import { seededRandom, seedFromEnvironment } from '../../../test/simulation/random.ts'
import { cellsIn } from '../../../shared/page/table-columns.ts'
import * as edits from './table-edits.ts'
import { placeAt, tableAt, type TablePlace } from './table-model.ts'

const CARET = '^'

/** A page with the caret where the sign is. */
function openPage(page: string): EditorState {
  const at = page.indexOf(CARET)
  const state = EditorState.create({
    doc: page.replace(CARET, ''),
    selection: { anchor: Math.max(0, at) },
    extensions: pageLanguage,
  })
  ensureSyntaxTree(state, state.doc.length, 5_000)
  return state
}

function shownPage(state: EditorState): string {
  const { head } = state.selection.main
  return `${state.sliceDoc(0, head)}${CARET}${state.sliceDoc(head)}`
}

function placeIn(state: EditorState): TablePlace {
  const place = placeAt(state, state.selection.main.head)
  if (!place) throw new Error('there is no table')
  return place
}

function after(page: string, make: edits.TableEdit): string | null {
  const state = openPage(page)
  const made = make(state, placeIn(state))
  if (!made) return null
  const next = state.update(made).state
  ensureSyntaxTree(next, next.doc.length, 5_000)
  // It is still one table.
  const table = tableAt(next, next.selection.main.head)
  expect(table?.rule.cells.length).toBe(table?.width)
  return shownPage(next)
}

const PAGE = 'x\n\n| a | b |\n| --- | :-: |\n| 1^ | 2 |\n|3|4|\n\ny'

test('a table is read with its quotations, missing outer bars and bars that are letters', () => {
  const quoted = placeIn(openPage('> | a | b |\n> |---|---|\n> | x\\|y | ^ |\n> |||'))
  expect(quoted.table).toMatchObject({ lead: '> ', width: 2, from: 0 })
  expect([quoted.rowAt, quoted.columnAt]).toEqual([1, 1])
  expect(quoted.table.rows.map(({ cells }) => cells.length)).toEqual([2, 2, 2])
  const bare = placeIn(openPage('a | b\n--- | ---\n1 | `2^`'))
  expect([bare.rowAt, bare.columnAt, bare.table.width]).toEqual([1, 1, 2])
  expect(placeIn(openPage('| a |   \n| - |\n| 1^ |  ')).row.cells).toHaveLength(1)
  expect(tableAt(openPage('^a\n\n| a | b |'), 0)).toBeNull()
})

test('cells are counted as the parser of pages counts them', () => {
  const random = seededRandom(seedFromEnvironment())
  const signs = ['|', '|', 'a', ' ', '\\', '`', 'b']
  let tables = 0
  for (let turn = 0; turn < 400; turn += 1) {
    const letters = Array.from({ length: 2 + random.below(9) }, () => signs[random.below(signs.length)])
    const head = `x${letters.join('')}`
    const { length } = cellsIn(head)
    for (const count of [length, length + 1]) {
      const isTable = tableAt(openPage(`${head}\n|${'-|'.repeat(count)}`), 0) !== null
      expect(isTable, head).toBe(count === length && /(?<!\\)(?:\\\\)*\|/.test(head))
      if (isTable) tables += 1
    }
  }
  expect(tables).toBeGreaterThan(100)
})

test('a row is added, moved and removed as a whole line', () => {
  expect(after(PAGE, edits.addRow)).toBe('x\n\n| a | b |\n| --- | :-: |\n| 1 | 2 |\n| ^ |  |\n|3|4|\n\ny')
  expect(after(PAGE, edits.addRowAbove)).toBe(
    'x\n\n| a | b |\n| --- | :-: |\n| ^ |  |\n| 1 | 2 |\n|3|4|\n\ny',
  )
  expect(after('> a | b^\n> -- | --', edits.addRow)).toBe('> a | b\n> -- | --\n> |  | ^ |')
  expect(after(PAGE, edits.moveRow(1))).toBe('x\n\n| a | b |\n| --- | :-: |\n|3|4|\n| 1^ | 2 |\n\ny')
  expect(after('|a|b|\n|-|-|\n|1|2|\n|3|4^|', edits.moveRow(-1))).toBe('|a|b|\n|-|-|\n|3|4^|\n|1|2|')
  expect(after(PAGE, edits.moveRow(-1))).toBeNull()
  expect(after(PAGE, edits.removeRow)).toBe('x\n\n| a | b |\n| --- | :-: |\n|3^|4|\n\ny')
  expect(after('| a | b^ |\n| - | - |', edits.removeRow)).toBeNull()
})

test('a column is added, moved and removed in every row, also where outer bars are missing', () => {
  expect(after(PAGE, edits.addColumn(1))).toBe(
    'x\n\n| a |  | b |\n| --- | --- | :-: |\n| 1 | ^ | 2 |\n|3|  |4|\n\ny',
  )
  expect(after('a | b\n-- | --\n1 | 2^', edits.addColumn(1))).toBe('a | b |  |\n-- | -- | --- |\n1 | 2 | ^ |')
  expect(after('a | b\n-- | --\n1^ | 2', edits.addColumn(0))).toBe('|  | a | b\n| --- | -- | --\n| ^ | 1 | 2')
  expect(after(PAGE, edits.moveColumn(1))).toBe('x\n\n| b | a |\n| :-: | --- |\n| 2 | 1^ |\n|4|3|\n\ny')
  expect(after('|a|b|\n|-|-|\n|1^|', edits.moveColumn(1))).toBe('|b|a|\n|-|-|\n|| 1^ |')
  expect(after(PAGE, edits.moveColumn(-1))).toBeNull()
  expect(after(PAGE, edits.removeColumn)).toBe('x\n\n| b |\n| :-: |\n| 2^ |\n|4|\n\ny')
  expect(after('a | b\n-- | --\n1^ | 2', edits.removeColumn)).toBe('| b |\n| -- |\n| 2^ |')
  expect(after('a | b\n-- | --\n1 | 2^', edits.removeColumn)).toBe('a |\n-- |\n1^ |')
  expect(after('| a^ |\n| - |', edits.removeColumn)).toBeNull()
})

test('cells are filled from one on, and what the table has not is added', () => {
  expect(after(PAGE, (...at) => edits.fillCells(...at, [['5', '6', '7'], ['8'], ['9']]))).toBe(
    'x\n\n| a | b |  |\n| --- | :-: | --- |\n| 5^ | 6 | 7 |\n|8|4|\n| 9 |  |  |\n\ny',
  )
  expect(after('|a|b|\n|-|-|\n|1^|', (...at) => edits.addMissingCells(...at, 1))).toBe(
    '|a|b|\n|-|-|\n|1| ^ |',
  )
})
