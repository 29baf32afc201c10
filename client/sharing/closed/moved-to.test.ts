import { expect, test } from 'vitest'
import { makeWorldId, parseAddress, type Address } from '../../../shared/world/address.ts'
import { movedTo, type Listing } from './moved-to.ts'

const before = address('ada/handed')
const after = address('bob/handed')
const id = makeWorldId((bytes) => new Uint8Array(bytes))
const other = makeWorldId((bytes) => new Uint8Array(bytes).fill(1))

function address(text: string): Address {
  const read = parseAddress(text)
  if (read === null) throw new Error(text)
  return read
}

test('[T8] a world that moved is found by its id, and only where it is another address', async () => {
  const never = () => expect.fail('nothing failed')
  const at =
    (...worlds: Listing['worlds']) =>
    async () => ({ worlds })
  const lamp = { id: other, address: address('ada/lamps') }
  expect(await movedTo({ id, address: before }, at(lamp, { id, address: after }), never)).toBe(after)
  expect(await movedTo({ id, address: before }, at(lamp, { id, address: before }), never)).toBeNull()
  expect(await movedTo({ id, address: before }, at(lamp), never)).toBeNull()
  expect(await movedTo({ id: null, address: before }, never, never)).toBeNull()
})

test('[T8] a list that cannot be had just then is asked for again, after growing waits, and not for ever', async () => {
  const waits: number[] = []
  const pause = async (ms: number): Promise<void> => void waits.push(ms)
  const fails = (times: number) => async () => {
    if (waits.length < times) throw new Error('too much to do')
    return { worlds: [{ id, address: after }] }
  }
  expect(await movedTo({ id, address: before }, fails(2), pause)).toBe(after)
  expect(waits).toEqual([1_000, 2_000])
  await expect(movedTo({ id, address: before }, fails(Infinity), pause)).rejects.toThrow('too much to do')
  expect(waits).toHaveLength(6)
})
