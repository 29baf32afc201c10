// A room that is gone is held by nothing: its timer would keep its document for half a minute.
import { expect, it } from 'vitest'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { Table } from '../../attack/table.ts'

it('[S22] a room that is closed, or left again and again, leaves no timer that holds it', async () => {
  const table = new Table()
  const after = table.time.after.bind(table.time)
  const waiting = new Set<() => void>()
  table.time.after = (ms, run) => {
    if (ms !== 30_000) return after(ms, run)
    waiting.add(run)
    const cancel = after(ms, () => {
      waiting.delete(run)
      run()
    })
    return () => {
      waiting.delete(run)
      cancel()
    }
  }
  for (let visit = 0; visit < 20; visit++) {
    const ada = await table.sit('ada', 'inkland')
    ada.leave()
    await table.time.pass(10)
  }
  expect(waiting.size).toBe(1)
  const world = await table.store.find(parseAddress('ada/garden')!)
  await table.sync.close(world!.key, CLOSE.goingAway, '')
  expect([waiting.size, table.sync.stats().rooms]).toEqual([0, 0])
  await table.sync.stop()
})
