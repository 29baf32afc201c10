import { describe, expect, test } from 'vitest'
import { run } from '../../test/unit/behavior/guest/program-host.ts'
import { REFERENCE, WORDS } from '../words/code-words.ts'
import { CHAPTERS } from './chapters.ts'
import { EXAMPLES } from './examples.ts'

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
    const { fault, effects } = await run(code)
    expect([fault, effects.filter((effect) => effect.do === 'warn')]).toEqual([null, []])
  })
})
