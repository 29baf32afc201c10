// An earlier version of this program, which says other things to the other processes: the node is stopped
// whole for the update. Whichever comes beside the other one is refused in a sentence, and nothing that was
// saved is lost.
import { describe, expect, test } from 'vitest'
import { runServer, temporaryFolder } from '../../process.ts'
import { FORMAT } from '../../../server/storage/postgres/schema.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { freePort } from '../../support/free-port.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { Crowd } from '../crowd.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { buildEarlier, isKnown } from './earlier-version.ts'
import { NodeProcesses } from './node-processes.ts'

/** The last version of format 3, and the last one that was given out. */
const EARLIER = ['eab4e7e9', 'd597e405']
const EDITS = 1_000
const LIMIT_MS = 15 * 60_000

const isPossible = hasPostgres && (await Promise.all(EARLIER.map(isKnown))).every(Boolean)

describe.skipIf(!isPossible)('[an update of a node]', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()

  test.for(EARLIER)(
    '%s beside this version is refused, and its node goes on with this one',
    async (commit) => {
      const random = seededRandom(seedFromEnvironment())
      await using earlier = await buildEarlier(commit)
      const store = await databases.newDatabase()
      await using node = new NodeProcesses(store)
      const [first, second] = [await node.start(earlier), await node.start(earlier)]
      const before = await Crowd.gather(second.server, 'before', random)
      await before.enter(second.server)
      await before.write(EDITS)

      const beside = await runBeside(store)
      expect((await beside.exit).code).toBe(1)
      expect(beside.log()).toMatch(/The other processes of this node are of another version/)
      await before.write(EDITS)

      await first.server.stop()
      await second.server.stop()
      await apart(before)
      const newer = await node.start()
      expect(await before.lost(newer.server)).toBe(0)
      await before.enter(newer.server)
      await before.write(EDITS)

      const late = await runBeside(store, earlier.program)
      expect((await late.exit).code).toBe(1)
      expect(late.log()).toMatch(
        earlier.format < FORMAT
          ? /was written by a newer Inkland .*: start that newer Inkland/
          : /started alike, and this one differs in --version/,
      )
      await before.write(EDITS)
      await before.settle(newer.server)
      before.leave()
    },
  )
})

/** One more process of the node. */
async function runBeside(store: string, program?: string) {
  const args = ['--inside', `127.0.0.1:${await freePort()}`, '--port', '0', '--data', temporaryFolder()]
  return runServer(args, { ...(program !== undefined && { program }), env: { INKLAND_STORE: store } })
}

/** Everybody goes. */
function apart(crowd: Crowd): Promise<void> {
  for (const editor of crowd.editors) editor.disconnect()
  return crowd.part()
}
