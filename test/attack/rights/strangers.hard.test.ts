// Adds to attack/strangers.hard a node with accounts: a connection that is not signed in and does not begin
// like a client is gone within ten seconds, and holds little meanwhile, whether the world is open to the
// public or closed.
import { expect, it } from 'vitest'
import { startAccounts, told, type AccountsNode } from '../../accounts.ts'
import { crowding } from '../../fault/lives.ts'
import { until } from '../../process.ts'
import { ask } from '../../unit/http/ask.ts'
import { ASKABLE, watchHeld } from '../held-memory.ts'
import { behave, waysOf } from '../stranger.ts'

/** How many at once that the share of each shows beside what a node does anyway. */
const CROWD = 500
const GONE_MS = 11_000
const HELD_KB = 256
const LIMIT_MS = 120_000
const WAYS = waysOf('/')

async function connectionsTo({ url }: AccountsNode): Promise<number> {
  const { text } = await ask(url, 'GET /metrics')
  return Number(/^inkland_connections (\d+)/m.exec(text)?.[1])
}

it.each(['none', 'see'] as const)(
  '[strangers are cheap] at a world where anybody may "%s"',
  { timeout: LIMIT_MS },
  async (right) => {
    await using node = await startAccounts(ASKABLE)
    await told(await node.admin.ask('PATCH', '/api/worlds/inkland/welcome/sharing', { public: right }))
    // A node's memory grows with its first few hundred answers, whatever is asked.
    for (let asked = 0; asked < 300; asked++) await ask(node.url, 'GET /metrics')
    // Earlier requests left kept connections.
    const connections = await connectionsTo(node)
    const held = await watchHeld(node.server)
    const leaving = new AbortController()
    const begun = performance.now()
    for (let number = 0; number < CROWD; number++) {
      const way = WAYS[number % WAYS.length]
      if (way !== undefined) behave(way, node.server.port, leaving.signal)
    }
    let most = 0
    const areGone = async (): Promise<boolean> => {
      const now = await connectionsTo(node)
      most = Math.max(most, now)
      return most > connections && now <= connections
    }
    await until('the strangers are gone', areGone, 3 * GONE_MS).finally(held.stop)
    const ms = performance.now() - begun
    leaving.abort()
    const kb = held.stop() / CROWD / 1024
    console.info(
      `strangers are cheap with accounts: ${CROWD} at a world where anybody may "${right}" were gone after ${ms.toFixed(0)} ms and held ${kb.toFixed(0)} kB each at most`,
    )
    expect((await node.admin.ask('GET', '/api/me')).status).toBe(200)
    expect(kb).toBeLessThan(HELD_KB)
    expect(ms).toBeLessThan(GONE_MS * crowding())
  },
)
