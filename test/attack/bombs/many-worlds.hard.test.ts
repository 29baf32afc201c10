// Bombs in many worlds at once, each of which ends the thread of all: whoever is honest starts in the end,
// however often others took their start along.
import { expect, test } from 'vitest'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import { asleepOf, faultsOf, memoryOf } from '../../../shared/world/live/live-state.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { serve } from '../../hosted-node.ts'
import { until } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { id } from '../../unit/world/made.ts'

const LAMP = '```js\nevery(0.1, () => { memory.beats = (memory.beats ?? 0) + 1 })\n```'
/** Ends the thread as it starts. */
const BOMB = `\`\`\`js
Function('class A {' + Array.from({ length: 9_000 }, (_, n) => '#v' + n).join(';') + '}')
\`\`\``
const BOMBED = 25
const HONEST = 20

test('[B5] honest programs of other worlds start, and none is given up for the bombs of 25 others', async () => {
  await using server = await serve()
  const open = (world: string) => openStock(`${server.wsUrl}/sync`, world)
  const worlds = Array.from({ length: BOMBED + HONEST }, (_, n) => {
    const [scene, live] = [open(`eve/w${n}`), open(`eve/w${n}/live`)]
    return { scene, live, isBombed: n < BOMBED }
  })
  await until('all are here', () => worlds.every(({ scene, live }) => scene.synced && live.synced))
  for (const { scene, isBombed } of worlds) {
    const view = createView(scene.doc, null)
    const place = { host: view.root ?? id('root'), x: 100, y: 100 }
    const thing = { id: id('thing'), name: 'thing', text: isBombed ? BOMB : LAMP, place }
    expect(createArtifact({ view, origin: null }, thing).ok).toBe(true)
  }
  const [bombed, honest] = [worlds.slice(0, BOMBED), worlds.slice(BOMBED)]
  await until('all bombs sleep', () => bombed.every(({ live }) => asleepOf(live.doc, id('thing')) !== null))
  await until('all lamps shine', () =>
    honest.every(({ live }) => Number(memoryOf(live.doc, id('thing'))['beats'] ?? 0) > 3),
  )
  for (const { live } of honest) expect(faultsOf(live.doc, id('thing'))).toEqual([])
})
