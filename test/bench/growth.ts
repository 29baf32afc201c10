// How cost grows: each figure at 1x, 10x and 100x of its size, with the exponent between the last two: `node
// test/bench/growth.ts [history|things|people|worlds]...`. Costs are work of the server, which a busy machine
// changes little.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { makeArtifactId } from '../../shared/world/address.ts'
import { createArtifact, moveArtifact } from '../../shared/world/edits/place-edits.ts'
import type { Edited } from '../../shared/world/edits/scene-edit.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import { openClient, updateFrame } from './generator/client.ts'
import { copyOf } from './generator/text.ts'
import { pause, until } from './generator/until.ts'
import { memoryOf, workOf } from './generator/work.ts'
import { rootOf, visit } from './generator/world.ts'
import { runJob } from './load.ts'
import { settled } from './scenarios/memory.ts'
import { startServer, type Server } from './server.ts'
import { INKLAND } from './system.ts'

const TIMES = [1, 10, 100] as const
const PATIENCE_MS = 120_000
/** Things stand in rows, so many pixels apart, on a floor of that width. */
const [ACROSS, GAP, WIDTH] = [10, 90, 800]
/** Before anything is measured, and measured. */
const WARM_UP = 200
const MEASURED = 1_000

/** Costs of one size, by what they are and their unit. */
type Costs = Readonly<Record<string, number>>

interface Growth {
  readonly what: string
  /** At once. */
  readonly size: number
  /** A fresh server for each size; `restart` has it begin anew with what it stored. */
  readonly costsOf: (size: number, server: Server, restart: () => Promise<Server>) => Promise<Costs>
}

const GROWTHS: Readonly<Record<string, Growth>> = {
  history: { what: 'edits in a document', size: 2_600, costsOf: measureHistory },
  things: { what: 'things in a world', size: 100, costsOf: measureThings },
  people: { what: 'people connected to a world', size: 5, costsOf: measurePeople },
  worlds: { what: 'worlds', size: 100, costsOf: measureWorlds },
}

async function measureHistory(size: number, server: Server, restart: () => Promise<Server>): Promise<Costs> {
  const cost = (document: string, places: 'random' | 'end', before: number) =>
    runJob('editCost', server, { document, before, places, edits: MEASURED })
  const edit = await cost('random', 'random', size)
  const typed = await cost('end', 'end', size)
  await runJob('load', server, { document: 'opened', edits: size })
  const again = await restart()
  const opened = await runJob('open', again, { document: 'opened', edits: size })
  return {
    'one more edit, at a random place (us)': edit.work,
    'one more letter, at the end of a text (us)': typed.work,
    'opening it (ms)': opened.workMs,
  }
}

async function measureThings(size: number, server: Server, restart: () => Promise<Server>): Promise<Costs> {
  const scene = new Y.Doc()
  let arrived = 0
  const writer = await openClient(server, {
    document: 'things',
    update: (view, start, end) => Y.applyUpdate(scene, copyOf(view, start, end)),
  })
  await writer.synced
  const reader = await openClient(server, { document: 'things', update: () => void (arrived += 1) })
  await reader.synced
  const view = createView(scene, null)
  const { root } = view
  if (root === null) throw new Error('a world has a floor')
  const edit = { view, origin: null }
  const own: Uint8Array[] = []
  scene.on('update', (update: Uint8Array, _origin, _doc, { local }: Y.Transaction) => {
    if (local) own.push(update)
  })
  /** Resolves when the reader has it. */
  const write = async (change: () => Edited): Promise<void> => {
    const expected = arrived + 1
    const edited = change()
    if (!edited.ok) throw new Error(edited.text)
    writer.write(updateFrame(server.dialect, 'things', Y.mergeUpdates(own.splice(0))))
    await until('an edit is seen', PATIENCE_MS, () => arrived >= expected)
  }
  const ids = Array.from({ length: size }, () => makeArtifactId(randomBytes))
  const making = workOf(server.pid)
  for (const [number, id] of ids.entries()) {
    const place = { host: root, x: (number % ACROSS) * GAP, y: Math.floor(number / ACROSS) * GAP }
    await write(() => createArtifact(edit, { id, name: `Thing ${number}`, text: 'A thing.', place }))
  }
  const makingMs = workOf(server.pid) - making
  const moving = await workOfEach(server, async (number) => {
    const id = ids[number % ids.length] ?? root
    await write(() => moveArtifact(edit, id, { host: root, x: number % WIDTH, y: 20 }))
  })
  const user = await visitor(server, 'things')
  const using = await workOfEach(server, () => user.use())
  for (const each of [user, writer, reader]) each.close()
  const again = await restart()
  const before = workOf(again.pid)
  await (
    await openClient(again, { document: 'things' })
  ).synced
  return {
    'making one more (us)': (makingMs / size) * 1_000,
    'moving one (us)': moving,
    'using the place (us)': using,
    'opening it (ms)': workOf(again.pid) - before,
  }
}

async function measurePeople(size: number, server: Server): Promise<Costs> {
  await rootOf(server, 'people')
  const rest = memoryOf(server.pid)
  const others = await Promise.all(Array.from({ length: size }, () => visit(server, 'people')))
  const memory = (await settled(server)) - rest
  const user = await visitor(server, 'people')
  const using = await workOfEach(server, () => user.use())
  user.close()
  const before = workOf(server.pid)
  await pause(10_000)
  const idleMs = workOf(server.pid) - before
  for (const other of others) other.close()
  return {
    'an action, told to all (us)': using,
    'a second in which nothing happens (ms)': idleMs / 10,
    'memory of all (MB)': memory / 1e6,
  }
}

async function measureWorlds(size: number, server: Server, restart: () => Promise<Server>): Promise<Costs> {
  const before = workOf(server.pid)
  await runJob('visit', server, { documents: size, characters: 200 })
  const makingMs = workOf(server.pid) - before
  const again = await restart()
  const startMs = workOf(again.pid)
  const memory = await settled(again)
  const asked = workOf(again.pid)
  const answer = await fetch(`http://127.0.0.1:${again.port}/api/worlds`)
  await answer.arrayBuffer()
  const listMs = workOf(again.pid) - asked
  const opening = workOf(again.pid)
  const opened = Math.min(size, 100)
  await runJob('visit', again, { documents: opened, characters: 0 })
  return {
    'making one (us)': (makingMs / size) * 1_000,
    'opening one (us)': ((workOf(again.pid) - opening) / opened) * 1_000,
    'listing all (ms)': listMs,
    'a start (ms)': startMs,
    'memory with all (MB)': memory / 1e6,
  }
}

/** Somebody who uses the place, one time after the other. */
async function visitor(server: Server, world: string): Promise<{ use(): Promise<void>; close(): void }> {
  const thing = await rootOf(server, world)
  let done = 0
  const own = await visit(server, world, { outcome: () => void (done += 1) })
  return {
    async use() {
      const expected = done + 1
      own.act({ verb: 'use', thing })
      await until('an action is answered', PATIENCE_MS, () => done >= expected)
    },
    close: () => own.close(),
  }
}

/** Work of the server for each of many, one after the other, in us. */
async function workOfEach(server: Server, act: (number: number) => Promise<void>): Promise<number> {
  for (let number = 0; number < WARM_UP; number += 1) await act(number)
  const before = workOf(server.pid)
  for (let number = 0; number < MEASURED; number += 1) await act(WARM_UP + number)
  return ((workOf(server.pid) - before) / MEASURED) * 1_000
}

async function measure(name: string, { what, size, costsOf }: Growth): Promise<string> {
  const all: Costs[] = []
  for (const times of TIMES) {
    const folder = mkdtempSync(join(tmpdir(), 'inkland-growth-'))
    let server = await startServer(INKLAND, folder, null)
    const restart = async (): Promise<Server> => {
      await server.stop()
      return (server = await startServer(INKLAND, folder, null))
    }
    try {
      all.push(await costsOf(size * times, server, restart))
      console.error(`${name}: ${size * times} ${what}`)
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const heads = TIMES.map((times) => (size * times).toLocaleString('en'))
  const lines = Object.keys(all[0] ?? {}).map((cost) => {
    const costs = all.map((each) => each[cost] ?? NaN)
    const [, middle = NaN, last = NaN] = costs
    return `| ${cost} | ${costs.map(short).join(' | ')} | ${Math.log10(last / middle).toFixed(2)} |`
  })
  return [`| ${what} | ${heads.join(' | ')} | exponent |`, '|---|---:|---:|---:|---:|', ...lines].join('\n')
}

const short = (value: number): string => String(Number(value.toPrecision(value < 100 ? 2 : 3)))

const asked = process.argv.slice(2)
const chosen = Object.entries(GROWTHS).filter(([name]) => asked.length === 0 || asked.includes(name))
for (const [name, growth] of chosen) console.log(`${await measure(name, growth)}\n`)
