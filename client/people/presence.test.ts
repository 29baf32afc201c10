import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import { HELD_MAX, othersIn } from './presence.ts'

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

test('what somebody says they hold is read box by box, or not at all', () => {
  const user = { name: 'Ada', color: '#2b6cb0' }
  const held = (boxes: unknown): unknown => othersIn(told({ user, held: boxes }))[0]?.held
  expect(held([['lamp', 1, 2.5, 64, 64]])).toEqual([{ id: 'lamp', x: 1, y: 2.5, width: 64, height: 64 }])
  expect(held(Array.from({ length: 100 }, () => ['lamp', 1, 2, 64, 64]))).toHaveLength(HELD_MAX)
  for (const bad of [
    7,
    [7],
    [['../x', 1, 2, 3, 4]],
    [['lamp', 1, 2, 3]],
    [['lamp', 1e99, 2, 3, 4]],
    [['lamp', 1, 2, 0, 4]],
  ]) {
    expect(held(bad)).toEqual([])
  }
})

test('what a stock editor says of itself is understood', () => {
  const cursor = { anchor: { item: 1 }, head: { item: 2 } }
  expect(othersIn(told({ user: { name: 'Ada', color: '#2b6cb0' }, cursor }))).toEqual([
    {
      client: 7,
      name: 'Ada',
      color: '#2b6cb0',
      body: null,
      selected: [],
      spot: null,
      pointer: null,
      held: [],
      cursor,
    },
  ])
})
