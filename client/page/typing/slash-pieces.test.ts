// What `/` and a word finds first.
import { expect, it } from 'vitest'
import { THINGS } from '../../drawings/look-choices.ts'
import { fittingOf, slashPieces } from './slash-pieces.ts'

const PIECES = slashPieces(new Date(2026, 1, 3))
const THING_OFFERS = THINGS.map(({ label, words }) => ({ name: label, words }))

const found = (typed: string): string | undefined =>
  fittingOf([...PIECES, ...THING_OFFERS, { name: 'Würfel', words: '' }], typed)[0]?.name

it.each([
  ['js', 'Code (runs)'],
  ['code', 'Code (runs)'],
  ['h1', 'Heading'],
  ['h2', 'Smaller heading'],
  ['h3', 'Heading of level 3'],
  ['h6', 'Heading of level 6'],
  ['todo', 'Task'],
  ['check', 'Task'],
  ['bullet', 'List'],
  ['quote', 'Quotation'],
  ['divider', 'Rule'],
  ['image', 'Picture'],
  ['link', 'Link to a page'],
  ['page', 'Link to a page'],
  ['table', 'Table'],
  ['tab', 'Table'],
  ['date', 'Date'],
  ['url', 'Link to an address'],
  ['chest', 'chest'],
  ['light', 'lamp'],
  ['wurfel', 'Würfel'],
  ['xyz', undefined],
])('/%s finds %s', (typed, name) => expect(found(typed)).toBe(name))

it('a date is written as it is in the place where one is', () =>
  expect(PIECES.find(({ name }) => name === 'Date')?.text).toBe('2026-02-03'))
