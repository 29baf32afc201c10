// A draft with 50,000 runs of letters is merged within two seconds, asked of a real node over HTTP. Only in
// `npm run test:hard`: writing them takes longer. On a machine that others use, too, its processor time
// counts.
import { expect, it } from 'vitest'
import { DraftMade, MergeMade } from '../../shared/wire/api/draft-bodies.ts'
import { startAccounts } from '../accounts.ts'
import { textOf } from '../../shared/world/scene/scene.ts'
import { id } from '../unit/world/made.ts'
import { api, ask } from './past/deed.ts'
import { SceneWriter, seen } from './past/scene-writer.ts'
import { usedMs } from './used-time.ts'

const IS_HARD = process.env['INKLAND_HARD'] !== undefined
const GARDEN = 'ada/garden'
const [ROWS, RUNS] = [500, 100]
const LIMIT_MS = 2_000

it.runIf(IS_HARD)(
  '[Y12] a draft with 50,000 runs of letters is merged within two seconds',
  { timeout: 600_000 },
  async () => {
    await using node = await startAccounts()
    await ask(node, 'POST', '/api/worlds', { title: 'Garden', address: GARDEN })
    {
      await using writer = await SceneWriter.open(node, GARDEN)
      writer.put('long', 'word '.repeat(ROWS * RUNS))
      await writer.allSaved()
    }
    const made = DraftMade.parse(await ask(node, 'POST', `${api(GARDEN)}/drafts`, { title: 'Draft' }))
    {
      await using writer = await SceneWriter.open(node, made.address)
      const text = textOf(writer.scene, id('long'))
      for (let row = ROWS - 1; row >= 0; row--) {
        writer.scene.transact(() => {
          for (let at = RUNS - 1; at >= 0; at--) text?.insert((row * RUNS + at) * 5 + 4, 'x')
        })
        if (row % 20 === 0) await writer.allSaved()
      }
    }
    await ask(node, 'GET', `${api(made.address)}/review`)
    const [begun, used] = [performance.now(), usedMs(node.server.pid)]
    MergeMade.parse(await ask(node, 'POST', `${api(made.address)}/merge`, {}))
    const [wall, work] = [performance.now() - begun, usedMs(node.server.pid) - used]
    console.info(`${ROWS * RUNS} runs are merged: after ${wall.toFixed(0)} ms, ${work} ms of work`)
    expect(await seen(node, GARDEN, (writer) => writer.count('long', 'wordx'))).toBe(ROWS * RUNS)
    expect(Math.min(wall, work)).toBeLessThan(LIMIT_MS)
  },
)
