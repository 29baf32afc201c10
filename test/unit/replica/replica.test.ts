import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Replica } from '../../../client/replica/replica.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { until } from '../sync/until.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'

const GARDEN = parseAddress('ada/garden')!

let node: Node
let ada: Machine
let server: string

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada')
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
  expect(ada.reported).toEqual([])
})

const text = (replica: Replica): Y.Text => replica.scene.getText('test')
const write = (replica: Replica, words: string) => text(replica).insert(text(replica).length, words)
const isSaved = ({ sync }: Replica) => sync.state === 'saved'
const stored = async () => (await node.scene(GARDEN)).getText('test').toString()

describe('offline', () => {
  test('what is written is saved at the server', async () => {
    const { replica } = ada.open(server, GARDEN)
    await replica.ready
    await until(() => isSaved(replica), 'the world is open')
    write(replica, 'hello')
    expect(replica.sync).toEqual({ state: 'saving', changes: 1 })
    await until(() => isSaved(replica), 'it is saved')
    expect(await stored()).toBe('hello')
  })

  test('edits made without a network are kept over a reload, shown, and saved once it is back', async () => {
    const first = ada.open(server, GARDEN)
    await first.replica.ready
    write(first.replica, 'one ')
    await until(() => isSaved(first.replica), 'it is saved')
    ada.goOffline()
    write(first.replica, 'two ')
    write(first.replica, 'three')
    expect(first.replica.sync).toEqual({ state: 'offline', changes: 2, keeps: true })
    await first.close()

    const second = ada.open(server, GARDEN)
    await second.replica.ready
    expect(text(second.replica).toString()).toBe('one two three')
    await until(() => second.replica.sync.state === 'offline', 'the mark says offline')
    expect(second.replica.sync).toEqual({ state: 'offline', changes: 2, keeps: true })
    ada.goOnline()
    await until(() => isSaved(second.replica), 'it is saved')
    expect(await stored()).toBe('one two three')
  })
})
