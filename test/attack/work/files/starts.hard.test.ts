// Any content of a data folder, whoever wrote it: a node starts with it, and no world that cannot be read
// stops another.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { WorldList } from '../../../../shared/wire/api/world-bodies.ts'
import { CLOSE, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { liveArtifacts } from '../../../../shared/world/live/live-document.ts'
import { openSqliteStore } from '../../../../server/storage/sqlite/sqlite-store.ts'
import type { Store } from '../../../../server/storage/store.ts'
import { told } from '../../../accounts.ts'
import { documentOf, makeWorld, update } from '../../../contract/made.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../../process.ts'
import { inkland } from '../../../unit/cli/inkland.ts'
import { RawClient } from '../../../unit/sync/client.ts'
import * as updates from './hostile-updates.ts'
import { expectInTime } from '../bounds.ts'
import { watchNode, type Watch } from '../watch.ts'
import { sceneOf } from './world-file.ts'

/** Rows that no guard would have let in; a disk may have them from before there was one, or by a fault. */
const ROWS: Readonly<Record<string, () => Uint8Array>> = {
  nonsense: () => new Uint8Array(1000).fill(7),
  spot: () => updates.atOneSpot(100_000),
  reverse: () => updates.inReverse(5_000),
  nested: () => updates.nested(50_000),
  roots: () => updates.manyRoots(10_000),
  collected: () => updates.collected(700_000),
  key: () => updates.ofOneKey(10_000),
  value: () => updates.oneValue(1_000_000),
  riddled: () => updates.riddled(100_000),
}
const NAMES = Object.keys(ROWS)
/**
 * A start takes no longer than that, or than three starts over nothing where the machine is busy with others.
 */
const LIMITS = { startMs: 5_000, openMs: 120_000 }

const CLOCK = '# Clock\n\n```js\nevery(1, () => set(self, { speed: 100 + (Date.now() % 100) }))\n```\n'

const data = temporaryFolder()
let server: RunningServer
let watch: Watch
let startedMs = 0
let emptyMs = 0

async function putWorld(store: Store, name: string, row: Uint8Array): Promise<void> {
  const world = await makeWorld(store, name)
  const [scene, live] = [documentOf(world), documentOf(world, 'live')]
  await store.append([
    update(scene, 1, { bytes: sceneOf(8, CLOCK), claims: [8] }),
    update(scene, 2, { bytes: row }),
    update(live, 3, { bytes: row }),
  ])
}

beforeAll(async () => {
  const store = await openSqliteStore({ folder: data })
  for (const [name, row] of Object.entries(ROWS)) await putWorld(store, name, row())
  const well = await makeWorld(store, 'well')
  await store.append([update(documentOf(well), 1, { bytes: sceneOf(8, CLOCK), claims: [8] })])
  await store.close()
  const begun = performance.now()
  await (await startServer())[Symbol.asyncDispose]()
  emptyMs = performance.now() - begun
  const again = performance.now()
  server = await startServer({ data })
  startedMs = performance.now() - again
  watch = await watchNode(server)
}, 60_000)

afterAll(async () => {
  watch?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
})

/**
 * A document as a new reader gets it, who comes again where the world is just opened anew without what cannot
 * be applied; null where it cannot be opened.
 */
async function opened(name: string, kind: '' | '/live'): Promise<Y.Doc | null> {
  const client = await RawClient.open(`${server.wsUrl}/sync/ada/${name}${kind}?inkland=1`)
  client.send(syncFrame('step1', Uint8Array.of(0)))
  const isAnswered = () => client.of('step2').length > 0 || client.closed !== null
  await until(`${name}${kind} is answered`, isAnswered, LIMITS.openMs)
  if (client.closed?.code === CLOSE.fault) return opened(name, kind)
  const doc = new Y.Doc()
  for (const { bytes } of [...client.of('update'), ...client.of('step2')]) Y.applyUpdate(doc, bytes)
  const isClosed = client.closed !== null
  client.close()
  return isClosed ? null : doc
}

test('[L4] a node starts over worlds that cannot be read, and plays and shows the others at once', async () => {
  expect(startedMs).toBeLessThan(Math.max(LIMITS.startMs, 3 * emptyMs))
  expect((await opened('well', ''))?.getMap('meta').get('title')).toBe('Trap')
  await until(
    'the clock beats',
    async () => {
      const live = await opened('well', '/live')
      return live !== null && (liveArtifacts(live)?.size ?? 0) > 0
    },
    30_000,
  )
  const { worlds } = WorldList.parse(await told(await fetch(`${server.url}/api/worlds`)))
  expect(worlds.map(({ address }) => address)).toEqual(
    expect.arrayContaining(NAMES.map((name) => `ada/${name}`)),
  )
})

test(
  '[L4] each of them opens without what cannot be applied, or with it, and nobody waits',
  { timeout: 300_000 },
  async () => {
    const docs = await Promise.all(NAMES.map((name) => opened(name, '')))
    for (const doc of docs) expect(doc?.getMap('meta').get('root')).toBe('root')
    const { netMs } = await watch.look()
    expectInTime(netMs)
  },
)

test('[L4] a doctor tells of them, and a world is saved as a folder, in no more time than opening takes', async () => {
  const other = temporaryFolder()
  const store = await openSqliteStore({ folder: other })
  await putWorld(store, 'roots', updates.manyRoots(10_000))
  await putWorld(store, 'reverse', updates.inReverse(15_000))
  await store.close()
  expect((await inkland('doctor', '--data', other)).out).toContain(
    'ada/roots cannot be opened (a change in it cannot be read).',
  )
  const saved = await inkland('export', 'ada/reverse', '--data', other, '--out', join(other, 'saved'))
  expect(saved).toMatchObject({ code: 0, out: expect.stringContaining('Saved ada/reverse') })
}, 60_000)
