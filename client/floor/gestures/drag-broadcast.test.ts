// What others are told of a drag: it is over once its edit is there, whatever drag comes next.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { id } from '../../../test/unit/world/made.ts'
import { createDragBroadcast } from './drag-broadcast.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('[P4] what was put down is held no more, also where the next drag is given up before it began', () => {
  const presence = new Awareness(new Y.Doc())
  const held = (): unknown => presence.getLocalState()?.['held']
  const first = createDragBroadcast(presence)
  first.tell([id('lamp')], () => ({ x: 1, y: 2, width: 3, height: 4 }))
  first.end(true)
  expect(held()).toEqual([['lamp', 1, 2, 3, 4]])
  createDragBroadcast(presence).end(false)
  vi.advanceTimersByTime(1_000)
  expect(held()).toEqual([])
  presence.destroy()
})
