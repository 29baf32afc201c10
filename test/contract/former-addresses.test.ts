// A store in front of each other one: worlds that moved are found by the addresses that they had.
import { describe, expect, test } from 'vitest'
import { withFormerAddresses } from '../../server/storage/former-addresses.ts'
import type { Store } from '../../server/storage/store.ts'
import { at, makeWorld } from './made.ts'
import { stores } from './stores.ts'

const foundAt = async (store: Store, address: string): Promise<string | null> =>
  (await store.find(at(address)))?.id ?? null

describe.each(stores)('[T13] the former addresses of worlds: $name', ({ open }) => {
  test('lead to where the world went, one after the other, until another world has one', async () => {
    await using opened = await open()
    const store = withFormerAddresses(opened.store)
    const { key, id } = await makeWorld(store, 'one')
    await store.rename(key, at('ada/two'))
    await store.rename(key, at('bob/three'))
    for (const address of ['ada/one', 'ada/two', 'bob/three']) expect(await foundAt(store, address)).toBe(id)
    expect((await store.find(at('ada/one')))?.address).toBe('bob/three')
    expect(await foundAt(store, 'ada/four')).toBeNull()

    // Another one at it, and none in its way.
    const other = await makeWorld(store, 'other', { address: at('ada/one') })
    expect(await foundAt(store, 'ada/one')).toBe(other.id)
    expect(await foundAt(store, 'ada/two')).toBe(id)
    await store.bin(other.key, 1)
    await store.destroy(other.key)
    expect(await foundAt(store, 'ada/one')).toBeNull()
    expect(await store.rename(other.key, at('ada/five')).catch(() => 'missing')).toBe('missing')
  })

  test('are free again when the world comes back, is gone, or when it was refused', async () => {
    await using opened = await open()
    const store = withFormerAddresses(opened.store)
    const [one, two] = [await makeWorld(store, 'one'), await makeWorld(store, 'two')]
    expect(await store.rename(one.key, two.address)).toBeNull()
    expect([await foundAt(store, 'ada/one'), await foundAt(store, 'ada/two')]).toEqual([one.id, two.id])
    await store.rename(one.key, at('ada/away'))
    await store.rename(one.key, at('ada/one'))
    expect([await foundAt(store, 'ada/one'), await foundAt(store, 'ada/away')]).toEqual([one.id, one.id])
    await store.rename(two.key, at('ada/away'))
    await store.rename(two.key, at('ada/last'))
    expect(await foundAt(store, 'ada/away')).toBe(two.id)
    await store.bin(two.key, 1)
    await store.destroy(two.key)
    for (const address of ['ada/two', 'ada/away', 'ada/last'])
      expect(await foundAt(store, address)).toBeNull()
    expect(await store.records('former-addresses')).toMatchObject([{ id: one.id }])
  })

  test('are at most twenty for a world; of another node’s world none is kept', async () => {
    await using opened = await open()
    const store = withFormerAddresses(opened.store)
    const { key, id } = await makeWorld(store, 'w0')
    for (let number = 1; number <= 21; number++) await store.rename(key, at(`ada/w${number}`))
    expect(await foundAt(store, 'ada/w0')).toBeNull()
    expect([await foundAt(store, 'ada/w1'), await foundAt(store, 'ada/w20')]).toEqual([id, id])
    expect(await store.records('former-address')).toHaveLength(20)
    const there = await makeWorld(store, 'there', { address: at('ada@house.example/there') })
    await store.rename(there.key, at('ada@house.example/elsewhere'))
    expect(await foundAt(store, 'ada@house.example/there')).toBeNull()
  })
})
