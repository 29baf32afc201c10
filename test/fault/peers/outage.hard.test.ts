// A host is away for a week, as far as work goes, and either node is killed in between: nothing is lost,
// nothing is there twice, and waiting edits need hardly any memory.
import { readFileSync } from 'node:fs'
import * as Y from 'yjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { temporaryFolder, until } from '../../process.ts'
import { endNodes, give, makeWorld, startAgain, startPeer, type PeerNode } from '../../peers.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { Visitor } from './visitor.ts'

/** Updates that wait while the host is away: a week's work. */
const UPDATES = 100_000
const TIMEOUT_MS = 600_000
/** Most memory that sending the waiting edits may take, in MB, over the node's memory before. */
const MEMORY_MB = 150

let a: PeerNode
let b: PeerNode

beforeAll(async () => {
  ;[a, b] = await Promise.all([
    startPeer('ada', { data: temporaryFolder() }),
    startPeer('bob', { data: temporaryFolder() }),
  ])
}, 60_000)
afterAll(async () => {
  await endNodes(a, b)
})

async function square(title: string): Promise<{ there: string; here: string }> {
  const there = await makeWorld(b.admin, title)
  await give(b.admin, there, `ada@${a.name}`, 'edit')
  return { there, here: there.replace('/', `@${b.name}/`) }
}

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

describe('a host that is away', () => {
  it(
    '[N25] what is written meanwhile waits on the disk, over a crash of either node, and merges',
    async () => {
      const { there, here } = await square('Away')
      const bob = await Visitor.open(b.server.wsUrl, there, b.admin)
      const ada = await Visitor.open(a.server.wsUrl, here, a.admin)
      ada.write('one ')
      await until('bob has it', () => bob.text === 'one ')
      bob.close()
      await b.server.kill()
      ada.write('two ')
      await until('her own node has it', () => ada.isSaved)
      // A new visitor gets the same from the cache, with the waiting edits.
      const again = await Visitor.open(a.server.wsUrl, here, a.admin)
      expect(again.text).toBe('one two ')
      again.close()
      await a.server.kill()
      a = await startAgain(a)
      ada.write('three ')
      await until('her own node has that, too', () => ada.isSaved && ada.text === 'one two three ')
      b = await startAgain(b)
      const back = await Visitor.open(b.server.wsUrl, there, b.admin)
      await until('bob has all of it', () => back.text === 'one two three ', 30_000)
      back.write('four')
      await until('and ada what he wrote', () => ada.text === 'one two three four', 30_000)
      expect(ada.undone).toEqual([])
      back.close()
      ada.close()
    },
    TIMEOUT_MS,
  )

  it(
    `[N25] ${UPDATES} updates wait, and arrive once each, though both nodes are killed on the way`,
    async () => {
      const { there, here } = await square('Week')
      const ada = await Visitor.open(a.server.wsUrl, here, a.admin)
      ada.write('.')
      await until('it is there', () => ada.isSaved)
      await b.server.kill()
      await writeAWeek(here)
      ada.close()
      const before = residentMb(a.server.pid)
      b = await startAgain(b)
      const bob = await Visitor.open(b.server.wsUrl, there, b.admin)
      await until('some of it has come', () => lengthOf(bob) > UPDATES / 10, TIMEOUT_MS)
      expect(residentMb(a.server.pid) - before).toBeLessThan(MEMORY_MB)
      await a.server.kill()
      a = await startAgain(a)
      await b.server.kill()
      bob.close()
      b = await startAgain(b)
      const last = await Visitor.open(b.server.wsUrl, there, b.admin)
      await until('all of it has come', () => lengthOf(last) >= UPDATES, TIMEOUT_MS)
      expect(weekOf(last)).toEqual(Array.from({ length: UPDATES }, (_, n) => n))
      const here2 = await Visitor.open(a.server.wsUrl, here, a.admin)
      await until('her node has the same', () => lengthOf(here2) === UPDATES, TIMEOUT_MS)
      last.close()
      here2.close()
    },
    TIMEOUT_MS,
  )
})

/** The numbers that were written, in the order in which they stand. */
const weekOf = ({ doc }: Visitor): number[] =>
  doc.getText('week').toJSON().split(' ').slice(0, -1).map(Number)

const lengthOf = (visitor: Visitor): number => weekOf(visitor).length

/** A program that writes on and on, one update each, while the host is away. */
async function writeAWeek(world: string): Promise<void> {
  const client = await RawClient.open(`${a.server.wsUrl}/sync/${world}?inkland=1`, { cookie: a.admin.cookie })
  await until('the world is told', () => client.of('world').length > 0)
  client.send(syncFrame('step1', Uint8Array.of(0)))
  await until('the state is there', () => client.of('step2').length > 0)
  const doc = new Y.Doc()
  for (const { bytes } of client.of('step2')) Y.applyUpdate(doc, bytes)
  const text = doc.getText('week')
  const waiting: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => waiting.push(update))
  let sent = 0
  while (sent < UPDATES) {
    for (const end = Math.min(UPDATES, sent + 500); sent < end; sent++) text.insert(text.length, `${sent} `)
    for (const update of waiting.splice(0)) client.send(syncFrame('update', update))
    await until('it is on the disk', () => client.saved >= sent, 60_000)
  }
  client.close()
  doc.destroy()
}
