// Worlds with code that are played in processes which do not lead. Real processes, a real database.
import { beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { WebsocketProvider } from 'y-websocket'
import { connect } from '../../../shared/driver/connect.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { until } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { fetchCopy } from '../copy.ts'
import { furnish } from '../../unit/owner/visitors.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { databaseServer } from '../postgres/database-server.ts'
import {
  moveToLeader,
  drain,
  editorIn,
  enter,
  holderOf,
  nodeOfFile,
  threeThatOpen,
  useAgainAndAgain,
} from './held.ts'
import { NodeProcesses, processesAt, type StartedProcess } from './node-processes.ts'

const LIMIT_MS = 120_000
/** After the death of a process its worlds are played elsewhere within so long, in ms, on a busy machine. */
const AGAIN_MS = 20_000
/** A process that stood still for longer is off the list, in ms. */
const LEASE_MS = 15_000

/** Counts its beats, its starts, and how often it was used. */
const COUNTER = `
\`\`\`js
memory.starts = (memory.starts ?? 0) + 1
every(0.1, () => { memory.beats = (memory.beats ?? 0) + 1 })
on('use', () => { memory.uses = (memory.uses ?? 0) + 1 })
\`\`\`
`
const SIZE = { width: 40, height: 40 }

/** Both documents of a world as a stock client sees them, who comes again by itself. */
class Onlooker {
  readonly #scene: WebsocketProvider
  readonly #live: WebsocketProvider
  /** Each number of beats that was told. */
  readonly beats: number[] = []

  static async at(wsUrl: string, world: string): Promise<Onlooker> {
    const onlooker = new Onlooker(wsUrl, world)
    await until('both documents are read', () => onlooker.#scene.synced && onlooker.#live.synced)
    return onlooker
  }

  private constructor(wsUrl: string, world: string) {
    this.#scene = openStock(`${wsUrl}/sync`, world)
    this.#live = openStock(`${wsUrl}/sync`, `${world}/live`)
    this.#live.doc.on('update', () => {
      const beats = this.kept('beats')
      if (beats !== this.beats.at(-1)) this.beats.push(beats)
    })
  }

  write(page: string): void {
    const { root } = metaOf(this.#scene.doc)
    if (root === null) throw new Error('a world has a root')
    textOf(this.#scene.doc, root)?.insert(0, page)
  }

  kept(name: 'beats' | 'starts' | 'uses'): number {
    const { root } = metaOf(this.#scene.doc)
    return root === null ? 0 : Number(memoryOf(this.#live.doc, root)[name] ?? 0)
  }

  names(): string[] {
    return [...createView(this.#scene.doc, this.#live.doc).artifacts()].map(({ name }) => name)
  }

  untilBeats(count: number, withinMs?: number): Promise<unknown> {
    const from = this.kept('beats')
    return until(`${count} beats more than ${from}`, () => this.kept('beats') >= from + count, withinMs)
  }

  /** No owner did again what another one had done: there was one at a time. */
  get isInOrder(): boolean {
    return this.beats.every((beats, index) => beats > (this.beats[index - 1] ?? -1))
  }

  leave(): void {
    for (const provider of [this.#scene, this.#live]) provider.destroy()
  }
}

describe.skipIf(!hasPostgres)('[programs elsewhere]', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()
  const node = nodeOfFile(databases)
  let store: string
  let leading: StartedProcess
  let host: StartedProcess
  let third: StartedProcess

  beforeEach(async () => {
    ;({ leading, host, third, store } = await threeThatOpen(node()))
  }, LIMIT_MS)

  /** A world whose program runs at the process `host`, seen from the third one. */
  async function playedAtHost(world: string): Promise<Onlooker> {
    const author = await Onlooker.at(host.server.wsUrl, world)
    author.write(COUNTER)
    await author.untilBeats(1)
    const onlooker = await Onlooker.at(third.server.wsUrl, world)
    author.leave()
    await onlooker.untilBeats(10)
    expect(await holderOf(store, world)).toBe(host.inside)
    return onlooker
  }

  test('[L42] a process plays a world with code, with people in it or without, until the one that leads needs it', async () => {
    const world = 'ada/clockwork'
    const onlooker = await playedAtHost(world)
    const played = async (at: StartedProcess): Promise<number> =>
      (await processesAt(leading.server.url)).find(({ address }) => address === at.inside)?.playedWorlds ?? 0
    await until('admins see that it is played there', async () => (await played(host)) === 1)
    const { text } = await ask(leading.server.url, 'GET /metrics')
    expect(text).toContain(`inkland_process_played_worlds{process="${host.inside}"} 1\n`)
    const at = { server: third.server.url, name: 'Vera', platform: globalThis, WebSocket }
    const visitor = await connect({ ...at, world })
    expect(await visitor.visit()).toEqual({ ok: true, why: null })
    const { root } = visitor.view
    if (root === null) throw new Error('a world has a root')
    expect(await visitor.act({ verb: 'use', thing: root })).toEqual({ ok: true, why: null })
    await onlooker.untilBeats(10)
    expect([onlooker.kept('starts'), onlooker.kept('uses')]).toEqual([1, 1])
    expect(await holderOf(store, world)).toBe(host.inside)
    await moveToLeader(third.server.url, world)
    expect(await holderOf(store, world)).toBe(leading.inside)
    expect(await visitor.act({ verb: 'use', thing: root })).toEqual({ ok: true, why: null })
    await onlooker.untilBeats(10)
    // It began anew in the other process, with what it had kept.
    expect([onlooker.kept('starts'), onlooker.kept('uses')]).toEqual([2, 2])
    await until('admins see that it is played there no more', async () => (await played(host)) === 0)
    expect(onlooker.isInOrder, onlooker.beats.join()).toBe(true)
    visitor.close()
    onlooker.leave()
  })

  test('[L43] what a program sends through a portal arrives once, whichever process played it', async () => {
    const portal = parseAddress('ada/far')
    if (portal === null) throw new Error('that is an address')
    const way = { url: `${host.server.wsUrl}/sync` }
    const page = `
\`\`\`js
after(2, () => {
  const portal = closest({ name: 'portal' })
  if (portal) enter(portal)
})
\`\`\`
`
    const far = await Onlooker.at(third.server.wsUrl, 'ada/far')
    await furnish(way, 'ada/near', [
      { name: 'cat', x: 430, y: 173, look: SIZE, text: page },
      { name: 'portal', x: 430, y: 131, look: SIZE, properties: { portal, passable: true, pickable: false } },
    ])
    await until('it is played there', async () => (await holderOf(store, 'ada/near')) === host.inside)
    expect(far.names()).not.toContain('cat')
    await until('it is there', () => far.names().includes('cat'), AGAIN_MS)
    expect(await holderOf(store, 'ada/near')).toBe(host.inside)
    const near = await Onlooker.at(third.server.wsUrl, 'ada/near')
    expect([near.names().includes('cat'), far.names().filter((name) => name === 'cat')]).toEqual([
      false,
      ['cat'],
    ])
    near.leave()
    far.leave()
  })

  test('[L42] a process that is killed with its plays: another one plays on, nothing that was told is lost', async () => {
    const world = 'ada/killed'
    const onlooker = await playedAtHost(world)
    const killedAt = performance.now()
    await host.server.kill()
    await onlooker.untilBeats(5, AGAIN_MS)
    console.info(
      `a process with plays is killed: they went on ${(performance.now() - killedAt).toFixed(0)} ms after it`,
    )
    expect([leading.inside, third.inside]).toContain(await holderOf(store, world))
    expect(onlooker.isInOrder, onlooker.beats.join()).toBe(true)
    onlooker.leave()
  })

  test('[L42] a process that stands still with its plays does nothing more in them', async () => {
    const world = 'ada/still'
    const onlooker = await playedAtHost(world)
    const begun = host.server.lines().length
    process.kill(host.server.pid, 'SIGSTOP')
    try {
      await until(
        'another one has it',
        async () => (await holderOf(store, world)) === leading.inside,
        2 * LEASE_MS,
      )
    } finally {
      process.kill(host.server.pid, 'SIGCONT')
    }
    await onlooker.untilBeats(20, AGAIN_MS)
    expect(onlooker.isInOrder, onlooker.beats.join()).toBe(true)
    onlooker.leave()
    await until('it has begun again', () => host.server.lines().length > begun, LEASE_MS)
  })

  test('[L44] a process that leads and is busy has another one play its worlds, and the people in them come again', async () => {
    const own = await databases.newDatabase()
    await using busy = new NodeProcesses(own)
    const first = await busy.start({ args: ['--busy-from', '1'] })
    const [quiet, watched, used, written] = ['ada/quiet', 'ada/watched', 'ada/used', 'ada/written'] as const
    const living = [quiet, watched, used]
    const onlookers = new Map<string, Onlooker>()
    for (const world of living) {
      const author = await Onlooker.at(first.server.wsUrl, world)
      author.write(COUNTER)
      await author.untilBeats(1)
      if (world === quiet) author.leave()
      else onlookers.set(world, author)
    }
    const at = { server: first.server.url, name: 'Vera', platform: globalThis, WebSocket }
    const visitor = await connect({ ...at, world: used })
    expect(await visitor.visit()).toEqual({ ok: true, why: null })
    const user = useAgainAndAgain(visitor)
    const editor = editorIn(written)
    editor.stay(first.server.wsUrl)
    await enter(editor, first)
    editor.write()
    await until('something is used and saved', () => user.outcomes.length > 3 && editor.saved > 50)
    const second = await busy.start()
    for (const world of [...living, written])
      await until(
        `${world} is there`,
        async () => (await holderOf(own, world)) === second.inside,
        4 * AGAIN_MS,
      )
    const [answered, saved] = [user.outcomes.length, editor.saved]
    await until('all go on', () => user.outcomes.length > answered + 3 && editor.saved > saved + 50, AGAIN_MS)
    await user.stop()
    editor.rest()
    await until('all is saved', () => editor.made === editor.saved)
    expect(user.outcomes.filter(({ ok }) => !ok)).toEqual([])
    onlookers.set(quiet, await Onlooker.at(second.server.wsUrl, quiet))
    for (const [world, onlooker] of onlookers) {
      await onlooker.untilBeats(5, AGAIN_MS)
      expect(onlooker.kept('starts'), world).toBe(2)
      expect(onlooker.isInOrder, onlooker.beats.join()).toBe(true)
      // Whoever comes in at the process that leads is passed on.
      expect(await holderOf(own, world)).toBe(second.inside)
    }
    expect(onlookers.get(used)?.kept('uses')).toBe(user.outcomes.length)
    const copy = await fetchCopy(`${first.server.wsUrl}/sync/${written}`)
    expect(editor.lostIn(copy)).toBe(0)
    copy.destroy()
    for (const onlooker of onlookers.values()) onlooker.leave()
    editor.disconnect()
    visitor.close()
  })

  test('[L41] [L42] a process that ends in order has the one that leads play on', async () => {
    const world = 'ada/drained'
    const onlooker = await playedAtHost(world)
    await drain(leading.server.url, host.inside)
    await host.server.ended()
    await onlooker.untilBeats(5, AGAIN_MS)
    expect(await holderOf(store, world)).toBe(leading.inside)
    expect(onlooker.isInOrder, onlooker.beats.join()).toBe(true)
    onlooker.leave()
  })
})
