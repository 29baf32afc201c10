// A program whose single step ends its thread, on a real node: it sleeps, told at its line, and an honest
// lamp of the same world goes on; one of another world notices nothing.
import { expect, test } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import { asleepOf, faultsOf, memoryOf } from '../../../shared/world/live/live-state.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { serve } from '../../hosted-node.ts'
import { until } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { id } from '../../unit/world/made.ts'

const LAMP = '```js\nevery(0.1, () => { memory.beats = (memory.beats ?? 0) + 1 })\n```'
/** One call of the parser lasts a third of a second, and nothing looks at a clock meanwhile. */
const BOMB = `A bomb.

\`\`\`js
log('I begin')
after(1, () => {
  Function('class A {' + Array.from({ length: 9_000 }, (_, n) => '#v' + n).join(';') + '}')
})
\`\`\`
`
const BOMBS = ['one', 'two', 'three', 'four', 'five', 'six']

/** Puts things with code into a world. */
async function furnish(wsUrl: string, world: string, codes: Readonly<Record<string, string>>): Promise<void> {
  const editor = openStock(`${wsUrl}/sync`, world)
  await until('the scene is here', () => editor.synced)
  const view = createView(editor.doc, null)
  for (const [name, text] of Object.entries(codes)) {
    const place = { host: view.root ?? id('root'), x: 100, y: 100 }
    expect(createArtifact({ view, origin: null }, { id: id(name), name, text, place }).ok).toBe(true)
  }
}

/** The longest time between two beats of a world's lamp, in ms, from now on. */
function watchLamp(live: WebsocketProvider): { longest: () => number } {
  let last = performance.now()
  let longest = 0
  let beats = 0
  live.doc.on('update', () => {
    const now = Number(memoryOf(live.doc, id('lamp'))['beats'] ?? 0)
    if (now === beats) return
    beats = now
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  })
  return { longest: () => Math.max(longest, performance.now() - last) }
}

test('[B5] six programs that end their thread sleep, each at its line, and the lamp beside them goes on', async () => {
  await using server = await serve()
  await furnish(server.wsUrl, 'ada/garden', { lamp: LAMP })
  await furnish(server.wsUrl, 'ada/quiet', { lamp: LAMP })
  const live = openStock(`${server.wsUrl}/sync`, 'ada/garden/live')
  const quiet = openStock(`${server.wsUrl}/sync`, 'ada/quiet/live')
  const beats = (of: WebsocketProvider) => Number(memoryOf(of.doc, id('lamp'))['beats'] ?? 0)
  await until('both lamps shine', () => beats(live) > 3 && beats(quiet) > 3)
  // The first end is in the thread of all; from then on the world's programs are apart.
  await furnish(server.wsUrl, 'ada/garden', { first: BOMB })
  await until('the first sleeps', () => asleepOf(live.doc, id('first')) !== null)
  const [before, atRest] = [beats(live), beats(quiet)]
  await until('both lamps shine again', () => beats(live) > before + 3 && beats(quiet) > atRest + 3)
  const asleep = new Map<string, number>()
  live.doc.on('update', () => {
    for (const name of BOMBS)
      if (!asleep.has(name) && asleepOf(live.doc, id(name)) !== null) asleep.set(name, beats(live))
  })
  const lamp = watchLamp(live)
  const other = watchLamp(quiet)
  await furnish(server.wsUrl, 'ada/garden', Object.fromEntries(BOMBS.map((name) => [name, BOMB])))
  await until('all sleep', () => BOMBS.every((name) => asleepOf(live.doc, id(name)) !== null))
  const after = beats(live)
  await until('the lamp shines', () => beats(live) > after + 3)
  console.info(
    `the lamp stood still for ${lamp.longest().toFixed(0)} ms, the other for ${other.longest().toFixed(0)} ms`,
  )
  // It was back after each of them, before the next.
  const shone = [...asleep.values()]
  expect(shone).toHaveLength(BOMBS.length)
  expect(shone.every((count, at) => at === 0 || count > (shone[at - 1] ?? 0))).toBe(true)
  for (const name of BOMBS) {
    const [fault, ...more] = faultsOf(live.doc, id(name))
    expect(more).toEqual([])
    expect(fault).toMatchObject({ kind: 'hung', line: 5, count: 1 })
  }
  expect(faultsOf(live.doc, id('lamp'))).toEqual([])
  expect(faultsOf(quiet.doc, id('lamp'))).toEqual([])
})
