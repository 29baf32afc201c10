// It fits a small machine: ten thousand worlds exist and two thousand are open within 1 GB.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { firstScene } from '../../server/sync/rooms/first-scene.ts'
import {
  ANONYMOUS,
  makeArtifactId,
  makeLineId,
  makeWorldId,
  parseAddress,
} from '../../shared/world/address.ts'
import { initScene } from '../../shared/world/scene/scene.ts'
import { Reader } from '../attack/reader.ts'
import { until, type RunningServer } from '../process.ts'
import { ask } from '../unit/http/ask.ts'
import { Lives } from './lives.ts'

const WORLDS = 10_000
const OPEN = 2_000
/** Calls that are on their way to the store at once. */
const AT_ONCE = 500
const BYTES = 1e9
const LIMIT_MS = 10 * 60_000

const random = (bytes: number): Uint8Array => randomBytes(bytes)

/** Makes `ada/world-0` and so on, each with a page of some length. */
async function makeWorlds(folder: string): Promise<void> {
  const store = await openSqliteStore({ folder })
  for (let begin = 0; begin < WORLDS; begin += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, async (_, n) => {
      const title = `world-${begin + n}`
      const address = parseAddress(`ada/${title}`)
      if (address === null) throw new Error(`${title} is no address`)
      const root = makeArtifactId(random)
      const text = 'A page with some words on it. '.repeat(40)
      const scene = firstScene((doc) => initScene(doc, { root, title, name: title, text }), {
        member: ANONYMOUS,
        at: begin,
        random,
      })
      const made = { id: makeWorldId(random), line: makeLineId(random), address, title, at: begin, scene }
      expect(await store.create(made)).not.toBeNull()
    })
    await Promise.all(batch)
  }
  await store.close()
}

async function residentBytes({ url }: RunningServer): Promise<number> {
  const { text } = await ask(url, 'GET /metrics')
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1])
}

/** Connects one reader to each address, some at a time, and waits until each has its copy. */
async function enter(addresses: readonly string[]): Promise<Reader[]> {
  const readers: Reader[] = []
  for (let begin = 0; begin < addresses.length; begin += AT_ONCE) {
    const batch = addresses.slice(begin, begin + AT_ONCE).map((address) => new Reader(address))
    await until('they have their copies', () => batch.every(({ isSynced }) => isSynced), LIMIT_MS)
    readers.push(...batch)
  }
  return readers
}

it(
  '[it fits a small machine] 10,000 worlds exist and 2,000 are open on 1 GB',
  { timeout: LIMIT_MS },
  async () => {
    await using lives = new Lives()
    await makeWorlds(lives.data)
    const server = await lives.start('ada/world-0')
    const rest = await residentBytes(server)
    const addressOf = (world: number) => `${server.wsUrl}/sync/ada/world-${world}`
    const inWorlds = await enter(Array.from({ length: OPEN }, (_, world) => addressOf(world)))
    const open = await residentBytes(server)
    const idle = await enter(Array.from({ length: OPEN }, () => addressOf(0)))
    const crowded = await residentBytes(server)
    const readers = [...inWorlds, ...idle]
    const gone = readers.filter(({ closedWith }) => closedWith !== null).length
    for (const reader of readers) reader.leave()
    console.info(
      `it fits a small machine: at rest ${(rest / 1e6).toFixed(0)} MB with ${WORLDS} worlds, ` +
        `${(open / 1e6).toFixed(0)} MB with ${OPEN} open (${((open - rest) / OPEN / 1e3).toFixed(1)} kB for a world and its connection), ` +
        `${((crowded - open) / OPEN / 1e3).toFixed(1)} kB for one more connection`,
    )
    expect(gone).toBe(0)
    expect(crowded).toBeLessThan(BYTES)
  },
)
