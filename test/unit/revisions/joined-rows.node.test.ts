// Rows that were joined over a long time, as a node of an earlier time left them: history says to within how
// long it knows when something was written.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writtenWords } from '../../../client/history/words/moment-words.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { AuthorsAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/time/durations.ts'
import { makeLineId, makeMemberId, makeWorldId, parseAddress } from '../../../shared/world/address.ts'
import { initScene, textOf } from '../../../shared/world/scene/scene.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { ask } from '../http/ask.ts'
import { id } from '../world/made.ts'

const START = Date.now() - 30 * DAY_MS

/**
 * A folder with a world of three rows: one of three hours, one of a minute, one that says when it was
 * written.
 */
async function leftFolder(): Promise<string> {
  const folder = join(temporaryFolder(), 'data')
  const store = await openSqliteStore({ folder })
  const random = seededRandom(3).bytes
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const world = await store.stage(START)
  const scene = new Y.Doc()
  const updates: Uint8Array[] = []
  scene.on('update', (bytes: Uint8Array) => updates.push(bytes))
  initScene(scene, { root: id('root'), title: 'The garden', name: 'The garden', text: 'Long ago.' })
  const page = textOf(scene, id('root'))
  page?.insert(page.length, ' At once.')
  page?.insert(page.length, ' By a merge.')
  const member = makeMemberId(random)
  const times = [
    { firstAt: START, lastAt: START + 3 * HOUR_MS },
    { firstAt: START + DAY_MS, lastAt: START + DAY_MS + MINUTE_MS },
    { firstAt: START + 2 * DAY_MS, lastAt: START + 2 * DAY_MS + HOUR_MS, writtenAt: START + 5 },
  ]
  const rows = [updates.slice(0, -2), updates.slice(-2, -1), updates.slice(-1)].map((part, n) => {
    const [bytes, time] = [Y.mergeUpdates(part), times[n]]
    if (time === undefined) throw new Error('there are three')
    return { bytes, member, updates: 5, quarantined: false, ...time }
  })
  await store.importLog({ world, kind: 'scene' }, { rows, clients: new Map() })
  const made = { id: makeWorldId(random), line: makeLineId(random), address, title: 'The garden' }
  await store.publish(world, { ...made, names: [], owner: null })
  await store.close()
  return folder
}

test('[HI17] who wrote a letter is told with a time, and to within how long that is known', async () => {
  await using server = await serve({ data: await leftFolder(), args: ['--access', 'open'] })
  const authors = async (thing: string) =>
    (await ask(server.url, `GET /api/worlds/ada/garden/history/15/authors?thing=${thing}`)).read(
      AuthorsAnswer,
    )
  const { text, values } = await authors(id('root'))
  expect(text.map(({ length, at, within }) => [length, at === null ? null : at - START, within])).toEqual([
    ['Long ago.'.length, 3 * HOUR_MS, 3 * HOUR_MS],
    [' At once.'.length, DAY_MS + MINUTE_MS, undefined],
    [' By a merge.'.length, 5, undefined],
  ])
  expect(values.find(({ key }) => key === 'name')).toMatchObject({ within: 3 * HOUR_MS })
  expect(writtenWords(START, 3 * HOUR_MS)).toMatch(/, known to within 3 hours$/)
  expect(writtenWords(START, undefined)).not.toContain('within')
})
