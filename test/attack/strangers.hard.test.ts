// Adds to unit/http/connection-limits and unit/sync/connection/first-frame-limit a real node with its own
// limits and five hundred at once: a connection that does not behave is gone within ten seconds, holds little
// meanwhile, and disturbs nobody.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startServer, until, type RunningServer } from '../process.ts'
import { Editor } from '../fault/editor.ts'
import { crowding } from '../fault/lives.ts'
import { areEqual, edit } from '../fault/edits.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { ask } from '../unit/http/ask.ts'
import { ASKABLE, askHeld, watchHeld } from './held-memory.ts'
import { behave, waysOf, type Way } from './stranger.ts'
import { LATE_MS } from './work/bounds.ts'
import { watchNode } from './work/watch.ts'

/** How many at once that the share of each shows beside what a node does anyway. */
const CROWD = 500
/** As many times these, on a machine that others use too, as jobs wait per core. */
const [GONE_MS, SAVED_MS] = [11_000, 3_000]
const HELD_KB = 256
/**
 * With the garbage of a node that is flooded: V8 lets up to 100 MB of it lie, and 60 MB of what was read,
 * however few they are.
 */
const TAKEN_KB = 512
const LIMIT_MS = 10 * 60_000

/** Two who write a world together, whatever else the node has to bear. */
class Friends {
  /** The longest time until an edit of each was saved, in ms. */
  savedMs = 0
  readonly editors: readonly Editor[]
  readonly seed = seedFromEnvironment()
  readonly #random = seededRandom(this.seed)

  constructor() {
    this.editors = ['ada', 'bob'].map(
      (name) => new Editor({ world: 'ada/garden', name, random: this.#random }),
    )
  }

  async enter({ wsUrl }: RunningServer): Promise<void> {
    for (const editor of this.editors) editor.connect(wsUrl)
    await until('friends are at home', () => this.editors.every(({ isSynced }) => isSynced))
  }

  async editOnce(): Promise<void> {
    const begun = performance.now()
    for (const { doc, name, made } of this.editors) edit(doc, name, made, this.#random)
    await until('the edits are saved', () => this.editors.every(({ made, saved }) => made === saved))
    this.savedMs = Math.max(this.savedMs, performance.now() - begun)
  }

  async agree(): Promise<void> {
    const [ada, bob] = this.editors
    await until('friends agree', () => ada && bob && areEqual(ada.doc, bob.doc))
    for (const editor of this.editors) {
      expect(editor.closedWith).toBeNull()
      editor.disconnect()
    }
  }
}

interface Sample {
  readonly bytes: number
  readonly connections: number
}

async function sample({ url }: RunningServer): Promise<Sample> {
  const { text } = await ask(url, 'GET /metrics')
  const read = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
  return { bytes: read('process_resident_memory_bytes'), connections: read('inkland_connections') }
}

function wayIn(ways: readonly Way[], name: string): Way {
  const way = ways.find((one) => one.name === name)
  if (way === undefined) throw new Error(`nobody knows how to come with ${name}`)
  return way
}

/**
 * Lets strangers into a node of its own until they are gone; answers the peak of each one's share of memory,
 * and when.
 */
async function bear(name: string) {
  await using server = await startServer(ASKABLE)
  const file = /\/assets\/[\w.-]+\.js/.exec((await ask(server.url, 'GET /')).text)?.[0] ?? '/'
  const way = wayIn(waysOf(file), name)
  const friends = new Friends()
  await friends.enter(server)
  // A node's memory grows with its first few hundred answers, whatever is asked.
  for (let asked = 0; asked < 300; asked++) await ask(server.url, 'GET /metrics')
  const before = await sample(server)
  const held = await watchHeld(server)

  const leaving = new AbortController()
  const begun = performance.now()
  for (let n = 0; n < CROWD; n++) behave(way, server.port, leaving.signal)
  let peak = before.bytes
  // A stranger that does not read does not hear of the end, so the node's own count says it: the friends, and
  // the one who asks.
  const staying = friends.editors.length + 1
  const check = async () => {
    await friends.editOnce()
    const now = await sample(server)
    peak = Math.max(peak, now.bytes)
    return now.connections <= staying
  }
  await until(`strangers with ${name} are gone`, check, 4 * GONE_MS).finally(held.stop)
  const ms = performance.now() - begun
  leaving.abort()
  await friends.agree()
  return {
    kb: held.stop() / CROWD / 1024,
    takenKb: (peak - before.bytes) / CROWD / 1024,
    ms,
    savedMs: friends.savedMs,
    seed: friends.seed,
  }
}

it.each(waysOf('').map(({ name }) => name))(
  '[strangers are cheap] who come with %s are gone within 10 s, hold at most 256 kB, disturb nobody',
  { timeout: LIMIT_MS },
  async (name) => {
    const { kb, takenKb, ms, savedMs, seed } = await bear(name)
    console.info(
      `strangers are cheap: ${CROWD} with ${name} were gone after ${ms.toFixed(0)} ms and held ${kb.toFixed(0)} kB each ` +
        `at most, ${takenKb.toFixed(0)} kB with the node's garbage; friends' edits were saved after ${savedMs.toFixed(0)} ms at most (seed ${seed})`,
    )
    expect(kb).toBeLessThan(HELD_KB)
    expect(takenKb).toBeLessThan(TAKEN_KB)
    expect(ms).toBeLessThan(GONE_MS * crowding())
    expect(savedMs).toBeLessThan(SAVED_MS * crowding())
  },
)

/** They come again so long after they were ended, in ms. */
const AGAIN_MS = 100
const FEW = 50
/** Parts of a flood, of so many ms each. */
const [PARTS, PART_MS] = [4, 5_000]
/** The most, in bytes, that a node holds more at the end of the last part than after the first one. */
const GROWN_BYTES = 16 * 1024 * 1024

it.each([
  'a flood of pings',
  'a step 1, and a flood of pings',
  'fragments of one byte',
  'empty fragments',
  'large fragments',
  'half a frame',
])(
  '[S13] fifty who come again and again with %s: `/healthz` is answered, and memory stays as it is',
  { timeout: LIMIT_MS },
  async (name) => {
    await using server = await startServer(ASKABLE)
    using watch = await watchNode(server)
    const way = wayIn(waysOf('/'), name)
    const leaving = new AbortController()
    const come = (): void => {
      if (leaving.signal.aborted) return
      behave(way, server.port, leaving.signal).once('close', () => setTimeout(come, AGAIN_MS))
    }
    for (let n = 0; n < FEW; n++) come()
    let lateMs = 0
    const held: number[] = []
    for (let part = 1; part <= PARTS; part++) {
      await pause(PART_MS)
      const { netMs } = await watch.look()
      lateMs = Math.max(lateMs, netMs)
      held.push(await askHeld(server))
      // The node has stood still for that.
      await watch.look()
    }
    leaving.abort()
    console.info(
      `${FEW} with ${name}: /healthz ${lateMs.toFixed(0)} ms late at most, ` +
        `${held.map((bytes) => (bytes / 1024 / 1024).toFixed(0)).join(', ')} MB held`,
    )
    expect(lateMs).toBeLessThan(LATE_MS)
    expect((held.at(-1) ?? Infinity) - (held[0] ?? 0)).toBeLessThan(GROWN_BYTES)
  },
)
