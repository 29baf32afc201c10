// More kills than owner.test.ts has, and more of what lives: with nobody there, through restarts, out of the
// bin, beside a program that never ends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ARCHIVE_TYPE, WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { ANONYMOUS, parseArtifactId } from '../../../shared/world/address.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { parsePlace } from '../../../shared/world/place.ts'
import { artifactMap, artifactMaps, metaOf, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { ask } from '../../unit/http/ask.ts'
import { roundsOr } from '../../support/rounds.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { COUNTER, expectDoneOnce, Watcher } from './counting-world.ts'

const KILLS = roundsOr(50)
const LIMIT_MS = 20 * 60_000

it(
  'a page with code makes live change, and after a restart it goes on with nobody there',
  { timeout: LIMIT_MS },
  async () => {
    const data = temporaryFolder()
    let server = await startServer({ data })
    let watcher = await Watcher.enter(server)
    const typed = performance.now()
    watcher.page.insert(0, COUNTER)
    await until('it lives', () => watcher.kept('beats') > 0)
    console.info(`a page with code lives ${(performance.now() - typed).toFixed(0)} ms after it was typed`)
    await until('it counts', () => watcher.kept('beats') > 5)
    watcher.leave()
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    server = await startServer({ data })
    watcher = await Watcher.enter(server)
    const beats = watcher.kept('beats')
    expect(beats).toBeGreaterThan(5)
    await until('it goes on', () => watcher.kept('beats') > beats + 5)
    expect(watcher.kept('starts')).toBe(2)
    watcher.leave()
    await server[Symbol.asyncDispose]()
  },
)

it(
  'whenever the node is killed, the world goes on, and every answered action is done once',
  { timeout: LIMIT_MS },
  () => expectDoneOnce(KILLS),
)

describe('on a node that goes on', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('nobody but the owner writes what happens', { timeout: LIMIT_MS }, async () => {
    const watcher = await Watcher.enter(server, 'ada/yard')
    watcher.page.insert(0, COUNTER)
    await until('it lives', () => watcher.kept('beats') > 0)
    const mallory = openStock(`${server.wsUrl}/sync`, 'ada/yard/live')
    await until('mallory has read', () => mallory.synced)
    mallory.doc.getMap('live').set('now', ANONYMOUS)
    const beats = watcher.kept('beats')
    await until('it goes on', () => watcher.kept('beats') > beats + 3)
    mallory.destroy()
    watcher.leave()
  })

  it(
    '[V4] what is in itself is put into limbo, in a world without code too',
    { timeout: LIMIT_MS },
    async () => {
      const watcher = await Watcher.enter(server, 'ada/attic')
      const box = parseArtifactId('box')!
      const place = { host: box, x: 0, y: 0, facing: 'down' }
      artifactMaps(watcher.scene.doc).set(box, artifactMap([['place', place]], ''))
      const written = (): unknown => sceneArtifact(watcher.scene.doc, box)?.get('place')
      await until('it is written', () => parsePlace(written())?.host === 'limbo')
      watcher.leave()
    },
  )

  it(
    'a world that comes out of the bin lives again, and a copy of it lives as well',
    { timeout: LIMIT_MS },
    async () => {
      const watcher = await Watcher.enter(server)
      watcher.page.insert(0, COUNTER)
      await until('it lives', () => watcher.kept('beats') > 3)
      watcher.leave()
      const { worlds } = (await ask(server.url, 'GET /api/worlds')).read(WorldList)
      const garden = worlds.find(({ address }) => address === 'ada/garden')!
      const { bytes: body } = await ask(server.url, 'GET /api/worlds/ada/garden/export')
      expect((await ask(server.url, 'DELETE /api/worlds/ada/garden')).status).toBe(204)
      expect((await ask(server.url, `POST /api/bin/${garden.id}/restore`)).status).toBe(200)
      const headers = { 'content-type': ARCHIVE_TYPE }
      const imported = await ask(server.url, 'POST /api/worlds/import?address=ada/copy', { headers, body })
      expect(imported.status).toBe(201)
      for (const address of ['ada/garden', 'ada/copy']) {
        const again = await Watcher.enter(server, address)
        const beats = again.kept('beats')
        expect(beats).toBeGreaterThan(3)
        await until(`${address} goes on`, () => again.kept('beats') > beats + 3)
        again.leave()
      }
    },
  )
})

/** Counts its beats, and the things inside, of which it has to be told. */
const LOOKER = `
\`\`\`js
every(0.1, () => {
  memory.beats = (memory.beats ?? 0) + 1
  memory.inside = inside(self).map((thing) => thing.name).join()
})
\`\`\`
`

it(
  'a program that never ends costs another world nothing but a moment, and it still knows its things',
  { timeout: LIMIT_MS },
  async () => {
    await using server = await startServer()
    const [good, bad] = [await Watcher.enter(server), await Watcher.enter(server, 'mallory/lair')]
    const { root } = metaOf(good.scene.doc)
    for (const name of ['lamp', 'door']) {
      const place = { host: root, x: name.length * 100, y: 0, facing: 'down' }
      artifactMaps(good.scene.doc).set(
        name,
        artifactMap(
          [
            ['name', name],
            ['place', place],
          ],
          '',
        ),
      )
    }
    good.page.insert(0, LOOKER)
    await until('the good one lives', () => good.kept('beats') > 3)
    const seen = (): unknown => memoryOf(good.live.doc, root!)['inside']
    expect(String(seen()).split(',').toSorted()).toEqual(['door', 'lamp'])
    bad.page.insert(0, '```js\nfor (;;);\n```\n')
    const metric = async (name: string): Promise<number> => {
      const { text } = await ask(server.url, 'GET /metrics')
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
    }
    await until('the bad one is at fault', async () => (await metric('inkland_faults_total')) > 0)
    sceneArtifact(good.scene.doc, parseArtifactId('lamp')!)?.set('name', 'lantern')
    const beats = good.kept('beats')
    await until('the good one goes on', () => good.kept('beats') > beats + 5)
    expect(String(seen()).split(',').toSorted()).toEqual(['door', 'lantern'])
    expect(await metric('inkland_played_worlds')).toBe(2)
    good.leave()
    bad.leave()
  },
)
