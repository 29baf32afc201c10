// Strangers are cheap: a connection to the sync address that does not begin like a client is gone within ten
// seconds, holds little meanwhile, and disturbs nobody.
import { expect, it } from 'vitest'
import { startServer, until, type RunningServer } from '../process.ts'
import { Editor } from '../fault/editor.ts'
import { crowding } from '../fault/lives.ts'
import { areEqual, edit } from '../fault/edits.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { ask } from '../unit/http/ask.ts'
import { behave, WAYS, type Way } from './stranger.ts'

const IS_HARD = process.env['INKLAND_HARD'] !== undefined
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
/** How often the node throws its garbage away and says what it holds then, in ms. */
const LOOK_MS = 500
const LOOK =
  'process.on("SIGUSR2", () => { gc(); const { heapUsed, external } = process.memoryUsage();' +
  'process.stderr.write(`holds ${heapUsed + external}\\n`) })'
const NODE_OPTIONS = `--expose-gc --import=data:text/javascript,${encodeURIComponent(LOOK)}`
const LIMIT_MS = IS_HARD ? 10 * 60_000 : 120_000

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

/** All that the node said it held, in bytes. */
const heldBy = (server: RunningServer): number[] =>
  [...server.log().matchAll(/^holds (\d+)$/gm)].map(([, bytes]) => Number(bytes))

/**
 * Lets strangers into a node of its own until they are gone; answers the peak of each one's share of memory,
 * and when.
 */
async function bear(ways: readonly Way[]) {
  await using server = await startServer({ env: { NODE_OPTIONS } })
  const friends = new Friends()
  await friends.enter(server)
  // A node's memory grows with its first few hundred answers, whatever is asked.
  for (let asked = 0; asked < 300; asked++) await ask(server.url, 'GET /metrics')
  const before = await sample(server)
  const look = (): unknown => process.kill(server.pid, 'SIGUSR2')
  look()
  const [heldBefore = 0] = await until(
    'it says what it holds',
    () => heldBy(server).length > 0 && heldBy(server),
  )

  const leaving = new AbortController()
  const begun = performance.now()
  for (let n = 0; n < CROWD; n++) {
    const way = ways[n % ways.length]
    if (way !== undefined) behave(way, server.port, leaving.signal)
  }
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
  const looks = setInterval(look, LOOK_MS)
  await until(`strangers with ${ways[0]?.name} are gone`, check, 4 * GONE_MS).finally(() =>
    clearInterval(looks),
  )
  const ms = performance.now() - begun
  leaving.abort()
  await friends.agree()
  return {
    kb: (Math.max(...heldBy(server)) - heldBefore) / CROWD / 1024,
    takenKb: (peak - before.bytes) / CROWD / 1024,
    ms,
    savedMs: friends.savedMs,
    seed: friends.seed,
  }
}

const floods = WAYS.filter(({ flood }) => flood !== undefined)
const patient = WAYS.filter(({ flood }) => flood === undefined)
const crowds: readonly (readonly [string, readonly Way[]])[] = IS_HARD
  ? WAYS.map((way) => [way.name, [way]])
  : [
      ['floods of every kind', floods],
      ['slow strangers of every kind', patient],
    ]

it.each(crowds)(
  '[strangers are cheap] who come with %s are gone within 10 s, hold at most 256 kB, disturb nobody',
  { timeout: LIMIT_MS },
  async (name, ways) => {
    const { kb, takenKb, ms, savedMs, seed } = await bear(ways)
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
