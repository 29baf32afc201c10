// A node that stood still for so long that another one took its database: it tells nobody anything that is
// not stored, says what happened, and ends.
import { describe, expect, test } from 'vitest'
import { runServer, startServer, temporaryFolder, untilWithin } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { fetchCopy } from '../copy.ts'
import { areEqual } from '../edits.ts'
import { Editor } from '../editor.ts'
import { databasesOfRun, PASSWORD } from './database-server.ts'

/** Generous: the machine that runs this may have much other work. */
const until = untilWithin(60_000)
const ROUNDS = 20

describe.skipIf(!hasPostgres)('a node whose database another one took', { timeout: ROUNDS * 60_000 }, () => {
  const databases = databasesOfRun

  test('[L14] writes nothing any more, says so and ends; what it called saved is there, once', async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    let saved = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const env = { INKLAND_STORE: await databases.newDatabase() }
      const data = temporaryFolder()
      await using first = await startServer({ data, env })
      const editors = Array.from(
        { length: 6 },
        (_, index) => new Editor({ world: `ada/world-${index % 2}`, name: `person-${index}`, random }),
      )
      for (const editor of editors) editor.connect(first.wsUrl)
      await until('everybody has their world', () => editors.every(({ isSynced }) => isSynced))
      for (const editor of editors) editor.write()
      const least = 20 + random.below(200)
      await until('all wrote', () => editors.every((editor) => editor.saved > least))
      process.kill(first.pid, 'SIGSTOP')
      await using second = await startServer({ env })
      process.kill(first.pid, 'SIGCONT')
      expect(await first.ended()).toEqual({ code: 1, signal: null })
      expect(first.log()).toContain('another process has taken the database: stopping.')
      await until('everybody was sent out', () => editors.every(({ closedWith }) => closedWith !== null))
      for (const editor of editors) editor.rest()
      for (const world of ['ada/world-0', 'ada/world-1']) {
        const copy = await fetchCopy(`${second.wsUrl}/sync/${world}`)
        const here = editors.filter((editor) => editor.world === world)
        for (const editor of here) expect(editor.lostIn(copy), `seed ${seed}, round ${round}`).toBe(0)
        copy.destroy()
      }
      for (const editor of editors) editor.connect(second.wsUrl)
      await until('all is saved', () => editors.every((editor) => editor.made === editor.saved))
      for (const editor of editors) {
        const copy = await fetchCopy(`${second.wsUrl}/sync/${editor.world}`)
        await until('all are the same', () => areEqual(editor.doc, copy))
        copy.destroy()
        saved += editor.saved
        editor.disconnect()
        editor.doc.destroy()
      }
      await isRefused(data, env)
    }
    console.info(
      `${ROUNDS} nodes stopped, their databases taken: ${saved} saved edits, 0 lost (seed ${seed})`,
    )
  })

  /** It starts again only when the other one is gone. */
  async function isRefused(data: string, env: Readonly<Record<string, string>>): Promise<void> {
    const again = runServer(['--data', data], { env })
    expect((await again.exit).code).toBe(1)
    expect(again.log()).toMatch(/^Another Inkland is using the database .*: stop it first/m)
    expect(again.log()).not.toContain(PASSWORD)
  }
})
