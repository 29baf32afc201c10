// What a device keeps of the past of a world goes with the line that it is of.
import { IDBKeyRange } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { forgetOtherLines, keptHistory } from '../../../client/session/kept-history.ts'
import { makeLineId, makeWorldId } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { Machine } from './machine.ts'

const { bytes: random } = seededRandom(7)

beforeAll(() => void vi.stubGlobal('IDBKeyRange', IDBKeyRange))
afterAll(() => void vi.unstubAllGlobals())

test('[HI42] once a world is on a new line, the device has no past of another one of it', async () => {
  const world = makeWorldId(random)
  const lines = Array.from({ length: 5 }, () => makeLineId(random))
  const [, , present = makeLineId(random)] = lines.sort()
  await new Machine('member00').withDevice(async (device) => {
    for (const line of lines)
      for (const kind of ['sessions', 'versions', 'states', 'steps'] as const)
        await keptHistory(device, world, line).keep(kind, 7, `${kind} with words`)
    const other = keptHistory(device, makeWorldId(random), makeLineId(random))
    await other.keep('states', 7, 'of another world')

    await forgetOtherLines(device, world, present)

    for (const line of lines)
      for (const kind of ['sessions', 'versions', 'states', 'steps'] as const) {
        const revisions = await keptHistory(device, world, line).revisions(kind)
        expect(revisions).toEqual(line === present ? [7] : [])
      }
    expect(await other.read('states', 7)).toBe('of another world')
  })
})
