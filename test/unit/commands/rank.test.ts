import { describe, expect, test } from 'vitest'
import { runs, type CommandChoice } from '../../../client/world/commands/command-types.ts'
import { LINES_MAX, rank } from '../../../client/screens/world/commands/rank-entries.ts'

const choice = (id: string, title = id, more: Partial<CommandChoice> = {}): CommandChoice => ({
  id,
  title,
  does: runs(() => undefined),
  ...more,
})

const ids = (choices: readonly CommandChoice[], query: string, recent: readonly string[] = []): string[] =>
  rank(choices, query, recent).map((line) => line.choice.id)

describe('the lines of the palette', () => {
  const all = [
    choice('undo', 'Undo'),
    choice('put', 'Put away', { words: 'delete' }),
    choice('out', 'Take out'),
  ]

  test('stand as they come while nothing is typed, what was chosen last before them', () => {
    expect(ids(all, '')).toEqual(['undo', 'put', 'out'])
    expect(ids(all, ' ', ['out', 'put'])).toEqual(['out', 'put', 'undo'])
  })

  test('are those that fit what is typed, best first', () => {
    expect(ids(all, 'out')).toEqual(['out'])
    expect(ids(all, 'del')).toEqual(['put'])
    expect(ids(all, 'u')).toEqual(['undo', 'put', 'out'])
  })

  test('lean towards what was chosen before, not past what fits far better', () => {
    const lamps = [choice('one', 'Lamp post'), choice('two', 'Lamp light'), choice('three', 'A clamp')]
    expect(ids(lamps, 'lamp', ['two'])).toEqual(['two', 'one', 'three'])
    expect(ids(lamps, 'lamp', ['three'])).toEqual(['one', 'two', 'three'])
  })

  test('always have what was made of the typed words itself', () => {
    expect(ids([choice('call', 'Call it “x”', { always: true })], 'x y z')).toEqual(['call'])
  })

  test('are no more than one looks through', () => {
    const many = Array.from({ length: 500 }, (_, at) => choice(`c${at}`))
    expect(ids(many, 'c')).toHaveLength(LINES_MAX)
  })
})
