// What happens in a world, on a real node: as deltas for who reads them, as updates for all others, and the
// same document for both: with sockets what simulation/view/live.test.ts has without.
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../../shared/driver/connect.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { DeltaDecoder } from '../../../shared/yjs/deltas/delta-decoder.ts'
import { startServer, until } from '../../process.ts'
import { RawClient } from '../sync/client.ts'

/** All that a client was told of the document, and what is in frames of each kind. */
function told(client: RawClient): { readonly live: Y.Doc; readonly bytes: Record<string, number> } {
  const live = new Y.Doc()
  const bytes: Record<string, number> = {}
  let decoder: DeltaDecoder | null = null
  for (const frame of client.frames) {
    if (frame.type === 'history') decoder = new DeltaDecoder()
    if (!('bytes' in frame)) continue
    bytes[frame.type] = (bytes[frame.type] ?? 0) + frame.bytes.length
    if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(live, frame.bytes)
    if (frame.type === 'delta' && decoder !== null) Y.applyUpdate(live, decoder.decode(frame.bytes))
  }
  return { live, bytes }
}

async function adaIn(server: string): ReturnType<typeof connect> {
  const driver = await connect({
    server,
    world: 'ada/garden',
    name: 'Ada',
    platform: globalThis,
    WebSocket,
  })
  await driver.visit()
  return driver
}

test('[S23] who asks is told of walks by deltas, others by updates; both have the same', async () => {
  await using server = await startServer()
  const world = parseAddress('ada/garden')
  const driver = await adaIn(server.url)
  const come = async (query: string): Promise<RawClient> => {
    const client = await RawClient.open(`${server.wsUrl}/sync/${world}/live?${query}`)
    client.send(syncFrame('step1', Y.encodeStateVector(new Y.Doc())))
    await until('it is synced', () => client.of('step2').length > 0)
    return client
  }
  const clients = [await come('inkland=1'), await come('deltas=2'), await come('inkland=1&deltas=2')]
  for (let n = 0; n < 12; n++) {
    if (n === 6) clients.push(await come('inkland=1&deltas=2'))
    await driver.walk({ x: 300 + 5 * n, y: 200 })
    await driver.say(`This is number ${n}.`)
  }
  const same = (): boolean => {
    const [first, ...more] = clients.map((client) => JSON.stringify(told(client).live.getMap('live')))
    return first?.includes('number 11') === true && more.every((each) => each === first)
  }
  await until('all have the same', same)
  const [plain, stock, deltas, late] = clients.map((client) => told(client).bytes)
  expect([plain?.['delta'], stock?.['delta']]).toEqual([undefined, undefined])
  expect(deltas?.['delta']).toBeLessThan((plain?.['update'] ?? 0) / 2)
  expect(late?.['delta']).toBeLessThan(deltas?.['delta'] ?? 0)
  driver.close()
  for (const client of clients) client.close()
})

test('[S24] among many, who acts has the effect with the outcome, though others have it later', async () => {
  await using server = await startServer()
  const driver = await adaIn(server.url)
  const live = `${server.wsUrl}/sync/ada/garden/live`
  const others = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(live)))
  for (const other of others) other.send(syncFrame('step1', Y.encodeStateVector(new Y.Doc())))
  await until('all are there', () => others.every((other) => other.of('step2').length > 0))
  for (let n = 0; n < 10; n++) {
    await driver.say(`This is number ${n}.`)
    expect(JSON.stringify(driver.view.live?.getMap('live'))).toContain(`number ${n}.`)
  }
  const last = (other: RawClient): string => JSON.stringify(told(other).live.getMap('live'))
  await until('all have it', () => others.every((other) => last(other).includes('number 9.')))
  driver.close()
  for (const other of others) other.close()
})
