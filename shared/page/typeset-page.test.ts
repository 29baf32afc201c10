// The setting of a page: the same for its writer and its readers, but for what a caret shows.
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { pageParser } from './page-parser.ts'
import { typesetPage } from './typeset-page.ts'

function settingOf(page: string) {
  const text = EditorState.create({ doc: page }).doc
  return typesetPage(pageParser.parse(page), text, [{ from: 0, to: page.length }], {
    origin: 'https://example.org',
    isUnknown: () => false,
    isTurned: () => false,
    picturesByName: () => [],
    hasEmbeds: false,
    hrefOf: () => null,
  })
}

test('[M1] a sign says in which letters a caret shows it', () => {
  const { marks } = settingOf('a **b**')
  expect(marks.filter(({ isSign }) => isSign).map(({ touched }) => touched)).toEqual([
    { from: 2, to: 7, class: 'page-shown' },
    { from: 2, to: 7, class: 'page-shown' },
  ])
})

test('the cells of a row are around all other marks, and one without a letter holds its place', () => {
  const { lines, marks, standIns } = settingOf('| `a` || c |\n| --: | --- | --- |')
  expect(lines.map(({ class: name }) => name)).toEqual(['page-row page-row-head', 'page-row-line'])
  expect(marks.filter(({ rank }) => rank === 1)).toMatchObject([
    {
      from: 2,
      to: 5,
      class: 'page-cell page-part-7 page-part-tenth-5 page-whole-35 page-whole-tenth-7 page-cell-end',
    },
    { from: 9, to: 11, class: 'page-cell page-part-7 page-part-tenth-5 page-whole-35 page-whole-tenth-7' },
  ])
  expect(standIns).toMatchObject([
    { from: 7, to: 7, class: 'page-cell page-part-6 page-whole-28 page-whole-tenth-5' },
  ])
})
