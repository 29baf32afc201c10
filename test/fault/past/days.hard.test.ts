// Revisions stay: the versions of a world are as they were after days of tidying, in another folder that a
// backup was restored to, and in a world that was exported and imported. So are a draft's base, and what
// changed when.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { backUp, restoreBackup } from '../../../server/storage/maintenance/data-backup.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { ChangesAnswer, HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { VersionAnswer, VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { ARCHIVE_TYPE, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { nodeOf, startAccounts, told, type AccountsNode } from '../../accounts.ts'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { clockAhead } from '../clock.ts'
import { api, ask } from './deed.ts'
import { changed, SceneWriter } from './scene-writer.ts'

const GARDEN = 'ada/garden'
const WORDS = 12
const SITTINGS = 3

/** What the past of a world says. */
interface Past {
  readonly names: readonly string[]
  readonly states: readonly Buffer[]
  /** What changed from each version to the next. */
  readonly changes: readonly unknown[]
}

/** As one update, however it came to be. */
function canonical(update: Uint8Array): Buffer {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return Buffer.from(Y.encodeStateAsUpdate(doc))
}

async function pastAt(node: AccountsNode, world: string, revisions: readonly number[]): Promise<Past> {
  const { versions } = VersionsAnswer.parse(await ask(node, 'GET', `${api(world)}/versions`))
  const states: Buffer[] = []
  const changes: unknown[] = []
  for (const [n, revision] of revisions.entries()) {
    const answer = await node.admin.ask('GET', `${api(world)}/history/${revision}`)
    expect(answer.status).toBe(200)
    states.push(canonical(new Uint8Array(await answer.arrayBuffer())))
    const from = revisions[n - 1] ?? 0
    const query = `from=${from}&to=${revision}`
    const { things } = ChangesAnswer.parse(await ask(node, 'GET', `${api(world)}/changes?${query}`))
    // They come in no order.
    changes.push(things.toSorted((one, other) => one.id.localeCompare(other.id)))
  }
  const names = versions
    .filter(({ isAutomatic }) => !isAutomatic)
    .map(({ name, revision }) => `${name} ${revision}`)
  return { names, states, changes }
}

/** Writes word by word, and names some of the revisions in between. */
async function sitting(node: AccountsNode, n: number): Promise<number[]> {
  await using writer = await SceneWriter.open(node, GARDEN)
  if (n === 0) writer.put('lamp', 'It is')
  const revisions: number[] = []
  for (let word = 0; word < WORDS; word++) {
    writer.write('lamp', `w${n}-${word}`)
    await writer.allSaved()
    if (word % 4 === 2) writer.cut('lamp', `w${n}-${word - 1}`)
    if (word % 3 !== 1) continue
    await writer.allSaved()
    const made = await ask(node, 'POST', `${api(GARDEN)}/versions`, { name: `${n} and ${word}` })
    revisions.push(VersionAnswer.parse(made).revision)
  }
  await writer.allSaved()
  return revisions
}

async function onDay(day: number, data: string, before: AccountsNode): Promise<AccountsNode<RunningServer>> {
  const server = await startServer({ data, access: 'accounts', env: clockAhead(day) })
  return nodeOf(server, await nodeOf(server, before.admin).signIn('ada'))
}

async function rowsIn(folder: string): Promise<{ readonly rows: number; readonly updates: number }> {
  const store = await openSqliteStore({ folder })
  const world = (await store.worlds('here')).find(({ address }) => address === GARDEN)
  if (world === undefined) throw new Error('there is no garden')
  const rows = await store.log({ world: world.key, kind: 'scene' }, 0, 10_000)
  await store.close()
  return { rows: rows.length, updates: rows.reduce((sum, { updates }) => sum + updates, 0) }
}

it(
  '[HI1] [HI5] every version is what it was after days of tidying, a backup, an export and an import',
  { timeout: 180_000 },
  async () => {
    const data = temporaryFolder()
    let node = await startAccounts({ data })
    await ask(node, 'POST', '/api/worlds', { title: 'Garden', address: GARDEN })
    const revisions = await sitting(node, 0)
    const draft = DraftMade.parse(
      await ask(node, 'POST', `${api(GARDEN)}/drafts`, { title: 'Night' }),
    ).address
    await changed(node, draft, (writer) => writer.write('lamp', 'dark'))
    revisions.push(...(await sitting(node, 1)))
    const restored = { revision: revisions[1], things: ['lamp'] }
    await ask(node, 'POST', `${api(GARDEN)}/restore`, restored)
    const before = await pastAt(node, GARDEN, revisions)
    expect(new Set(before.states.map((state) => state.toString('latin1'))).size).toBe(revisions.length)
    await node.server.stop()
    const untidied = await rowsIn(data)

    for (let day = 1; day < SITTINGS; day++) {
      node = await onDay(day * 2, data, node)
      await sitting(node, day + 1)
      expect((await pastAt(node, GARDEN, revisions)).states).toEqual(before.states)
      await node.server.stop()
    }
    const tidied = await rowsIn(data)
    expect(tidied.rows - untidied.rows).toBeLessThan((tidied.updates - untidied.updates) / 2)
    expect(tidied.updates).toBeGreaterThan(untidied.updates)

    const folder = temporaryFolder()
    await backUp(data, join(folder, 'backup'), 1)
    await restoreBackup(join(folder, 'backup'), join(folder, 'data'))
    await using again = await onDay(9, join(folder, 'data'), node)
    const moved = await pastAt(again, GARDEN, revisions)
    expect(moved.names.filter((name) => before.names.includes(name))).toEqual(before.names)
    expect(moved.states).toEqual(before.states)
    expect(moved.changes).toEqual(before.changes)

    const review = DraftReview.parse(await ask(again, 'GET', `${api(draft)}/review`))
    expect(review).toMatchObject({ isBehind: true, things: [{ id: 'lamp', text: [{ in: ' dark' }] }] })
    await ask(again, 'POST', `${api(draft)}/merge`, {})

    const file = await again.admin.ask('GET', `${api(GARDEN)}/export`)
    const imported = await fetch(`${again.url}/api/worlds/import?address=ada/copy`, {
      method: 'POST',
      headers: { cookie: again.admin.cookie, origin: again.url, 'content-type': ARCHIVE_TYPE },
      body: await file.arrayBuffer(),
    })
    expect(WorldSummary.parse(await told(imported)).address).toBe('ada/copy')
    const copied = await pastAt(again, 'ada/copy', revisions)
    expect(copied.states).toEqual(before.states)
    expect(copied.changes).toEqual(before.changes)
    const ends = await Promise.all(
      [GARDEN, 'ada/copy'].map(async (world) =>
        HistoryAnswer.parse(await ask(again, 'GET', `${api(world)}/history?limit=1`)),
      ),
    )
    expect(ends[1]?.revision).toBe(ends[0]?.revision)
    console.info(
      `versions: ${revisions.length}, the same after all; ${untidied.rows} rows, then ${tidied.rows} with ${tidied.updates - untidied.updates} updates more`,
    )
  },
)
