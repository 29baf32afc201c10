// Moments at which a real node is killed: in its very first start, right after it made a world, and while it
// writes a snapshot.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'vitest'
import { WorldList } from '../../shared/wire/api/world-bodies.ts'
import { runServer, until, type RunningServer } from '../process.ts'
import type { Random } from '../simulation/random.ts'
import { ask } from '../unit/http/ask.ts'
import { fetchCopy } from './copy.ts'
import { Editor } from './editor.ts'
import type { Lives } from './lives.ts'

/** Twice that makes an edit; a snapshot is due after 256 kB, so every few edits at first. */
const HEAVY_BYTES = 16 * 1024
const HEAVY_EDITS = 100

export function bytesIn(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

/**
 * Kills the first start on a folder once more than so many bytes are written; the next one finds all that a
 * new node has, and is answered with how many bytes there were.
 */
export async function killFirstStart(lives: Lives, target: number) {
  const run = runServer(['--data', lives.data])
  while (bytesIn(lives.data) <= target && run.child.exitCode === null) await turn()
  run.child.kill('SIGKILL')
  expect((await run.exit).signal).toBe('SIGKILL')
  const bytes = bytesIn(lives.data)
  const server = await lives.start('inkland/welcome')
  const { worlds } = (await ask(server.url, 'GET /api/worlds')).read(WorldList)
  expect(
    worlds.map(({ address }) => address),
    `killed at ${target} bytes`,
  ).toEqual(['inkland/welcome'])
  return { server, bytes }
}

/**
 * Five come into new worlds, `NAME-0` and so on; the node is killed as soon as one of them is told its world.
 */
export async function killNewWorlds(server: RunningServer, name: string, random: Random): Promise<Editor[]> {
  const editors = Array.from(
    { length: 5 },
    (_, n) => new Editor({ world: `${name}-${n}`, name: 'ada', random }),
  )
  for (const editor of editors) editor.connect(server.wsUrl)
  while (editors.every(({ identity }) => identity === '')) await turn()
  await server.kill()
  await until('all are gone', () => editors.every(({ closedWith }) => closedWith !== null))
  return editors
}

/** The worlds of those who were told of one are there, and the same. */
export async function expectPromised(server: RunningServer, editors: readonly Editor[]): Promise<void> {
  const { worlds } = (await ask(server.url, 'GET /api/worlds')).read(WorldList)
  for (const { world, identity } of editors.filter((editor) => editor.identity !== '')) {
    expect(worlds.find(({ address }) => address === world)?.id).toBe(identity.split(' ')[0])
    const copy = await fetchCopy(`${server.wsUrl}/sync/${world}`)
    expect(copy.getMap('artifacts').has(String(copy.getMap('meta').get('root')))).toBe(true)
    copy.destroy()
  }
}

/** Somebody who writes so much that a snapshot is due; resolves at a random moment of that. */
export async function writeHeavily(
  { wsUrl }: RunningServer,
  { world, random }: { readonly world: string; readonly random: Random },
): Promise<Editor> {
  const target = 1 + random.below(HEAVY_EDITS)
  const { promise: reached, resolve } = Promise.withResolvers<void>()
  const editor = new Editor({
    world,
    name: 'ada',
    random,
    edit: (doc, person) =>
      doc.getArray(person).push([Buffer.from(random.bytes(HEAVY_BYTES)).toString('hex')]),
    onSaved: () => editor.saved >= target && resolve(),
  })
  editor.connect(wsUrl)
  editor.write()
  await reached
  return editor
}
