import { expect, test, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import { HELD_MAX, onOthers, othersIn } from './others.ts'

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

test('what one says alone is read at once, what many say in one turn together, and one’s own words never', () => {
  vi.useFakeTimers()
  try {
    const presence = new Awareness(new Y.Doc())
    const others = Array.from({ length: 20 }, () => new Awareness(new Y.Doc()))
    const say = (other: Awareness, words: string): void => {
      other.setLocalState({ user: { name: words } })
      applyAwarenessUpdate(presence, encodeAwarenessUpdate(other, [other.clientID]), 'server')
    }
    const heard: number[] = []
    const stop = onOthers(presence, () => heard.push(othersIn(presence).length))
    presence.setLocalState({ user: { name: 'Ada' } })
    expect(heard).toEqual([])
    for (const other of others) say(other, 'here')
    expect(heard).toEqual([1])
    vi.advanceTimersByTime(50)
    expect(heard).toEqual([1, 20])
    for (const other of others) say(other, 'still here')
    vi.advanceTimersByTime(49)
    expect(heard).toEqual([1, 20])
    vi.advanceTimersByTime(1)
    expect(heard).toEqual([1, 20, 20])
    stop()
    for (const other of [presence, ...others]) other.destroy()
  } finally {
    vi.useRealTimers()
  }
})
