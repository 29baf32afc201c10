// Heights stay with their lines through every edit, and are forgotten where an edit may have changed them.
import { EditorState, type ChangeSpec, type Text } from '@codemirror/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KnownHeights } from './known-heights.ts'

/** A height that tells the line it was measured for. */
const heightOf = (text: string): number =>
  text.split('').reduce((sum, letter) => sum + letter.charCodeAt(0), 30)

function measured(doc: Text): KnownHeights {
  const known = new KnownHeights(doc)
  for (let line = 0; line < doc.lines; line += 1) known.put(line, heightOf(doc.line(line + 1).text))
  return known
}

function edited(text: string, changes: ChangeSpec): { known: KnownHeights; doc: Text } {
  const { state } = EditorState.create({ doc: text }).update({ changes })
  const before = EditorState.create({ doc: text })
  const known = measured(before.doc)
  known.edit(before.doc, before.changes(changes), state.doc)
  return { known, doc: state.doc }
}

const shown = ({ known, doc }: { known: KnownHeights; doc: Text }): boolean[] =>
  Array.from({ length: doc.lines }, (_value, line) => !Number.isNaN(known.at(line)))

test('[M2] what is known after any edits is what was measured of that very line', () => {
  const letters = fc.constantFrom('a', 'b', '\n', '\n\n', '`', '```', '| x |', '# ', ' ')
  const piece = fc.array(letters, { maxLength: 6 }).map((all) => all.join(''))
  const edit = fc.tuple(fc.nat(), fc.nat(8), piece)
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(edit, { maxLength: 6 }), (pieces, edits) => {
      let state = EditorState.create({ doc: pieces.join('\n') })
      const known = measured(state.doc)
      for (const [start, length, insert] of edits) {
        const from = start % (state.doc.length + 1)
        const to = Math.min(state.doc.length, from + length)
        const { changes, state: next } = state.update({ changes: { from, to, insert } })
        known.edit(state.doc, changes, next.doc)
        state = next
        for (let line = 0; line < state.doc.lines; line += 1) {
          const height = known.at(line)
          if (!Number.isNaN(height)) expect(height).toBe(heightOf(state.doc.line(line + 1).text))
        }
        expect(known.at(state.doc.lines)).toBeNaN()
      }
    }),
    { numRuns: 300 },
  )
})

test('[M2] an edit forgets the lines around it that it may set anew, and no others', () => {
  expect(shown(edited('one\n\ntwo\nthree\n\nfour', { from: 6, insert: 'x' }))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
  ])
  // A fence is read to the end of the page.
  expect(shown(edited('one\n\ntwo\n\nthree\n\nfour', { from: 5, insert: '```\n' }))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ])
})

test('[M2] runs are the known lines, in order', () => {
  const { known } = edited('one\n\ntwo\n\nthree', { from: 5, insert: 'x' })
  expect([...known.runs()].map(({ line, heights }) => [line, heights.length])).toEqual([
    [0, 2],
    [3, 2],
  ])
  expect(known.firstUnknown()).toBe(2)
})
