// A world that begins anew, from a backup or a file: who still holds what it was before, and knows nothing of
// lines, writes nothing of that again.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { exportWorld, importWorld } from '../../../../server/storage/archive/world-file.ts'
import { backUp, restoreBackup } from '../../../../server/storage/maintenance/data-backup.ts'
import { openSqliteStore } from '../../../../server/storage/sqlite/sqlite-store.ts'
import { judgeFile } from '../../../../server/sync/file-import/world-file-check.ts'
import { parseAddress } from '../../../../shared/world/address.ts'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import { temporaryFolder, until } from '../../../process.ts'
import { startNode, type TestNode } from '../node.ts'
import { openStock } from '../stock.ts'

const GARDEN = 'ada/garden'
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function nodeOn(data: string): Promise<TestNode> {
  const node = await startNode({ store: await openSqliteStore({ folder: data }) })
  ends.push(() => node.stop())
  return node
}

interface Client {
  readonly doc: Y.Doc
  readonly closes: number[]
  readonly reasons: string[]
  readonly provider: WebsocketProvider
}

/** A stock client, perhaps with what it held before. */
function open(node: TestNode, doc?: Y.Doc): Client {
  const provider = openStock(node.url, GARDEN, {}, doc)
  const closes: number[] = []
  const reasons: string[] = []
  provider.on('connection-close', (event) => {
    closes.push(event?.code ?? 0)
    reasons.push(event?.reason ?? '')
  })
  ends.push(() => provider.destroy())
  return { doc: provider.doc, closes, reasons, provider }
}

const textOf = (doc: Y.Doc): Y.Text => doc.getText('page')

/** What somebody reads who comes for the first time. */
async function read(node: TestNode): Promise<string> {
  const { doc, provider } = open(node)
  await until('it is here', () => provider.synced)
  provider.destroy()
  return textOf(doc).toJSON()
}

async function write(node: TestNode, { doc }: Client, words: string): Promise<void> {
  const text = textOf(doc)
  text.insert(text.length, words)
  const all = text.toJSON()
  await until('it is stored', async () => (await read(node)) === all)
}

/** Comes again with what it held: sent away in words, it has all it had, and nothing of it is written. */
async function expectSentAway(node: TestNode, held: Y.Doc, stands: string): Promise<void> {
  const had = textOf(held).toJSON()
  const { closes, reasons } = open(node, held)
  await until('it was sent away', () => closes.includes(CLOSE.identity))
  expect(reasons.join(' ')).toMatch(/begun anew.*before/)
  expect(textOf(held).toJSON()).toBe(had)
  expect(await read(node)).toBe(stands)
}

it('[S26] restored from a backup: its old words do not come again, and those of people who are there do', async () => {
  const folder = temporaryFolder()
  const [data, backup, restored] = ['data', 'backup', 'restored'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const before = await nodeOn(data)
  const ann = open(before)
  await until('it is here', () => ann.provider.synced)
  await write(before, ann, 'Kept.')
  await backUp(data, backup, Date.now())
  await write(before, ann, ' Gone.')
  // Somebody who comes only now: the backup knows nothing of their client.
  const late = open(before)
  await until('it is here', () => late.provider.synced)
  await write(before, late, ' Late.')
  for (const { provider } of [ann, late]) provider.destroy()
  await restoreBackup(backup, restored)

  const node = await nodeOn(restored)
  await expectSentAway(node, ann.doc, 'Kept.')
  await expectSentAway(node, late.doc, 'Kept.')
  // Who reads it as it is now, writes without a network and comes again, is heard.
  const bob = open(node)
  await until('it is here', () => bob.provider.synced)
  bob.provider.disconnect()
  textOf(bob.doc).insert(5, ' New.')
  bob.provider.connect()
  await until('it is stored', async () => (await read(node)) === 'Kept. New.')
  expect(bob.closes).not.toContain(CLOSE.identity)
})

it('[S26] imported anew at its address: the same', async () => {
  const node = await nodeOn(join(temporaryFolder(), 'data'))
  const ann = open(node)
  await until('it is here', () => ann.provider.synced)
  await write(node, ann, 'Kept.')
  const { store, sync } = node
  const address = parseAddress(GARDEN)!
  const world = (await store.find(address))!
  const file: Uint8Array[] = []
  for await (const bytes of exportWorld(store, world)) file.push(bytes)
  await write(node, ann, ' Gone.')
  ann.provider.destroy()
  await store.bin(world.key, 1)
  await sync.close(world.key, CLOSE.binned, 'In the bin.')
  await store.destroy(world.key)
  await importWorld(
    store,
    (async function* () {
      yield* file
    })(),
    {
      address,
      at: 2,
      random: (bytes) => randomBytes(bytes),
      folder: temporaryFolder(),
      judge: (job) => Promise.resolve(judgeFile(job)),
    },
  )
  await expectSentAway(node, ann.doc, 'Kept.')
})

it('[S26] who typed before they were told anything is heard on a line with a mark', async () => {
  const folder = temporaryFolder()
  const before = await nodeOn(join(folder, 'data'))
  await read(before)
  await backUp(join(folder, 'data'), join(folder, 'backup'), Date.now())
  await restoreBackup(join(folder, 'backup'), join(folder, 'restored'))
  const node = await nodeOn(join(folder, 'restored'))
  const ann = open(node)
  textOf(ann.doc).insert(0, 'Soon.')
  await until('it is stored', async () => (await read(node)) === 'Soon.')
  expect(ann.closes).toEqual([])
  // Nobody makes a mark, by which others would be sent away.
  const forged = new Y.Doc()
  forged.clientID = 2 ** 53 - 1
  const forger = open(node, forged)
  await until('it is here', () => forger.provider.synced)
  textOf(forger.doc).insert(0, 'Mark. ')
  await until('it was sent away', () => forger.closes.includes(CLOSE.identity))
  expect(await read(node)).toBe('Soon.')
})
