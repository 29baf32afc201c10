// By real time what contract/away.test.ts has by a clock: people of a node whose database is away wait, then
// are told in a sentence. Nobody is cut off without a word.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { startServer } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { databaseServer } from './database-server.ts'

const LIMIT_MS = 90_000
/** Longer than a connection may be silent, shorter than a node waits for its database, in ms. */
const SHORT_MS = 8_000

describe.skipIf(!hasPostgres)('a node whose database is away', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer({ fsync: 'off' })

  test('[H14] who asks during a short absence is answered after it; during a longer one they are told', async () => {
    await using node = await startServer({ env: { INKLAND_STORE: await databases.newDatabase() } })
    const come = (name: string) => ask(node.url, 'POST /api/me', { body: { name } })
    await databases.server.stop()
    const during = ['Ada', 'Bob', 'Cleo'].map(come)
    await pause(SHORT_MS)
    await databases.server.start()
    const names = (await Promise.all(during)).map((answer) => answer.read(Me).member?.name)
    expect(names).toEqual(['Ada', 'Bob', 'Cleo'])

    await databases.server.stop()
    for (const answer of await Promise.all(['Dora', 'Emil'].map(come))) {
      expect(answer.status).toBe(503)
      expect(answer.refusal().text).toMatch(/^The server cannot use its disk at the moment, .*Try again/)
    }
    await databases.server.start()
    expect((await come('Flora')).read(Me).member?.name).toBe('Flora')
  })
})
