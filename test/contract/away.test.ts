// The way to a database that is away, by a clock that the test turns: a short absence is a pause, a longer
// one is told at once, until the database is back. fault/postgres/away.hard.test.ts has a node wait for real.
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseDatabaseAddress } from '../../server/storage/postgres/connection/database-address.ts'
import { DatabaseLink } from '../../server/storage/postgres/connection/database-link.ts'
import { StoreFault } from '../../server/storage/store.ts'
import type { ServerClock } from '../../server/time/server-clock.ts'
import { until } from '../process.ts'
import { hasPostgres } from '../support/postgres/shared-server.ts'
import { faultyLine } from '../fault/faulty-line.ts'
import { databasesOfRun } from '../fault/postgres/database-server.ts'

interface Wait {
  readonly ms: number
  readonly run: () => void
}

/** Nothing that waits by it goes on by itself. */
class TurnedClock implements ServerClock {
  readonly #waits = new Set<Wait>()
  #ms = 0

  now(): number {
    return this.#ms
  }

  monotonic(): number {
    return this.#ms
  }

  after(ms: number, run: () => void): () => void {
    const wait = { ms, run }
    this.#waits.add(wait)
    return () => this.#waits.delete(wait)
  }

  soon(run: () => void): void {
    setImmediate(run)
  }

  /** Ends the waits that began first, one after the other, until the clock shows so many ms. */
  async turnTo(ms: number): Promise<void> {
    while (this.#ms < ms) {
      const [wait] = await until('somebody waits', () => this.#waits.size > 0 && [...this.#waits])
      if (wait === undefined) continue
      this.#waits.delete(wait)
      this.#ms += wait.ms
      wait.run()
    }
  }
}

/** A database that is away, somebody who asks for a connection to it, and the clock by which they wait. */
async function askWhileAway(options: { readonly forEver?: boolean } = {}) {
  const direct = parseDatabaseAddress(await databasesOfRun.newDatabase())
  const line = await faultyLine(direct.port)
  line.close()
  const clock = new TurnedClock()
  const link = new DatabaseLink({ ...direct, port: line.port }, { holder: null, clock })
  onTestFinished(async () => {
    link.close()
    await line[Symbol.asyncDispose]()
  })
  const asked = link.connect(options)
  // Whoever waits for it hears of its end later.
  asked.catch(() => undefined)
  return { line, clock, link, asked }
}

describe.skipIf(!hasPostgres)('[H14] a database that is away', () => {
  test('for 9 s: who asks waits for it, and is answered', async () => {
    const { line, clock, link, asked } = await askWhileAway()
    await clock.turnTo(9_000)
    line.open()
    await clock.turnTo(9_001)
    const connection = await asked
    expect(await connection.isReadOnly()).toBe(false)
    expect(link.isAwayLong).toBe(false)
    await connection.end()
  })

  test('for longer: who waits is told, whoever comes is told without a wait, and later all is well', async () => {
    const { line, clock, link, asked } = await askWhileAway()
    await clock.turnTo(10_001)
    await expect(asked).rejects.toThrow(StoreFault)
    await expect(asked).rejects.toThrow('The database cannot be reached.')
    expect(link.isAwayLong).toBe(true)
    await expect(link.connect()).rejects.toThrow('The database cannot be reached.')
    expect(clock.monotonic()).toBeLessThan(12_000)
    line.open()
    const connection = await link.connect()
    expect(link.isAwayLong).toBe(false)
    await connection.end()
  })

  test('what became of a commit is asked for as long as it takes; a store that is closed asks no more', async () => {
    const { clock, link, asked } = await askWhileAway({ forEver: true })
    await clock.turnTo(20_000)
    link.close()
    await expect(asked).rejects.toThrow('closed')
  })
})
