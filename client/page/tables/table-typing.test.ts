// Whatever is typed, pasted or deleted in a table, it keeps its bars and its dashes. `^` is the caret, two of
// them a selection.
import { ensureSyntaxTree } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pageLanguage } from '../page-language.ts'
import { tableTyping } from './table-typing.ts'

// The editor reads a page for so many ms.
beforeEach(() => void vi.spyOn(Date, 'now').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

type Key = { readonly type: string } | 'Backspace' | 'Delete'

function openPage(marked: string): EditorState {
  const [before = '', ...more] = marked.split('^')
  const state = EditorState.create({
    doc: before + more.join(''),
    selection: {
      anchor: before.length,
      head: before.length + (more.length > 1 ? (more[0] ?? '').length : 0),
    },
    extensions: [pageLanguage, tableTyping],
  })
  ensureSyntaxTree(state, state.doc.length, 5_000)
  return state
}

function press(state: EditorState, key: Key): EditorState {
  const { from, to, empty } = state.selection.main
  const isBack = key === 'Backspace'
  const next =
    typeof key === 'object'
      ? state.update(state.replaceSelection(key.type), { userEvent: 'input.type' })
      : state.update({
          changes: {
            from: empty && isBack ? Math.max(0, from - 1) : from,
            to: empty && !isBack ? Math.min(state.doc.length, to + 1) : to,
          },
          userEvent: 'delete',
        })
  ensureSyntaxTree(next.state, next.state.doc.length, 5_000)
  return next.state
}

/** The page and its caret after some keys. */
function after(marked: string, ...keys: readonly Key[]): string {
  const state = keys.reduce(press, openPage(marked))
  const { head } = state.selection.main
  return `${state.sliceDoc(0, head)}^${state.sliceDoc(head)}`
}

const letters = (words: string): Key[] => words.split('').map((type) => ({ type }))

const head = '| a | b |\n| --- | --- |\n'

test('bars and line ends that are typed in a cell stay in it', () => {
  expect(after(`${head}| 1^ | 2 |`, ...letters('|x'))).toBe(`${head}| 1\\|x^ | 2 |`)
  expect(after(`${head}| 1^ | 2 |`, ...letters('\\|'))).toBe(`${head}| 1\\|^ | 2 |`)
  expect(after(`${head}|1^|2|`, ...letters('\\'))).toBe(`${head}|1\\^ |2|`.replace('^ ', ' ^'))
  expect(after(`${head}| ^ |  |`, { type: 'one\ntwo | three\n' })).toBe(`${head}| one two \\| three^ |  |`)
  expect(after(`${head}|^||`, ...letters('x y'))).toBe(`${head}|x y^||`)
  expect(after(`> ${head.replace('\n', '\n> ').trimEnd()}\n> | 1^ | 2 |`, ...letters('|'))).toContain(
    '| 1\\|^ | 2 |',
  )
})

test('what is typed behind the last bar, in the dashes or at a bar goes into the cell beside it', () => {
  expect(after(`${head}| 1 | 2 |^`, ...letters('x|'))).toBe(`${head}| 1 | 2x\\|^ |`)
  expect(after(`${head}^| 1 | 2 |`, ...letters('x'))).toBe(`${head}| x^1 | 2 |`)
  expect(after('| a | b |\n| -^-- | --- |', ...letters('x'))).toContain('\n| --- | --- |')
})

test('keys that delete stop at the edge of a cell', () => {
  expect(after(`${head}| 1 | ^2 |`, 'Backspace', 'Backspace')).toBe(`${head}| 1 | ^2 |`)
  expect(after(`${head}| 1^ | 2 |`, 'Delete', 'Delete')).toBe(`${head}| 1^ | 2 |`)
  expect(after(`${head}| 1 | 2^ |`, 'Backspace', 'Backspace')).toBe(`${head}| 1 | ^ |`)
  expect(after(`${head}| x\\|^ | 2 |`, 'Backspace')).toBe(`${head}| x^ | 2 |`)
  expect(after(`${head}|x\\y^|2|`, 'Backspace')).toBe(`${head}|x\\ ^|2|`)
})

test('selected cells are emptied, and what is typed goes into the first', () => {
  expect(after(`| a^a | b |\n| --- | --- |\n| 1 | 2^2 |`, 'Delete')).toBe(
    '| a^ |  |\n| --- | --- |\n|  | 2 |',
  )
  expect(after(`${head}| 1^1 | 2^2 |`, ...letters('xy'))).toBe(`${head}| 1xy^ | 2 |`)
  expect(after(`one^more\n\n${head}| 1 | 2^2 |`, 'Backspace')).toBe(`one^\n|  |  |\n| --- | --- |\n|  | 2 |`)
  expect(after(`${head}| 1 | 2^2 |\n\nwords ^here`, 'Backspace')).toBe(`${head}| 1 | 2^ |\n\nhere`)
  // The whole of it goes.
  expect(after(`x^\n\n${head}| 1 | 2 |^\n\ny`, 'Backspace')).toBe('x^\n\ny')
})

test('beside a table only a blank line is deleted, and words below it stay below it', () => {
  expect(after(`${head}| 1 | 2 |\n^\nwords`, 'Backspace')).toBe(`${head}| 1 | 2^ |\n\nwords`)
  expect(after(`${head}| 1 | 2 |\n^`, 'Backspace')).toBe(`${head}| 1 | 2^ |`)
  expect(after(`words^\n${head}`, 'Delete')).toBe(`words\n| ^a | b |\n| --- | --- |\n`)
  expect(after(`${head}| 1 | 2 |\n^`, ...letters('so'))).toBe(`${head}| 1 | 2 |\n\nso^`)
})

test('a table is one before the editor has read down to it', () => {
  const words = 'words\n\n'.repeat(1_000)
  const { state } = EditorState.create({
    doc: `${words}${head}| 1 | 2 |\n\nwords`,
    extensions: [pageLanguage, tableTyping],
  }).update({ selection: { anchor: words.length + head.length + 10 } })
  const at = state.selection.main.head
  expect(state.update({ changes: { from: at - 1, to: at }, userEvent: 'delete' }).docChanged).toBe(false)
})

test('a row is typed by hand up to the columns of the table', () => {
  expect(after(`${head}| ^ |  |`, ...letters('| 1 | 2 |x'))).toBe(`${head}| 1 | 2x^ |`)
  expect(after(`${head}^`, ...letters('| 1 |'))).toBe(`${head}| 1 |^`)
  expect(after('a | b\n-- | --\n1 | 2^', ...letters('|x'))).toBe('a | b\n-- | --\n1 | 2x^|')
})

test('a caret stands in cells alone', () => {
  const state = openPage(`^x\n\n${head}| 1 |  |`)
  const placed = (at: number): number => state.update({ selection: { anchor: at } }).newSelection.main.head
  const { length } = state.doc
  expect(placed(3)).toBe(5)
  expect(placed(7)).toBe(6)
  expect(state.sliceDoc(placed(15), placed(15) + 1)).toBe('1')
  expect(placed(length)).toBe(length - 2)
})
