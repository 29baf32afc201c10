// Words of a page that a draft and its parent both replaced: never letters of both in one word without a
// choice. INKLAND_SEED replays a run, INKLAND_HARD makes many.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { roundsOr } from '../../support/rounds.ts'
import { seededRandom, seedFromEnvironment } from '../random.ts'
import { change, choose, ReplacedWords, wordOf } from './replaced-words.ts'
import { IS_HARD } from '../../hard.ts'

const runs = IS_HARD ? roundsOr(10_000) : 25

test('[Y7] a word that both replaced is a conflict: the parent’s stands, and the draft’s stays in the draft', () => {
  const words = new ReplacedWords('We meet on Friday at nine.', seededRandom(1))
  words.write('parent', 11, 3, 'Thurs')
  words.write('draft', 11, 6, 'Saturday')
  const [conflict] = words.conflicts()
  const sides = { base: 'Friday', parent: 'Thursday', draft: 'Saturday' }
  expect(words.conflicts()).toMatchObject([{ id: 'page', key: 'text', kind: 'text', at: 11, ...sides }])
  words.merge([])
  expect(words.page('parent')).toBe('We meet on Thursday at nine.')
  expect(words.page('draft')).toBe('We meet on Saturday at nine.')
  // It stays a conflict, also when the parent goes on.
  words.update()
  expect(words.conflicts()).toMatchObject([sides])
  words.write('parent', 28, 0, ' Come!')
  expect(words.conflicts()).toMatchObject([sides])
  words.merge(choose(conflict === undefined ? [] : [conflict], 'draft'))
  expect(words.page('parent')).toBe('We meet on Saturday at nine. Come!')
  expect(words.page('draft')).toBe('We meet on Saturday at nine. Come!')
  expect(words.conflicts()).toEqual([])
})

test('[Y7] both versions stand one after the other where that is chosen', () => {
  const words = new ReplacedWords('We meet on Friday at nine.', seededRandom(2))
  words.write('parent', 11, 3, 'Thurs')
  words.write('draft', 11, 3, 'Satur')
  words.write('draft', 0, 2, 'All')
  words.merge(choose(words.conflicts(), 'both'))
  for (const side of ['parent', 'draft'] as const)
    expect(words.page(side)).toBe('All meet on Thursday Saturday at nine.')
  expect(words.conflicts()).toEqual([])
})

test('[Y7] what both wrote alike stands once, and changes apart from each other are no conflict', () => {
  const words = new ReplacedWords('A huose, a tree.', seededRandom(3))
  for (const side of ['parent', 'draft'] as const) words.write(side, 3, 2, 'ou')
  words.write('draft', 11, 4, 'pond')
  words.write('parent', 0, 1, 'My')
  expect(words.conflicts()).toEqual([])
  words.merge([])
  for (const side of ['parent', 'draft'] as const) expect(words.page(side)).toBe('My house, a pond.')
})

test('[Y7] what one side wrote within what the other deleted is a conflict, and beside it is none', () => {
  const list = '- a lamp\n- a boat\n'
  const beside = new ReplacedWords(list, seededRandom(4))
  beside.write('parent', 9, 9, '')
  beside.write('draft', 18, 0, '- a tree\n')
  expect(beside.conflicts()).toEqual([])
  beside.merge([])
  for (const side of ['parent', 'draft'] as const) expect(beside.page(side)).toBe('- a lamp\n- a tree\n')
  const within = new ReplacedWords(list, seededRandom(5))
  within.write('parent', 9, 9, '')
  within.write('draft', 13, 0, 'red ')
  expect(within.conflicts()).toMatchObject([{ base: '- a boat\n', parent: '', draft: '- a red boat\n' }])
  within.merge(choose(within.conflicts(), 'draft'))
  for (const side of ['parent', 'draft'] as const) expect(within.page(side)).toBe('- a lamp\n- a red boat\n')
})

test(
  '[Y7] never letters of both in one word without a choice',
  { timeout: IS_HARD ? 3_600_000 : 120_000 },
  () => {
    const first = seedFromEnvironment()
    const isOne = process.env['INKLAND_SEED'] !== undefined
    let conflicts = 0
    const made = Array.from({ length: isOne ? 1 : runs }, (_, run) => (first + run) >>> 0)
    for (const seed of isOne ? made : [...FOUND, ...made]) {
      try {
        conflicts += runWords(seed)
      } catch (error) {
        throw new Error(`replaced words: seed ${seed} failed`, { cause: error })
      }
    }
    console.info(`replaced words: seeds from ${first}, ${conflicts} conflicts`)
    if (!isOne) expect(conflicts).toBeGreaterThan(runs / 4)
  },
)

/** They failed once: what a merge had deleted counted as deleted by both. */
const FOUND = [2_059_511_552, 522_922_960]

function runWords(seed: number): number {
  const random = seededRandom(seed)
  const text = Array.from({ length: 2 + random.below(8) }, () => wordOf('base', random)).join(' ')
  const words = new ReplacedWords(text, random)
  const work = (): void => {
    for (let step = 1 + random.below(8); step > 0; step--)
      change(words, random.below(2) === 0 ? 'parent' : 'draft', random)
  }
  work()
  expectTold(words)
  if (random.below(2) === 0) {
    const draft = words.page('draft')
    const before = words.conflicts()
    words.update()
    expectWords(words)
    // What is in conflict stays one, and the draft's words stay.
    for (const { draft: said } of before) {
      expect(draft).toContain(said ?? '')
      expect(words.page('draft')).toContain(said ?? '')
    }
    // One that spanned several words may be several then.
    expect(words.conflicts().length > 0).toBe(before.length > 0)
    if (random.below(2) === 0) work()
  }
  const conflicts = words.conflicts()
  for (const { parent, draft } of conflicts) {
    expect(words.page('parent')).toContain(parent ?? '')
    expect(words.page('draft')).toContain(draft ?? '')
    expect(parent).not.toBe(draft)
  }
  // Nothing is chosen at first: the parent's words stand.
  words.merge([])
  expectWords(words)
  for (const { parent } of conflicts) expect(words.page('parent')).toContain(parent ?? '')
  const bytes = Buffer.from(Y.encodeStateAsUpdate(words.parent)).toString('latin1')
  for (const { draft } of conflicts) {
    expect(words.page('draft')).toContain(draft ?? '')
    // What is left out is in no byte of the parent.
    for (const word of String(draft).match(/[A-Z]{4,}/gu) ?? [])
      if (!words.page('parent').includes(word)) expect(bytes).not.toContain(word)
  }
  const open = words.conflicts()
  expect(open.length > 0).toBe(conflicts.length > 0)
  const side = (['parent', 'draft', 'both'] as const)[random.below(3)] ?? 'both'
  words.merge(choose(open, side))
  expect(words.page('draft')).toBe(words.page('parent'))
  expect(words.conflicts()).toEqual([])
  expectWords(words)
  for (const { parent, draft } of open) {
    if (side !== 'draft') expect(words.page('parent')).toContain(parent ?? '')
    if (side !== 'parent') expect(words.page('parent')).toContain(draft ?? '')
  }
  return conflicts.length
}

/** Where two people wrote apart, each word that has letters of both is in a place that is told. */
function expectTold(words: ReplacedWords): void {
  const { page, places } = words.apart()
  for (const { 0: word, index } of page.matchAll(/\w+/gu)) {
    if (!MIXED.test(word)) continue
    const isTold = places.some(({ from, to }) => from <= index && index + word.length <= to)
    if (!isTold) expect.fail(`${word} in ${page} is not told: ${JSON.stringify(places)}`)
  }
}

const MIXED = /[A-Z].*\d|\d.*[A-Z]/u

/** No word has letters of both. */
function expectWords(words: ReplacedWords): void {
  for (const side of ['parent', 'draft'] as const)
    for (const word of words.page(side).match(/\w+/gu) ?? [])
      expect(word, words.page(side)).not.toMatch(MIXED)
}
