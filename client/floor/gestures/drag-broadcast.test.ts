// What others are told of a drag: it is over once its edit is there, whatever drag comes next.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { id } from '../../../test/unit/world/made.ts'
import type { Box } from '../../world/geometry/box.ts'
import { createDragBroadcast } from './drag-broadcast.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const lampBox = (): Box => ({ x: 1, y: 2, width: 3, height: 4 })

test('[P4] what was put down is held no more, also where the next drag is given up before it began', () => {
  const presence = new Awareness(new Y.Doc())
  const held = (): unknown => presence.getLocalState()?.['held']
  const first = createDragBroadcast(presence)
  first.tell([id('lamp')], lampBox)
  first.end(true)
  expect(held()).toEqual([['lamp', 1, 2, 3, 4]])
  createDragBroadcast(presence).end(false)
  vi.advanceTimersByTime(1_000)
  expect(held()).toEqual([])
  presence.destroy()
})

test('[P4] also where the page was so busy that a word of it is said by the drop, and its timer is overdue', () => {
  const presence = new Awareness(new Y.Doc())
  const drag = createDragBroadcast(presence)
  drag.tell([id('lamp')], lampBox)
  drag.tell([id('lamp')], lampBox)
  const passed = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 100)
  drag.tell([id('lamp')], lampBox)
  drag.end(true)
  passed.mockRestore()
  vi.advanceTimersByTime(1_000)
  expect(presence.getLocalState()?.['held']).toEqual([])
  presence.destroy()
})
