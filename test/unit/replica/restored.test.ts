// A node that went back to a backup: what devices have that is newer than it, saved or not, becomes a copy.
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { backUp, restoreBackup } from '../../../server/storage/maintenance/data-backup.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { Replica } from '../../../client/replica/replica.ts'
import { keepAbsence, readAbsence } from '../../../client/replica/absence.ts'
import { parseAddress, type Address } from '../../../shared/world/address.ts'
import { temporaryFolder } from '../../process.ts'
import { until } from '../sync/until.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, textOf, untilSaved, wordsIn, wordsOf, write } from './writing.ts'

const [LATE] = [parseAddress('ada/late')] as [Address]

let node: Node
let folder: string
let ada: Machine
let server: string

beforeEach(async () => {
  folder = temporaryFolder()
  node = await startNode({ store: await openSqliteStore({ folder: join(folder, 'data') }) })
  ada = new Machine('ada')
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

const keepBackup = (): Promise<unknown> => backUp(join(folder, 'data'), join(folder, 'backup'), Date.now())

/** The node as the backup has it, at the same address. */
async function restore(): Promise<void> {
  const { port } = node
  await node.stop()
  await restoreBackup(join(folder, 'backup'), join(folder, 'restored'))
  node = await startNode({ port, store: await openSqliteStore({ folder: join(folder, 'restored') }) })
}

async function writeSaved(replica: Replica, words: string): Promise<void> {
  write(replica, words)
  await untilSaved(replica)
}

const untilCopied = (replica: Replica): Promise<void> =>
  until(
    () => replica.sync.state === 'refused' && replica.sync.copy !== null,
    `a copy is told (${JSON.stringify(replica.sync)})`,
  )

const NEWER = /restored from a backup.*newer/

test('[R16] what an open tab showed and the backup lacks is a copy, though it was saved', async () => {
  const { replica, device } = ada.open(server, GARDEN)
  await replica.ready
  await writeSaved(replica, 'kept')
  await keepBackup()
  await writeSaved(replica, ' and saved later')
  await restore()
  await untilCopied(replica)
  expect(replica.sync).toMatchObject({ code: 'restored', text: expect.stringMatching(NEWER) })
  expect(wordsOf(replica)).toBe('kept')
  const copies = await device.copies.list()
  expect(copies.map(({ mine, theirs }) => [wordsIn(mine), wordsIn(theirs)])).toEqual([
    ['kept and saved later', 'kept'],
  ])
  expect(copies[0]?.why).toMatch(NEWER)
})

test('[R16] words that were deleted after the backup count as newer', async () => {
  const { replica, device } = ada.open(server, GARDEN)
  await replica.ready
  await writeSaved(replica, 'one two')
  await keepBackup()
  textOf(replica.scene).delete(3, 4)
  await untilSaved(replica)
  await restore()
  await untilCopied(replica)
  expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['one'])
})

test('[R16] nothing newer, no copy; and the next backup of the same state is none either', async () => {
  const { replica, device } = ada.open(server, GARDEN)
  await replica.ready
  await writeSaved(replica, 'kept')
  await keepBackup()
  const before = replica.world?.line
  await restore()
  await until(() => replica.world?.line !== before, 'the new line is here')
  await untilSaved(replica)
  expect(wordsOf(replica)).toBe('kept')
  expect(await device.copies.list()).toEqual([])
})

test('[R16] a device that was away gets its copy when it comes back, unsaved words and all, as one', async () => {
  const first = ada.open(server, GARDEN)
  await first.replica.ready
  await writeSaved(first.replica, 'kept')
  await keepBackup()
  await writeSaved(first.replica, ' saved')
  await ada.untilWritten()
  await first.close()
  // Somebody who only looked, on a device of their own.
  const bob = new Machine('bob')
  const looked = bob.open(node.serverFor(bob.member), GARDEN)
  await until(() => wordsOf(looked.replica) === 'kept saved', 'he sees it')
  await bob.untilWritten()
  await looked.close()
  ada.goOffline()
  const again = ada.open(server, GARDEN)
  await again.replica.ready
  write(again.replica, ' unsaved')
  await again.close()
  await restore()
  ada.goOnline()
  const last = ada.open(server, GARDEN)
  await untilCopied(last.replica)
  await until(
    async () =>
      (await last.device.copies.list()).map(({ mine }) => wordsIn(mine))[0] === 'kept saved unsaved',
    'all of it is in the copy',
  )
  expect((await last.device.copies.list()).map(({ theirs }) => wordsIn(theirs))).toEqual(['kept'])
  const his = bob.open(node.serverFor(bob.member), GARDEN)
  await untilCopied(his.replica)
  expect((await his.device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['kept saved'])
  await bob.shutDown()
})

test('[R16] two tabs of a browser make one copy, and it is there after a reload', async () => {
  const one = ada.open(server, GARDEN)
  const two = ada.open(server, GARDEN)
  await Promise.all([one.replica.ready, two.replica.ready])
  await writeSaved(one.replica, 'kept')
  await keepBackup()
  await writeSaved(one.replica, ' later')
  await until(() => wordsOf(two.replica) === 'kept later', 'the other tab has it')
  await restore()
  await Promise.all([untilCopied(one.replica), untilCopied(two.replica)])
  await ada.untilWritten()
  const copies = await ada.withDevice((device) => device.copies.list())
  expect(copies.map(({ mine }) => wordsIn(mine))).toEqual(['kept later'])
})

test('[R16] the old state stays on the device until all of the new line is here', async () => {
  const first = ada.open(server, GARDEN)
  await first.replica.ready
  await writeSaved(first.replica, 'kept')
  await keepBackup()
  await writeSaved(first.replica, ' later')
  await ada.untilWritten()
  await first.close()
  await restore()
  // The new line is greeted, and nothing of it comes.
  let frames = 0
  ada.wiretap = (event, _frame, document) =>
    event === 'received' && document === 'scene' && (frames += 1) > 1 ? 'lose' : 'pass'
  const cut = ada.open(server, GARDEN)
  await until(() => frames > 1, 'it was greeted')
  cut.crash()
  ada.wiretap = () => 'pass'
  ada.goOffline()
  const offline = ada.open(server, GARDEN)
  await offline.replica.ready
  expect(wordsOf(offline.replica)).toBe('kept later')
  await offline.close()
  ada.goOnline()
  const last = ada.open(server, GARDEN)
  await untilCopied(last.replica)
  expect((await last.device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['kept later'])
})

test('[R16] a device that keeps nothing has the copy while the tab is open', async () => {
  const eve = new Machine('eve', { hasDisk: false })
  const { replica, device } = eve.open(node.serverFor(eve.member), GARDEN)
  await replica.ready
  await writeSaved(replica, 'kept')
  await keepBackup()
  await writeSaved(replica, ' later')
  await restore()
  await untilCopied(replica)
  expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['kept later'])
  await eve.shutDown()
})

test('[R16] a world that the backup does not have is a copy, too, where another one is made at its address', async () => {
  await keepBackup()
  const { replica, device } = ada.open(server, LATE)
  await replica.ready
  await writeSaved(replica, 'made later')
  await restore()
  await untilCopied(replica)
  expect(wordsOf(replica)).toBe('')
  expect((await device.copies.list()).map(({ mine }) => wordsIn(mine))).toEqual(['made later'])
})

test('[R6] an absence that nobody has read goes with its line', async () => {
  const { replica, device } = ada.open(server, GARDEN)
  await replica.ready
  await writeSaved(replica, 'kept')
  await keepBackup()
  await writeSaved(replica, ' and saved later')
  const world = replica.world ?? expect.unreachable()
  const state = Y.encodeStateAsUpdate(replica.scene)
  await keepAbsence(device, world, [{ since: 0, until: 1, before: state, mine: state, theirs: state }])
  await restore()
  await untilCopied(replica)
  await until(async () => (await readAbsence(device, world)) === null, 'it is gone')
})
