// Which program an edit of a page is of.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { createPageEdits } from '../../../../shared/play/documents/page-edits.ts'
import { parseArtifactId } from '../../../../shared/world/address.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'

const page = parseArtifactId('page')!
const [lamp, bell] = ['lamp', 'bell'].map((id) => parseArtifactId(id)!) as [typeof page, typeof page]

function pages() {
  const text = new Y.Doc().getText('page')
  text.insert(0, 'one\ntwo')
  const written: [string, string][] = []
  const edits = createPageEdits({
    view: createView(new Y.Doc(), new Y.Doc()),
    stored: () => text.toJSON(),
    editPage: (_, edit, by) => {
      edit(text)
      written.push([by, text.toJSON()])
      return Promise.resolve()
    },
    onChanged: () => undefined,
    onFailed: () => undefined,
  })
  const insert = (line: number, words: string, by: typeof page): void =>
    edits.add(page, { type: 'insert', line, words, by }, '', 0)
  return { edits, insert, written, text }
}

it('[HI20] edits of several programs that came together are stored in order, those of each by itself', () => {
  const { edits, insert, written } = pages()
  insert(1, 'zero', lamp)
  insert(1, 'minus', lamp)
  insert(5, 'three', bell)
  insert(6, 'four', lamp)
  edits.step(10_000)
  expect(written).toEqual([
    ['lamp', 'minus\nzero\none\ntwo'],
    ['bell', 'minus\nzero\none\ntwo\nthree'],
    ['lamp', 'minus\nzero\none\ntwo\nthree\nfour'],
  ])
})

it('[HI20] a program that replaces a page takes back only its own edits that wait', () => {
  const { edits, insert, written } = pages()
  insert(3, 'three', bell)
  insert(4, 'four', lamp)
  edits.add(page, { type: 'write', words: 'one\ntwo\nthree!', by: lamp }, 'one\ntwo\nthree!', 0)
  edits.step(10_000)
  expect(written).toEqual([
    ['bell', 'one\ntwo\nthree'],
    ['lamp', 'one\ntwo\nthree!'],
  ])
})

it('however many programs take turns at a page, few edits wait', () => {
  const { edits, insert, written, text } = pages()
  for (let n = 0; n < 40; n++) insert(1, `${n}`, n % 2 === 0 ? lamp : bell)
  edits.step(10_000)
  expect(written.length).toBeLessThanOrEqual(8)
  expect(text.toJSON()).toContain('39')
})
