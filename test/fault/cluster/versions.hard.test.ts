// Two versions of this program are one node while it is updated: processes of an earlier version, and one of
// this version beside them, which brings the database up to date. Nothing that was saved is lost, and who
// comes too late is told so.
import { describe, expect, test } from 'vitest'
import { runServer, temporaryFolder } from '../../process.ts'
import { FORMAT } from '../../../server/storage/postgres/schema.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { freePort } from '../../support/free-port.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { Crowd } from '../crowd.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { buildEarlier, isKnown } from './earlier-version.ts'
import { NodeProcesses, untilLeads } from './node-processes.ts'

/** The last version of format 3, and the last one that was given out. */
const EARLIER = ['eab4e7e9', 'd597e405']
const EDITS = 1_000
const LIMIT_MS = 15 * 60_000

const isPossible = hasPostgres && (await Promise.all(EARLIER.map(isKnown))).every(Boolean)

describe.skipIf(!isPossible)('[two versions are one node]', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()

  test.for(EARLIER)('%s and this version, one process after the other', async (commit) => {
    const random = seededRandom(seedFromEnvironment())
    await using earlier = await buildEarlier(commit)
    const store = await databases.newDatabase()
    await using node = new NodeProcesses(store)
    const [first, second] = [await node.start(earlier), await node.start(earlier)]
    const before = await Crowd.gather(second.server, 'before', random)
    await before.enter(second.server)
    await before.write(EDITS)

    // It follows one of the earlier version; those who are there go on.
    const newer = await node.start()
    await before.write(EDITS)
    const beside = await Crowd.gather(newer.server, 'beside', random)
    await beside.enter(newer.server)
    await beside.write(EDITS)

    await second.server.stop()
    await before.part()
    await before.enter(newer.server)
    await first.server.stop()
    await untilLeads(newer.server.url, newer)
    await Promise.all([apart(before), apart(beside)])
    expect(await before.lost(newer.server)).toBe(0)
    expect(await beside.lost(newer.server)).toBe(0)
    await before.settle(newer.server)

    if (earlier.format < FORMAT) {
      const late = runServer(['--inside', `127.0.0.1:${await freePort()}`, '--data', temporaryFolder()], {
        program: earlier.program,
        env: { INKLAND_STORE: store },
      })
      expect((await late.exit).code).toBe(1)
      expect(late.log()).toMatch(/was written by a newer Inkland .*: start that newer Inkland/)
    } else {
      // Back again: what this version wrote, the earlier one reads.
      const third = await node.start(earlier)
      await beside.enter(third.server)
      await beside.write(EDITS)
      await newer.server.stop()
      await untilLeads(third.server.url, third)
      await apart(beside)
      expect(await beside.lost(third.server)).toBe(0)
      await beside.settle(third.server)
    }
    before.leave()
    beside.leave()
  })
})

/** Everybody goes, also who stayed connected while another process took over. */
function apart(crowd: Crowd): Promise<void> {
  for (const editor of crowd.editors) editor.disconnect()
  return crowd.part()
}
