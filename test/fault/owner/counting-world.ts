// A world of a real node that counts, and what is left of its actions when that node is killed again and
// again.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { actionFrame, parseOutcome } from '../../../shared/wire/frames/action-frames.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { openStock } from '../../unit/sync/stock.ts'

/** Counts its beats, its starts, and how often it was used. */
export const COUNTER = `
Counts.

\`\`\`js
memory.starts = (memory.starts ?? 0) + 1
every(0.1, () => { memory.beats = (memory.beats ?? 0) + 1 })
on('use', () => { memory.uses = (memory.uses ?? 0) + 1 })
\`\`\`
`

/** Both documents of a world, as any client sees them. */
export class Watcher {
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

/** Kills a node so often while somebody acts: the world goes on, and every answered action is done once. */
export async function expectDoneOnce(kills: number): Promise<void> {
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
  for (let kill = 0; kill < kills; kill++) {
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
    for (let turn = random.below(30); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve))
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
  again += 1
  const last = await RawClient.open(`${server.wsUrl}/sync/ada/garden/live?inkland=1`)
  last.send(actionFrame(asked, { session, action: { verb: 'use', thing: root! } }))
  await until('the last one is answered', () => last.of('outcome').length > 0)
  await until('each was done once', () => watcher.kept('uses') === asked)
  console.info(
    `killed ${kills} times: ${answered} answered actions, none lost, none twice; ${again} asked again (seed ${seed})`,
  )
  watcher.leave()
  await server[Symbol.asyncDispose]()
}
