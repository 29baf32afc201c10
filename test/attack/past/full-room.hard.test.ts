// A world that somebody used up from 50,000 tabs is full, for its owner as well, also once all of it is
// deleted. Room is made: everybody writes again, after a restart too, and its past is there. On each store.
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { DraftMade } from '../../../shared/wire/api/draft-bodies.ts'
import { HistoryAnswer, RoomMade } from '../../../shared/wire/api/history-bodies.ts'
import { DOCUMENT_WRITERS_MAX } from '../../../shared/world/limits.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { nodeOf, startAccounts } from '../../accounts.ts'
import { api, ask, furnish, makeWorld } from '../../fault/past/deed.ts'
import { changed, SceneWriter, seen } from '../../fault/past/scene-writer.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { hasPostgres, newDatabase } from '../../support/postgres/shared-server.ts'
import { until } from '../../unit/sync/until.ts'
import { id } from '../../unit/world/made.ts'
import { writeFromTabs } from './many-writers.ts'

const GARDEN = 'ada/garden'
const API = api(GARDEN)

describe.each([{ store: 'sqlite' }, { store: 'postgres' }])('[HI44] on $store', ({ store }) => {
  it.skipIf(store === 'postgres' && !hasPostgres)(
    'a world that is full of writers who left nothing has room again',
    { timeout: 15 * 60_000 },
    async () => {
      const data = temporaryFolder()
      const database = store === 'postgres' ? await newDatabase() : null
      onTestFinished(async () => database?.[Symbol.asyncDispose]())
      const env = { INKLAND_STORE: database?.url ?? 'sqlite' }
      let node = await startAccounts({ data, env })
      onTestFinished(() => node[Symbol.asyncDispose]())
      await makeWorld(node, GARDEN)
      await changed(node, GARDEN, furnish)
      const { address: draft } = DraftMade.parse(await ask(node, 'POST', `${API}/drafts`, { title: 'One' }))
      await changed(node, draft, (writer) => writer.write('t1', 'drafted'))
      {
        await using writer = await SceneWriter.open(node, GARDEN)
        writeFromTabs(writer.scene, 't0', DOCUMENT_WRITERS_MAX + 1_000)
        await until(() => writer.refusal !== null || writer.isOut, 'it is full', 5 * 60_000)
        expect(writer.refusal).toContain(`it has been written in from ${DOCUMENT_WRITERS_MAX} browser tabs`)
      }
      {
        // What was refused came from many tabs in one piece: there was room for some of them.
        await using writer = await SceneWriter.open(node, GARDEN)
        for (let round = 1; round <= 1_000; round++) writeFromTabs(writer.scene, 't0', 1, round)
        await until(() => writer.refusal !== null || writer.isOut, 'it is full to the last', 60_000)
      }
      const { revision } = HistoryAnswer.parse(await ask(node, 'GET', `${API}/history?limit=1`))
      // Also once all is deleted.
      {
        await using writer = await SceneWriter.open(node, GARDEN)
        const text = textOf(writer.scene, id('t0'))
        text?.delete('It is'.length, text.length - 'It is'.length)
        await writer.allSaved()
      }
      {
        await using writer = await SceneWriter.open(node, GARDEN)
        writer.write('t0', 'full')
        await until(() => writer.refusal !== null, 'it is full still')
      }
      const begun = performance.now()
      const room = RoomMade.parse(await ask(node, 'POST', `${API}/room`, {}))
      console.info(`${store}: ${JSON.stringify(room)} in ${(performance.now() - begun).toFixed()} ms`)
      expect(room.before.writers).toBeGreaterThanOrEqual(DOCUMENT_WRITERS_MAX)
      expect(room.before.pieces).toBeGreaterThan(DOCUMENT_WRITERS_MAX)
      expect(room.after.writers).toBeLessThan(10)
      expect(room.after.pieces).toBeLessThan(200)
      await changed(node, GARDEN, (writer) => writer.write('t0', 'roomy'))
      await node.server.stop()
      const server = await startServer({ data, access: 'accounts', env })
      node = nodeOf(server, await nodeOf(server, node.admin).signIn('ada'))
      await changed(node, GARDEN, (writer) => writer.write('t0', 'again'))
      expect(await seen(node, GARDEN, (writer) => writer.words('t0').join(' '))).toBe('It is roomy again')
      await ask(node, 'POST', `${api(draft)}/merge`, {})
      expect(await seen(node, GARDEN, (writer) => writer.words('t1').join(' '))).toBe('It is drafted')
      expect(await seen(node, draft, (writer) => writer.scene.store.clients.size)).toBeLessThan(20)
      const then = await node.admin.ask('GET', `${API}/history/${revision}`)
      const past = new Y.Doc()
      Y.applyUpdate(past, new Uint8Array(await then.arrayBuffer()))
      expect(textOf(past, id('t0'))?.length).toBeGreaterThanOrEqual(DOCUMENT_WRITERS_MAX)
    },
  )
})
