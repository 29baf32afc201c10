// Two people write in one table at the same time, and neither sees the other yet: when both texts have met,
// each row is there once, and whole.
import { ensureSyntaxTree } from '@codemirror/language'
import { EditorState, type TransactionSpec } from '@codemirror/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom, seedFromEnvironment } from '../../../test/simulation/random.ts'
import { pageLanguage } from '../page-language.ts'
import { addColumn, addRow } from './table-edits.ts'
import { placeAt, tableAt, type TablePlace } from './table-model.ts'
import { tableTyping } from './table-typing.ts'

const HEAD = '| a | b |\n| --- | --- |\n'

/** A person's text, and what they do in it by their own editor. */
class TableWriter {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText('page')

  /** `make` gets the cell behind these words. */
  edit(words: string, make: (state: EditorState, place: TablePlace) => TransactionSpec | null): void {
    const page = this.text.toJSON()
    const anchor = page.indexOf(words) + words.length
    const state = EditorState.create({
      doc: page,
      selection: { anchor },
      extensions: [pageLanguage, tableTyping],
    })
    ensureSyntaxTree(state, page.length, 5_000)
    const place = placeAt(state, anchor)
    const made = place && make(state, place)
    if (!made) throw new Error(`nothing can be done at ${words}`)
    this.doc.transact(() => {
      let shift = 0
      state.update(made).changes.iterChanges((from, to, _fromAfter, _toAfter, inserted) => {
        if (to > from) this.text.delete(from + shift, to - from)
        this.text.insert(from + shift, inserted.toString())
        shift += inserted.length - (to - from)
      })
    })
  }

  type(words: string, typed: string): void {
    this.edit(words, (state) => ({ ...state.replaceSelection(typed), userEvent: 'input.type' }))
  }
}

function meetTwo(page: string): { ada: TableWriter; bob: TableWriter; meet: () => string } {
  const [ada, bob] = [new TableWriter(), new TableWriter()]
  ada.text.insert(0, page)
  const meet = (): string => {
    Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc))
    Y.applyUpdate(ada.doc, Y.encodeStateAsUpdate(bob.doc))
    expect(bob.text.toJSON()).toBe(ada.text.toJSON())
    return ada.text.toJSON()
  }
  meet()
  return { ada, bob, meet }
}

test('two who write in two cells of one row have that row once', () => {
  const { ada, bob, meet } = meetTwo(`${HEAD}| 1 | 2 |`)
  ada.type('| 1', ' one|')
  bob.type('| 2', ' two')
  expect(meet()).toBe(`${HEAD}| 1 one\\| | 2 two |`)
})

test('a row and a column that come while another person types are there once', () => {
  const { ada, bob, meet } = meetTwo(`${HEAD}| 1 | 2 |\n| 3 | 4 |`)
  ada.edit('| 1', addRow)
  bob.type('| 1', '!')
  bob.type('| 4', '!')
  expect(meet()).toBe(`${HEAD}| 1! | 2 |\n|  |  |\n| 3 | 4! |`)
  ada.edit('| 3', addColumn(1))
  bob.type('| 3', '!')
  bob.edit('| 3', addRow)
  const page = meet()
  expect(page).toBe('| a |  | b |\n| --- | --- | --- |\n| 1! |  | 2 |\n|  |  |  |\n| 3! |  | 4! |\n|  |  |')
})

test('whatever two add and type at the same time, each row is there once', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  for (let round = 0; round < 30; round += 1) {
    const rows = ['r0', 'r1', 'r2', 'r3'].map((name) => `| ${name} | x${name} |`)
    const { ada, bob, meet } = meetTwo(HEAD + rows.join('\n'))
    let added = 0
    for (let turn = 0; turn < 8; turn += 1) {
      const who = random.below(2) === 0 ? ada : bob
      const at = `r${random.below(4)}`
      const does = random.fraction()
      if (does < 0.6)
        who.type(random.fraction() < 0.5 ? `| ${at}` : `x${at}`, random.fraction() < 0.2 ? '|' : 'y')
      else if (does < 0.9) {
        who.edit(`| ${at}`, addRow)
        added += 1
      } else who.edit(`| ${at}`, addColumn(1))
      if (random.fraction() < 0.3) meet()
    }
    const page = meet()
    const state = EditorState.create({ doc: page, extensions: pageLanguage })
    ensureSyntaxTree(state, page.length, 5_000)
    const table = tableAt(state, 0)
    expect(table?.rows.length, `seed ${seed}: ${page}`).toBe(5 + added)
    expect(table?.rule.cells.length, `seed ${seed}: ${page}`).toBe(table?.width)
    for (const name of ['r0', 'r1', 'r2', 'r3']) expect(page.split(`| ${name}`)).toHaveLength(2)
  }
})
