// Many worlds that are large, all of them played, on a node with little memory.
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openSqliteStore } from '../../../../server/storage/sqlite/sqlite-store.ts'
import { CLOSE, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { DOCUMENT_ITEMS_MAX } from '../../../../shared/world/limits.ts'
import { textOf } from '../../../../shared/world/scene/scene.ts'
import { documentOf, makeWorld, update } from '../../../contract/made.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../../process.ts'
import { id } from '../../../unit/world/made.ts'
import { RawClient } from '../../../unit/sync/client.ts'
import { expectInTime } from '../bounds.ts'
import { watchNode, type Watch } from '../watch.ts'
import { sceneOf } from './world-file.ts'

/** The memory that Node allows the process, in MB; eight worlds hold twice as much. */
const HEAP_MB = 500
const WORLDS = 8
const BOUND = { waitMs: 60_000 }

const CLOCK = '# Clock\n\n```js\nevery(1, () => set(self, { speed: 100 + (Date.now() % 100) }))\n```\n'

const data = temporaryFolder()
let server: RunningServer
let watch: Watch

/** A page that was written from its end to its beginning: no letter joins its neighbour in one item. */
function crowded(scene: Uint8Array): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, scene)
  const before = Y.encodeStateVector(doc)
  const page = textOf(doc, id('root'))
  doc.transact(() => {
    for (let letter = 0; letter < 0.45 * DOCUMENT_ITEMS_MAX; letter++) page?.insert(0, ' ')
  })
  return Y.encodeStateAsUpdate(doc, before)
}

beforeAll(async () => {
  const store = await openSqliteStore({ folder: data })
  const scene = sceneOf(8, CLOCK)
  const row = crowded(scene)
  for (let nth = 0; nth < WORLDS; nth++) {
    const world = documentOf(await makeWorld(store, `large-${nth}`))
    await store.append([update(world, 1, { bytes: scene, claims: [8] }), update(world, 2, { bytes: row })])
  }
  await store.append([update(documentOf(await makeWorld(store, 'small')), 1, { bytes: scene, claims: [8] })])
  await store.close()
  server = await startServer({ data, env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` } })
  watch = await watchNode(server)
}, 60_000)

afterAll(async () => {
  watch?.[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
})

/** The result of coming to a world and writing there. */
async function comeTo(name: string): Promise<'saved' | 'held' | 'sent away'> {
  const client = await RawClient.open(`${server.wsUrl}/sync/ada/${name}?inkland=1`)
  client.send(syncFrame('step1', Uint8Array.of(0)))
  client.send(syncFrame('update', typed(name)))
  const came = await until(
    `${name} takes a letter, or says why not`,
    () => {
      if (client.closed !== null) return client.closed.code === CLOSE.disk && 'sent away'
      if (client.of('held').length > 0) return 'held'
      return client.of('saved').length > 0 && 'saved'
    },
    BOUND.waitMs,
  )
  client.close()
  return came
}

/** A root of its own: it rests on nothing that is there. */
function typed(name: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('more').set(name, 1)
  return Y.encodeStateAsUpdate(doc)
}

test(
  '[nobody holds up the node] more and larger worlds than there is memory for: those that fit are open, the others wait, and the node goes on',
  { timeout: 300_000, retry: 0 },
  async () => {
    const larges = Array.from({ length: WORLDS }, (_, nth) => `large-${nth}`)
    const came = await Promise.all(larges.map(comeTo))
    expect(came).toContain('sent away')
    expect(new Set(came).size).toBeGreaterThan(1)
    // An owner with little open is let in all the same.
    expect(await comeTo('small')).toBe('saved')
    const { netMs, peakBytes } = await watch.look()
    const open = came.filter((what) => what !== 'sent away').length
    console.info(
      `memory: ${open} of ${WORLDS} large worlds open, ${(peakBytes / 1e6).toFixed(0)} MB at most, answered after ${netMs.toFixed(0)} ms at most`,
    )
    expectInTime(netMs)
  },
)
