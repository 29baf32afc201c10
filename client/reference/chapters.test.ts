import { describe, expect, test } from 'vitest'
import { run } from '../../test/unit/behavior/guest/program-host.ts'
import { REFERENCE, WORDS } from '../words/code-words.ts'
import { CHAPTERS } from './chapters.ts'
import { EXAMPLES } from './examples.ts'

/** The page that the example of `from` takes from, as that example says it. */
const CARDS = {
  code: 'function draw(cards) { return cards.splice(Math.floor(Math.random() * cards.length), 1)[0] }',
  exports: ['draw'],
}

test('the reference tells of everything that is declared, once', () => {
  const declared = REFERENCE.map(({ name }) => name)
  const told = CHAPTERS.flatMap(({ names }) => names)
  expect(told.toSorted()).toEqual(declared.toSorted())
})

describe('it has an example of every function and value, each of which runs', () => {
  test('all have one', () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(WORDS.map(({ name }) => name).toSorted())
  })

  test.each(Object.entries(EXAMPLES))('%s', async (name, code) => {
    expect(code).toMatch(new RegExp(`\\b${name}\\b`))
    const { fault, effects } = await run(code, { shared: { Cards: CARDS } })
    expect([fault, effects.filter((effect) => effect.do === 'warn')]).toEqual([null, []])
  })
})
