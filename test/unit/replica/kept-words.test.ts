// Words that a device keeps, so that they are found without a network.
import { IDBObjectStore } from 'fake-indexeddb'
import { expect, test, vi } from 'vitest'
import { parseAnyAddress, parseLineId, parseWorldId } from '../../../shared/world/address.ts'
import { Machine } from './machine.ts'
import { id } from '../world/made.ts'
import { eraseMember } from '../../../client/replica/storage/device.ts'
import type { Device } from '../../../client/replica/storage/device.ts'
import { remember } from '../../../client/replica/storage/known-worlds.ts'
import {
  findKeptWords,
  forgetWords,
  keepWords,
  keptThings,
  type KeptThing,
} from '../../../client/session/kept-words.ts'

const WORLD = { id: parseWorldId('garden')!, line: parseLineId('one')! }
const root = id('root')
/** The device of somebody who had the garden open. */
const withGarden = (member: string, use: (device: Device) => Promise<void>): Promise<void> =>
  new Machine(member).withDevice(async (device) => {
    const address = parseAnyAddress('ada/garden')!
    await remember(device, { ...WORLD, address, title: 'Garden', openedAt: 1 })
    await use(device)
  })

const thing = (name: string, page: string, host: KeptThing['host'] = root): KeptThing => ({
  thing: id(name),
  host: name === 'root' ? null : host,
  name,
  page,
})
const found = async (device: Device, ...words: string[]): Promise<string[]> =>
  (await findKeptWords(device, words)).map(({ name, isInLimbo }) => (isInLimbo ? `${name}?` : name))

test('[X5] words are found, names first, with the world and the passage', () =>
  withGarden('ada', async (device) => {
    await keepWords(device, WORLD, [thing('root', 'The LAMPE\nis très bright'), thing('lampe', '')], [])
    expect(await found(device, 'lampe')).toEqual(['lampe', 'root'])
    expect(await found(device, 'tres', 'lampe')).toEqual(['root'])
    expect(await found(device, 'nothing')).toEqual([])
    const [place] = await findKeptWords(device, ['tres'])
    expect(place).toMatchObject({
      world: { address: 'ada/garden', title: 'Garden' },
      thing: 'root',
      passage: { line: 2, match: 'très' },
    })
  }))

test('[X5] they change and go with their things, and what is in limbo is named so', () =>
  withGarden('ada', async (device) => {
    const things = [thing('root', ''), thing('box', 'word', 'limbo'), thing('cup', 'word', id('box'))]
    await keepWords(device, WORLD, things, [])
    expect(await found(device, 'word')).toEqual(['box?', 'cup?'])
    await keepWords(device, WORLD, [thing('box', 'word')], [])
    expect(await found(device, 'word')).toEqual(['box', 'cup'])
    await keepWords(device, WORLD, [], [id('box'), id('cup')])
    expect(await found(device, 'word')).toEqual([])
    expect(await keptThings(device, WORLD.id)).toEqual(['root'])
  }))

test('those that are as they were are not written again', () =>
  withGarden('ada', async (device) => {
    const things = ['root', 'box', 'cup'].map((name) => thing(name, 'word'))
    await keepWords(device, WORLD, things, [])
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    await keepWords(device, WORLD, things, [])
    expect(put).not.toHaveBeenCalled()
    await keepWords(device, WORLD, [...things.slice(1), thing('root', 'words')], [])
    expect(put).toHaveBeenCalledOnce()
    expect(await found(device, 'words')).toEqual(['root'])
    put.mockRestore()
  }))

test('[X5] they go with their line, with the world, and with the member', () =>
  withGarden('ada', async (device) => {
    await keepWords(device, WORLD, [thing('root', 'secret'), thing('box', 'secret')], [])
    await keepWords(device, { ...WORLD, line: parseLineId('two')! }, [thing('root', 'word')], [])
    expect(await found(device, 'secret')).toEqual([])
    await forgetWords(device, WORLD.id)
    expect(await found(device, 'word')).toEqual([])
    await keepWords(device, WORLD, [thing('root', 'secret')], [])
    const { indexedDB } = device.outside
    if (indexedDB === null) throw new Error('the device has a disk')
    expect((await indexedDB.databases()).map(({ name }) => name)).toContain('inkland ada words')
    expect(await eraseMember(indexedDB, 'ada')).toBe(true)
    expect(await indexedDB.databases()).toEqual([])
  }))
