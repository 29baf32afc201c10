// Several processes that are one node, each of which answers some requests by what it knows itself: a right,
// a session and a setting that are taken away are gone at all of them when that is answered. Real processes,
// a real database.
import { setTimeout as pause } from 'node:timers/promises'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { PictureRoom } from '../../../shared/wire/api/picture-bodies.ts'
import { ask, invite, PASSWORD, told, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { askAt } from '../../support/postgres/server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { makeGarden, startNode } from './accounts-processes.ts'
import { unused } from './held.ts'
import { NodeProcesses } from './node-processes.ts'
import { databasesOfRun } from '../postgres/database-server.ts'
import { roundsOr } from '../../support/rounds.ts'

const ROUNDS = roundsOr(300)
const INVITATIONS = 20
const LIMIT_MS = 60 * 60_000
/** Longer than any process may answer by what it knows without a word of the one that leads, in ms. */
const LONGER_MS = 2_500
/** So soon a process answers that asks nobody, in ms. */
const SOON_MS = 1_500

const statusAt = async (url: string, path: string, { cookie }: Pick<Somebody, 'cookie'>): Promise<number> => {
  const answer = await fetch(new URL(path, url), { headers: { cookie } })
  await answer.arrayBuffer()
  return answer.status
}

const HOUR_MS = 60 * 60_000
const ELSEWHERE = 'at another process'
/** As another process would change the session that began last. */
const agedSession = (at: number): string => `
  WITH aged AS (
    UPDATE records SET version = version + 1,
      value = (value::jsonb || '{"label": "${ELSEWHERE}", "seenAt": ${at}}')::text
    WHERE kind = 'session' AND id =
      (SELECT id FROM records WHERE kind = 'session' ORDER BY (value::jsonb->>'since')::bigint DESC LIMIT 1)
    RETURNING kind, id
  ), counted AS (UPDATE change_count SET last = last + 1 RETURNING last)
  INSERT INTO changes (sequence, kind, id) SELECT last, kind, id FROM aged, counted`
const OLD_SESSIONS = `
  SELECT 1 FROM records WHERE kind = 'session' AND value::jsonb->>'label' = '${ELSEWHERE}'
    AND (value::jsonb->>'seenAt')::bigint < (extract(epoch FROM now()) - 1800) * 1000`

/** Whether a process answers soon, and with what; null where it waits. */
const soonAt = (url: string, path: string, { cookie }: Pick<Somebody, 'cookie'>): Promise<number | null> =>
  fetch(new URL(path, url), { headers: { cookie }, signal: AbortSignal.timeout(SOON_MS) }).then(
    ({ status }) => status,
    () => null,
  )

async function startThree(node: NodeProcesses) {
  const started = await startNode(node, 3)
  const [other, still] = started.others
  if (other === undefined || still === undefined) throw new Error('three processes are there')
  return { ...started, other, still, store: node.store }
}

describe.skipIf(!hasPostgres)('[a cluster knows what changes]', { timeout: LIMIT_MS }, () => {
  let node: NodeProcesses
  let started: Awaited<ReturnType<typeof startThree>>

  beforeAll(async () => {
    node = new NodeProcesses(await databasesOfRun.newDatabase())
    started = await startThree(node)
  }, LIMIT_MS)
  afterAll(() => node[Symbol.asyncDispose]())

  test('[L33] [L36] any process answers files and pictures itself while it is sure, and notes who asked', async () => {
    const { leading, other, admin, people } = started
    const { picture, share } = await makeGarden(leading.server.url, admin)
    const bea = await people.signUp(unused('bea'))
    await share(bea, 'see')
    const { url } = other.server
    await until('the picture is there', async () => (await statusAt(url, picture, bea)) === 200)
    const [file = ''] = globSync(fileURLToPath(new URL('../../../client/dist/assets/*.js', import.meta.url)))
    // It has to be followed already for what comes now.
    await pause(LONGER_MS)
    process.kill(leading.server.pid, 'SIGSTOP')
    try {
      expect(await soonAt(url, picture, bea)).toBe(200)
      expect(await soonAt(url, picture, { cookie: '' })).toBe(null)
      await pause(LONGER_MS)
      expect(await soonAt(url, picture, bea)).toBe(null)
      expect(await soonAt(url, join('/assets', basename(file)), bea)).toBe(200)
      expect(await soonAt(url, '/', bea)).toBe(null)
    } finally {
      process.kill(leading.server.pid, 'SIGCONT')
    }
    await until('all is answered again', async () => (await soonAt(url, picture, bea)) === 200)
    expect(await statusAt(url, picture, { cookie: '' })).toBe(404)
    await askAt(started.store, agedSession(Date.now() - HOUR_MS))
    const isKnown = async (): Promise<boolean> =>
      JSON.stringify(await told(await admin.ask('GET', '/api/admin/sessions'))).includes(ELSEWHERE)
    await until('the one that leads knows it, too', isKnown)
    const isNoted = async (): Promise<boolean> =>
      (await statusAt(url, picture, bea)) === 200 && (await askAt(started.store, OLD_SESSIONS)).length === 0
    await until('it is noted there that the session was used', isNoted)
    expect(await isKnown()).toBe(true)
  })

  test('[L31] what is taken away is gone at every process when that is answered', async () => {
    const { leading, others, admin, people } = started
    const { picture, share } = await makeGarden(leading.server.url, admin)
    const bea = await people.signUp(unused('bea'))
    const urls = others.map(({ server }) => server.url)
    await share(bea, 'see')
    for (const url of urls) await until('it is seen', async () => (await statusAt(url, picture, bea)) === 200)
    await pause(LONGER_MS)
    let answeredAt = Infinity
    const over = new AbortController()
    let [late, seen] = [0, 0]
    const look = async (url: string): Promise<void> => {
      while (!over.signal.aborted) {
        const since = performance.now()
        const status = await statusAt(url, picture, bea)
        if (status === 200) seen += 1
        if (status === 200 && since > answeredAt) late += 1
      }
    }
    const looking = urls.map(look)
    let longest = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      answeredAt = Infinity
      await share(bea, 'see')
      await pause(5)
      const since = performance.now()
      await share(bea, 'none')
      answeredAt = performance.now()
      longest = Math.max(longest, answeredAt - since)
      expect(await Promise.all(urls.map((url) => statusAt(url, picture, bea)))).toEqual([404, 404])
    }
    over.abort()
    await Promise.all(looking)
    expect(late).toBe(0)
    expect(seen).toBeGreaterThan(ROUNDS)
    // A session, and guests.
    await share(bea, 'see')
    const guest = await people.guest('Gast')
    await share(guest, 'see')
    for (const url of urls) expect(await statusAt(url, picture, guest)).toBe(200)
    await told(await admin.ask('PATCH', '/api/admin/settings', { guests: false }))
    const anybody = await Promise.all(urls.map((url) => statusAt(url, picture, guest)))
    await told(await admin.ask('PATCH', '/api/admin/settings', { guests: true }))
    await told(await bea.ask('DELETE', '/api/session'))
    const ended = await Promise.all(urls.map((url) => statusAt(url, picture, bea)))
    expect([anybody, ended]).toEqual([
      [404, 404],
      [404, 404],
    ])
    console.info(
      `${ROUNDS} rights taken away at 3 processes: 0 answers after, ${longest.toFixed(0)} ms at most`,
    )
    expect(await statusAt(leading.server.url, picture, admin)).toBe(200)
  })

  test('[J8] [L31] an invitation’s last use, asked of two processes at once, is spent once', async () => {
    const { leading, other, admin } = started
    const urls = [leading, other].map(({ server }) => server.url)
    const both = unused('both')
    for (let round = 0; round < INVITATIONS; round += 1) {
      const invitation = await invite(admin)
      const comes = (url: string, n: number): Promise<Response> => {
        const name = `${both}-${round}-${n}`
        return ask(url, 'POST', '/api/accounts', { account: name, name, password: PASSWORD, invitation })
      }
      const answers = await Promise.all(urls.map(comes))
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
      const refused = answers.find(({ ok }) => !ok)
      expect(Refusal.parse(await refused?.json()).text).toMatch(/invitation/)
    }
    const accounts = await told(await admin.ask('GET', '/api/admin/accounts'))
    expect(new Set(JSON.stringify(accounts).match(new RegExp(`"${both}-\\d+-\\d"`, 'g'))).size).toBe(
      INVITATIONS,
    )
  })

  test('[L31] one that stands still holds up a change for 3 s at most, and knows it when it goes on', async () => {
    const { leading, others, other, still, admin, people } = started
    const { picture, world, share } = await makeGarden(leading.server.url, admin)
    const bea = await people.signUp(unused('bea'))
    await share(bea, 'see')
    for (const { server } of others)
      await until('it is seen', async () => (await statusAt(server.url, picture, bea)) === 200)
    await pause(LONGER_MS)
    process.kill(still.server.pid, 'SIGSTOP')
    const since = performance.now()
    await share(bea, 'none')
    expect(performance.now() - since).toBeLessThan(3_500)
    const next = performance.now()
    await share(bea, 'see')
    await share(bea, 'none')
    expect(performance.now() - next).toBeLessThan(1_500)
    expect(await statusAt(other.server.url, picture, bea)).toBe(404)
    process.kill(still.server.pid, 'SIGCONT')
    for (let look = 0; look < 20; look += 1) expect(await statusAt(still.server.url, picture, bea)).toBe(404)
    const room = await admin.ask('GET', `/api/worlds/${world.address}/assets`)
    expect(PictureRoom.parse(await told(room)).used).toBeGreaterThan(0)
  })
})
