// A key of a node that somebody else has, too: it speaks for the node until the node says that it was stolen,
// and no longer anywhere that heard of it.
import { cpSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIdentity } from '../../../server/peers/identity/node-identity.ts'
import type { Peers } from '../../../server/peers/node-peers.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { CLOSE, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import { MyRight } from '../../../shared/wire/api/sharing-bodies.ts'
import {
  parseAccountName,
  parseMemberId,
  type Address,
  type MemberId,
} from '../../../shared/world/address.ts'
import { told } from '../../accounts.ts'
import {
  asking,
  endNodes,
  give,
  makeWorld,
  pathTo,
  startAgain,
  startLone,
  startPeer,
  type PeerNode,
} from '../../peers.ts'
import { temporaryFolder, until } from '../../process.ts'
import { inkland } from '../../unit/cli/inkland.ts'
import { RawClient } from '../../unit/sync/client.ts'

const LIMIT_MS = 120_000
/**
 * A node that was looked at a moment ago is looked at again after ten seconds, and the telling is tried again
 * meanwhile.
 */
const HEARD_MS = 40_000
const GONE_MS = 5_000
const NO_LONGER = 'has no such key, or has it no longer'

let b: PeerNode
let world: Address

beforeAll(async () => {
  b = await startPeer('bob')
  world = await makeWorld(b.admin, 'Square')
}, LIMIT_MS)
afterAll(() => endNodes(b))

async function rightBy(peers: Peers, as: MemberId): Promise<string> {
  const { body } = await peers.caller.call(b.name, {
    method: 'GET',
    path: pathTo(`/api/worlds/${world}/right`),
    as,
  })
  return MyRight.parse(body).right
}
/** A line that stays as long as they may be there. */
async function sits(peers: Peers, as: MemberId): Promise<RawClient> {
  const client = new RawClient(await peers.caller.socket(b.name, pathTo(`/sync/${world}?inkland=1`), as))
  client.send(syncFrame('step1', Uint8Array.of(0)))
  await until('the world is there', () => client.of('step2').length > 0)
  return client
}

const whyNot = (peers: Peers, as: MemberId): Promise<string> =>
  rightBy(peers, as).then(
    () => '',
    (error: unknown) => String(error),
  )

describe('[N2] [N10] a key that was stolen', () => {
  it(
    'counts no more once its node runs again, which tells those that it met; and who came by it is out',
    {
      timeout: LIMIT_MS,
    },
    async () => {
      const data = temporaryFolder()
      const copy = temporaryFolder()
      let a = await startPeer('ada', { data })
      try {
        await give(b.admin, world, `ada@${a.name}`, 'edit')
        const there = world.replace('/', `@${b.name}/`)
        const right = async () => told(await a.admin.ask('GET', `/api/worlds/${there}/right`))
        expect(await right()).toEqual({ right: 'edit' })
        await a.server.stop()
        cpSync(data, copy, { recursive: true })
        a = await startAgain(a)

        const ada = parseMemberId(a.admin.id) as MemberId
        const disk = await openSqliteStore({ folder: copy })
        const identity = await openIdentity({
          store: disk,
          clock: systemClock,
          random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
          names: () => [a.name],
        })
        const account = parseAccountName('ada')!
        const who = () => Promise.resolve({ subject: ada, account, name: 'Ada', look: null, body: null })
        const thief = await asking(identity, createMemoryStore(), who)
        expect(await rightBy(thief, ada)).toBe('edit')
        const line = await sits(thief, ada)

        await a.server.stop()
        const made = await inkland('peer', 'new-key', '--stolen', '--data', data)
        expect(made).toMatchObject({ code: 0, out: expect.stringContaining('within five minutes') })
        const since = performance.now()
        a = await startAgain(a)
        await until('it counts no more', async () => (await whyNot(thief, ada)).includes(NO_LONGER), HEARD_MS)
        await until('who came by it is out', () => line.closed !== null, GONE_MS)
        expect(line.closed?.code).toBe(CLOSE.signIn)
        console.info(`a stolen key counts no more after ${Math.round(performance.now() - since)} ms`)
        expect(await right()).toEqual({ right: 'edit' })
        await disk.close()
      } finally {
        await endNodes(a)
        for (const folder of [data, copy]) rmSync(folder, { recursive: true, force: true })
      }
    },
  )

  it('of a node without an address counts no more once that tells it', async () => {
    await using far = await startLone(true)
    const eve = far.person('eve')
    await far.peers.acquaintance.meet(b.name)
    await far.peers.caller.call(b.name, { method: 'POST', path: peersPath('key') })
    await give(b.admin, world, `eve@${far.name}`, 'edit')
    const thief = await far.copied()
    expect(await rightBy(thief, eve)).toBe('edit')
    const line = await sits(thief, eve)

    await far.peers.identity.turnOver('stolen')
    const { status } = await far.peers.caller.call(b.name, { method: 'POST', path: peersPath('key') })
    expect(status).toBe(204)
    expect(await whyNot(thief, eve)).toContain(NO_LONGER)
    await until('who came by it is out', () => line.closed !== null, GONE_MS)
    expect(await rightBy(far.peers, eve)).toBe('edit')
  })
})
