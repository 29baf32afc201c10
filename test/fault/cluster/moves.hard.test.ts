// Worlds that go from process to process, under people who come again. Real processes, a real database.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../../shared/driver/connect.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { metaOf } from '../../../shared/world/scene/scene.ts'
import { until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { fetchCopy } from '../copy.ts'
import { areEqual } from '../edits.ts'
import { Editor } from '../editor.ts'
import { crowding } from '../lives.ts'
import { slowness } from '../machine-speed.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { makeCountingWorld } from '../rounds/walkers.ts'
import {
  moveToLeader,
  drain,
  enter,
  epochOf,
  holderOf,
  nodeOfFile,
  threeThatOpen,
  unused,
  useAgainAndAgain,
} from './held.ts'
import { SittingReader } from './sitting-reader.ts'
import { untilLeads, type StartedProcess } from './node-processes.ts'
import { roundsOr } from '../../support/rounds.ts'

const MOVES = roundsOr(60)
const KILLS = roundsOr(15)
/** A move takes some ms; the kill comes before, in or after it. */
const KILL_MS = 150
/** How long it may take until everybody goes on, in ms, on a busy machine. */
const AGAIN_MS = 40_000
const LIMIT_MS = 60 * 60_000
/** Each is back within so long of their close, in ms, at the 99th percentile; more on a busy machine. */
const GAP_MS = 1_000

describe.skipIf(!hasPostgres)('[worlds move]', { timeout: LIMIT_MS }, () => {
  const node = nodeOfFile(databaseServer())

  const random = seededRandom(seedFromEnvironment())

  /** Somebody who writes in a world by way of each of these processes, and comes again there. */
  async function writersAt(world: string, ...processes: readonly StartedProcess[]): Promise<Editor[]> {
    const editors = processes.map((_, index) => new Editor({ world, name: `editor-${index}`, random }))
    for (const [index, editor] of editors.entries()) {
      const at = processes[index]
      if (at === undefined) continue
      editor.stay(at.server.wsUrl)
      await enter(editor, at)
    }
    for (const editor of editors) editor.write()
    await until('all have something saved', () => editors.every(({ saved }) => saved > 50))
    return editors
  }

  async function goOn(editors: readonly Editor[]): Promise<void> {
    const before = editors.map(({ saved }) => saved)
    const hasMore = (index: number): boolean => (editors[index]?.saved ?? 0) > (before[index] ?? 0) + 50
    await until('all go on', () => editors.every((_, index) => hasMore(index)), AGAIN_MS)
  }

  /** They stop writing; what was saved is in a fresh copy, and they leave. */
  async function expectKept(editors: readonly Editor[], at: StartedProcess): Promise<void> {
    for (const editor of editors) editor.rest()
    await until('all is saved', () => editors.every(({ made, saved }) => made === saved), AGAIN_MS)
    const copy = await fetchCopy(`${at.server.wsUrl}/sync/${editors[0]?.world}`)
    for (const editor of editors) expect(editor.lostIn(copy), editor.name).toBe(0)
    for (const editor of editors)
      await until('they have the same', () => areEqual(editor.doc, copy), AGAIN_MS)
    copy.destroy()
    for (const editor of editors) editor.disconnect()
  }

  test('[L40] everybody comes again, wherever they came in: all they sent is saved once, and they see each other', async () => {
    const { leading, host, third, store } = await threeThatOpen(node())
    const gaps: number[] = []
    for (let move = 0; move < MOVES; move += 1) {
      const world = unused('ada/moved')
      const editors = await writersAt(world, host, leading, third)
      expect(await holderOf(store, world)).toBe(host.inside)
      const epoch = await epochOf(store, world)
      await moveToLeader(leading.server.url, world)
      // The leader had it; by now it may be wherever the first of them came in again.
      expect(await epochOf(store, world)).not.toBe(epoch)
      await until('all came again', () => editors.every((editor) => editor.gaps.length > 0))
      await goOn(editors)
      gaps.push(...editors.flatMap((editor) => editor.gaps))
      expect(editors.map(({ closedWith }) => closedWith)).toEqual([null, null, null])
      await expectKept(editors, third)
    }
    const slow = slowness()
    console.info(
      `${MOVES} moves under three writers, on a machine ${slow.toFixed(1)} times slower: 0 lost, ${toldOf(gaps)}`,
    )
    expect(shareOf(gaps, 0.99)).toBeLessThan(GAP_MS * Math.max(slow, crowding()))
  })

  test('[L40] a process is killed in the middle of a move: nothing saved is lost, and everybody goes on', async () => {
    const killed: string[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { leading: next, host: holder, third: edge, store } = await threeThatOpen(node())
      const world = unused('ada/moving')
      const places = Object.entries({ next, holder, edge })
      const [victim, process] = places[random.below(places.length)] ?? ['next', next]
      const survivor = process === edge ? next : edge
      const editors = await writersAt(world, holder, next, edge)
      expect(await holderOf(store, world)).toBe(holder.inside)
      const asking = moveToLeader(next.server.url, world).catch(() => undefined)
      await pause(random.below(KILL_MS))
      await process.server.kill()
      for (const editor of editors) editor.stay(survivor.server.wsUrl)
      await goOn(editors)
      await expectKept(editors, survivor)
      await asking
      killed.push(victim)
    }
    console.info(`killed in the middle of a move (${killed.join(', ')}): 0 lost, everybody went on`)
  })

  test('[L41] a process with 20 worlds and 200 people is drained: each is soon back', async () => {
    const { leading, host } = await threeThatOpen(node())
    const world = unused('ada/crowded')
    const people = Array.from(
      { length: 200 },
      (_, n) => new Editor({ world: `${world}-${n % 20}`, name: `person-${n}`, random, inFlight: 1 }),
    )
    for (const person of people) {
      person.connect(host.server.wsUrl)
      person.stay(leading.server.wsUrl)
    }
    await until('all are in', () => people.every(({ isSynced }) => isSynced), AGAIN_MS)
    await drain(leading.server.url, host.inside)
    await until('all came again', () => people.every((one) => one.isSynced && one.gaps.length > 0), AGAIN_MS)
    const gaps = people.flatMap((one) => one.gaps)
    const slow = slowness()
    console.info(`drained under 200 people, on a machine ${slow.toFixed(1)} times slower: ${toldOf(gaps)}`)
    for (const person of people) person.disconnect()
    expect(shareOf(gaps, 0.99)).toBeLessThan(GAP_MS * Math.max(slow, crowding()))
  })

  test('[L41] 2,000 who read in 40 worlds are closed over four seconds, and each is soon back', async () => {
    const { leading, host, third } = await threeThatOpen(node())
    const world = unused('ada/read')
    // Who has come in at the one that ends comes again at another one.
    const ways = [host, leading, third].map((at) => [at, at === host ? leading : at] as const)
    const readers = Array.from({ length: 2_000 }, (_, n) => new SittingReader(`${world}-${n % 40}`))
    for (const [index, reader] of readers.entries()) {
      // The first of each world open it where it is to be.
      const [at, again] = ways[index < 40 ? 0 : index % ways.length] ?? [host, leading]
      reader.come(at.server.wsUrl, again.server.wsUrl)
      if (index % 100 === 39)
        await until('they are in', () => readers.slice(0, index).every(isThere), AGAIN_MS)
    }
    await until('all are in', () => readers.every(isThere), AGAIN_MS)
    await drain(leading.server.url, host.inside)
    await until('all came again', () => readers.every((one) => isThere(one) && one.awayMs !== null), AGAIN_MS)
    const closed = readers.map(({ closedAt }) => closedAt ?? 0)
    const overMs = Math.max(...closed) - Math.min(...closed)
    const gaps = readers.map(({ awayMs }) => awayMs ?? Infinity)
    const slow = slowness()
    console.info(
      `closed over ${overMs.toFixed(0)} ms, on a machine ${slow.toFixed(1)} times slower: ${toldOf(gaps)}`,
    )
    for (const reader of readers) reader.leave()
    expect(overMs).toBeGreaterThan(3_500)
    expect(shareOf(gaps, 0.99)).toBeLessThan(GAP_MS * Math.max(slow, crowding()))
  })

  test('[L41] a process that ends in order, whether it leads or not, loses nothing, and everybody comes again', async () => {
    const { leading, host, third, store } = await threeThatOpen(node())
    const walked = unused('ada/walked')
    const held = await writersAt(unused('ada/drained'), host, leading, third)
    expect(await holderOf(store, held[0]?.world ?? '')).toBe(host.inside)
    // Somebody walks there, too, in a world that the one that leads runs.
    const at = { server: third.server.url, name: 'Vera', platform: globalThis, WebSocket }
    await makeCountingWorld(third.server, walked)
    const walker = await connect({ ...at, world: walked })
    // It is played elsewhere, and comes for them: on a busy machine they may be told to try again.
    await until('they come in', async () => (await walker.visit()).ok, AGAIN_MS)
    const user = useAgainAndAgain(walker)
    await until('they use what is there', () => user.outcomes.length > 3)

    for (const editor of held) editor.stay(third.server.wsUrl)
    await drain(leading.server.url, host.inside)
    await host.server.ended()
    await goOn(held)
    console.info(`a process was drained: ${toldOf(held.flatMap(({ gaps }) => gaps.splice(0)))}`)

    void leading.server.stop()
    await untilLeads(third.server.url, third)
    await goOn(held)
    console.info(`the one that led ended: ${toldOf(held.flatMap(({ gaps }) => gaps))}`)
    const answered = user.outcomes.length
    await until('they go on, too', () => user.outcomes.length > answered + 3, AGAIN_MS)
    await user.stop()
    // Those that had no outcome when the world went on were asked again there, and happened once.
    expect(await usesOf(third.server, walked)).toBe(user.outcomes.filter(({ ok }) => ok).length)
    await expectKept(held, third)
    walker.close()
  })
})

const isThere = (reader: SittingReader): boolean => reader.isThere

const shareOf = (gaps: readonly number[], share: number): number =>
  gaps.toSorted((one, other) => one - other)[Math.ceil(gaps.length * share) - 1] ?? 0

const toldOf = (gaps: readonly number[]): string =>
  gaps.length === 0
    ? 'nobody came again'
    : `${gaps.length} came again after ${[0.5, 0.99, 1].map((share) => shareOf(gaps, share).toFixed(0)).join(', ')} ms (p50, p99, most)`

/** How often the counting world was used. */
async function usesOf({ wsUrl }: { readonly wsUrl: string }, world: string): Promise<number> {
  const [scene, live] = [
    await fetchCopy(`${wsUrl}/sync/${world}`),
    await fetchCopy(`${wsUrl}/sync/${world}/live`),
  ]
  const { root } = metaOf(scene)
  const uses = root === null ? null : memoryOf(live, root)['uses']
  return typeof uses === 'object' && uses !== null
    ? Object.values(uses).reduce<number>((sum, count) => sum + Number(count), 0)
    : 0
}
