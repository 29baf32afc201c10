import { expect, test } from 'vitest'
import { makeWorldId, parseAddress, type Address, type WorldId } from '../../../shared/world/address.ts'
import { movedTo } from './moved-to.ts'

const before = address('ada/handed')
const after = address('bob/handed')
const id = makeWorldId((bytes) => new Uint8Array(bytes))
const other = makeWorldId((bytes) => new Uint8Array(bytes).fill(1))

interface Found {
  readonly id: WorldId
  readonly address: Address
}

function address(text: string): Address {
  const read = parseAddress(text)
  if (read === null) throw new Error(text)
  return read
}

test('[T8] a world that moved is found by its old address, and only where it is the same world', async () => {
  const never = () => expect.fail('nothing failed')
  const at = (found: Found | null) => async () => found
  expect(await movedTo({ id, address: before }, at({ id, address: after }), never)).toBe(after)
  expect(await movedTo({ id: null, address: before }, at({ id, address: after }), never)).toBe(after)
  expect(await movedTo({ id, address: before }, at({ id, address: before }), never)).toBeNull()
  expect(await movedTo({ id, address: before }, at({ id: other, address: after }), never)).toBeNull()
  expect(await movedTo({ id, address: before }, at(null), never)).toBeNull()
})

test('[T8] an answer that cannot be had just then is asked for again, after growing waits, not for ever', async () => {
  const waits: number[] = []
  const pause = async (ms: number): Promise<void> => void waits.push(ms)
  const fails = (times: number) => async () => {
    if (waits.length < times) throw new Error('too much to do')
    return { id, address: after }
  }
  expect(await movedTo({ id, address: before }, fails(2), pause)).toBe(after)
  expect(waits).toEqual([1_000, 2_000])
  await expect(movedTo({ id, address: before }, fails(Infinity), pause)).rejects.toThrow('too much to do')
  expect(waits).toHaveLength(6)
})
