// Worlds live on a real node: with nobody there, through restarts and kills, and the outcome of an action is
// never lost.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { actionFrame, parseOutcome } from '../../../shared/wire/frames/action-frames.ts'
import { ARCHIVE_TYPE, WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { ANONYMOUS, parseArtifactId } from '../../../shared/world/address.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { parsePlace } from '../../../shared/world/place.ts'
import {
  artifactMap,
  artifactMaps,
  metaOf,
  sceneArtifact,
  textOf,
} from '../../../shared/world/scene/scene.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { ask } from '../../unit/http/ask.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { openStock } from '../../unit/sync/stock.ts'

const IS_HARD = process.env['INKLAND_HARD'] !== undefined
const KILLS = IS_HARD ? 100 : 2
const LIMIT_MS = IS_HARD ? 20 * 60_000 : 120_000

/** Counts its beats, its starts, and how often it was used. */
const COUNTER = `
Counts.

\`\`\`js
memory.starts = (memory.starts ?? 0) + 1
every(0.1, () => { memory.beats = (memory.beats ?? 0) + 1 })
on('use', () => { memory.uses = (memory.uses ?? 0) + 1 })
\`\`\`
`

/** Both documents of a world, as any client sees them. */
class Watcher {
  readonly scene: WebsocketProvider
  readonly live: WebsocketProvider

  constructor({ wsUrl }: RunningServer, world = 'ada/garden') {
    this.scene = openStock(`${wsUrl}/sync`, world)
    this.live = openStock(`${wsUrl}/sync`, `${world}/live`)
  }

  static async enter(server: RunningServer, world?: string): Promise<Watcher> {
    const watcher = new Watcher(server, world)
    await until('both documents are read', () => watcher.scene.synced && watcher.live.synced)
    return watcher
  }

  get page(): Y.Text {
    return textOf(this.scene.doc, metaOf(this.scene.doc).root!)!
  }

  /** The memory of the counter. */
  kept(name: 'beats' | 'starts' | 'uses'): number {
    const { root } = metaOf(this.scene.doc)
    return root === null ? 0 : Number(memoryOf(this.live.doc, root)[name] ?? 0)
  }

  leave(): void {
    for (const provider of [this.scene, this.live]) provider.destroy()
  }
}

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
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const data = temporaryFolder()
    let server = await startServer({ data })
    let watcher = await Watcher.enter(server)
    watcher.page.insert(0, COUNTER)
    await until('it lives', () => watcher.kept('beats') > 0)
    const session = randomUUID()
    const { root } = metaOf(watcher.scene.doc)
    let asked = 0
    let answered = 0
    let again = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const person = await RawClient.open(`${server.wsUrl}/sync/ada/garden/live?inkland=1`)
      const use = (): void =>
        person.send(actionFrame(asked, { session, action: { verb: 'use', thing: root! } }))
      // An action that was under way at the kill is sent again, under the same number.
      if (asked > answered) {
        again++
        use()
      }
      const target = answered + 1 + random.below(20)
      await until('enough is answered', () => {
        for (const { sequence, json } of person.of('outcome')) {
          expect(parseOutcome(json), `seed ${seed}`).toEqual({ ok: true, why: null })
          answered = Math.max(answered, sequence)
        }
        if (answered >= target) return true
        if (answered === asked) {
          asked++
          use()
        }
        return false
      })
      asked++
      use()
      for (let turn = random.below(30); turn > 0; turn--)
        await new Promise((resolve) => setImmediate(resolve))
      watcher.leave()
      await server.kill()
      server = await startServer({ data })
      watcher = await Watcher.enter(server)
      const uses = watcher.kept('uses')
      expect(uses, `seed ${seed}, kill ${kill}`).toBeGreaterThanOrEqual(answered)
      expect(uses, `seed ${seed}, kill ${kill}`).toBeLessThanOrEqual(asked)
      const beats = watcher.kept('beats')
      await until('it goes on', () => watcher.kept('beats') > beats)
    }
    console.info(
      `killed ${KILLS} times: ${answered} answered actions, none lost, none twice; ${again} asked again (seed ${seed})`,
    )
    expect(again).toBeGreaterThan(0)
    const last = await RawClient.open(`${server.wsUrl}/sync/ada/garden/live?inkland=1`)
    last.send(actionFrame(asked, { session, action: { verb: 'use', thing: root! } }))
    await until('the last one is answered', () => last.of('outcome').length > 0)
    await until('each was done once', () => watcher.kept('uses') === asked)
    watcher.leave()
    await server[Symbol.asyncDispose]()
  },
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
