import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import { othersIn } from './presence.ts'

/** Presence in which somebody else said `state`. */
function told(state: unknown): Awareness {
  const presence = new Awareness(new Y.Doc())
  presence.states.set(7, state as Record<string, unknown>)
  return presence
}

test.each([[null], ['text'], [{}], [{ user: 'ada' }], [{ user: { name: 7 } }]])(
  'somebody who says %j of themselves is not shown',
  (state) => {
    expect(othersIn(told(state))).toEqual([])
  },
)

test('a name is one line of bounded length', () => {
  const [other] = othersIn(told({ user: { name: `  Ada\n${'x'.repeat(200)}` } }))
  expect(other?.name).toHaveLength(PERSON_NAME_MAX)
  expect(other?.name).toMatch(/^Ada x+$/)
})

test.each(['red; background: url(//x)', '#fff', '#ffff00', 'javascript:1', 7])(
  'a colour that could reach further, or that white letters cannot be read on, is replaced: %s',
  (color) => {
    const [other] = othersIn(told({ user: { name: 'Ada', color } }))
    expect(other?.color).toMatch(/^#[0-9a-f]{6}$/)
    expect(other?.color).not.toBe(color)
  },
)

test('what a stock editor says of itself is understood', () => {
  const cursor = { anchor: { item: 1 }, head: { item: 2 } }
  expect(othersIn(told({ user: { name: 'Ada', color: '#2b6cb0' }, cursor }))).toEqual([
    { client: 7, name: 'Ada', color: '#2b6cb0', selected: [], spot: null, pointer: null, cursor },
  ])
})
