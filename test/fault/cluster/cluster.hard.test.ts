// What two-processes.hard.test.ts does not wait for: a process that stands still past its lease, one that
// nobody reaches, one that is drained, starts that are refused; and the one that leads is killed under fifty
// editors, many times.
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runServer, startServer, temporaryFolder, until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { askAt } from '../../support/postgres/server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { freePort } from '../../support/free-port.ts'
import { NodeProcesses, processesAt, untilLeads, type StartedProcess } from './node-processes.ts'
import { fetchCopy } from '../copy.ts'
import { Crowd } from '../crowd.ts'
import { faultyLine, type FaultyLine } from '../faulty-line.ts'
import { Editor } from '../editor.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { nodeOfFile, unused } from './held.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(20)
const EDITS_MAX = 500
const LIMIT_MS = 60 * 60_000

describe.skipIf(!hasPostgres)('[a cluster is one node]', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()
  const nodeHere = nodeOfFile(databases)

  test('any process takes any request and socket, and says the same', async () => {
    const [first, second] = await nodeHere().running(2)
    for (const { server } of [first, second]) {
      const told = await processesAt(server.url)
      expect(told.map(({ address, leads }) => ({ address, leads }))).toEqual([
        { address: first.inside, leads: true },
        { address: second.inside, leads: false },
      ])
    }
    const random = seededRandom(seedFromEnvironment())
    const crowd = await Crowd.gather(second.server, unused('together'), random)
    await crowd.enter(second.server)
    await crowd.write(EDITS_MAX)
    for (const editor of crowd.editors) editor.disconnect()
    await crowd.part()
    expect(await crowd.lost(first.server)).toBe(0)
    await crowd.settle(first.server)
    crowd.leave()
    await second.server.kill()
    const isAlone = async (): Promise<boolean> => (await processesAt(first.server.url)).length === 1
    await until('one that is gone is off the list', isAlone, 12_000)
  })

  test('the process that leads is killed under fifty editors: another one leads, and nothing saved is lost', async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const gaps: number[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      const [leading, other] = await nodeHere().running(2)
      const crowd = await Crowd.gather(other.server, unused('crowd'), random)
      await crowd.enter(other.server)
      await crowd.write(1 + random.below(EDITS_MAX))
      await leading.server.kill()
      const killedAt = performance.now()
      await until('another process serves', () => isServed(other.server.url), 30_000)
      gaps.push(performance.now() - killedAt)
      for (const editor of crowd.editors) editor.disconnect()
      await crowd.part()
      expect(await crowd.lost(other.server), `seed ${seed}, kill ${kill}`).toBe(0)
      await crowd.settle(other.server)
      crowd.leave()
    }
    const most = Math.max(...gaps).toFixed(0)
    console.info(`${KILLS} kills of the process that leads: 0 lost, served again after ${most} ms at most`)
  })

  test('a process that stood still past its lease begins again: it changes nothing, and answers nobody', async () => {
    const [first, second] = await nodeHere().running(2)
    const begun = first.server.lines().length
    const crowd = await Crowd.gather(first.server, unused('still'), seededRandom(seedFromEnvironment()))
    await crowd.enter(first.server)
    await crowd.write(EDITS_MAX)
    process.kill(first.server.pid, 'SIGSTOP')
    await untilLeads(second.server.url, second)
    const asking = connect(first.server.port, '127.0.0.1')
    asking.write(`GET /api/me HTTP/1.1\r\nHost: 127.0.0.1:${first.server.port}\r\n\r\n`)
    const answer = textFrom(asking)
    process.kill(first.server.pid, 'SIGCONT')
    // By what it knew before.
    expect(await answer).toBe('')
    for (const editor of crowd.editors) editor.disconnect()
    await crowd.part()
    await until('it has begun again', () => first.server.lines().length > begun)
    await untilLeads(first.server.url, second)
    expect(await crowd.lost(first.server)).toBe(0)
    await crowd.settle(first.server)
    crowd.leave()
  })

  describe('whom the others cannot reach', () => {
    const behind = nodeOfFile(databases)
    let line: FaultyLine
    let leading: StartedProcess

    beforeAll(async () => {
      line = await faultyLine()
      leading = await behind().start({ by: line })
    })
    afterAll(() => line[Symbol.asyncDispose]())

    test('goes on where it leads, and clients reach it there', async () => {
      const other = await behind().start()
      line.close()
      await until('clients wait there', () => isWaiting(other.server.url), 10_000)
      // Longer than a lease: its beat goes on.
      await pause(17_000)
      expect(await leaderAt(leading.server.url)).toBe(leading.inside)
      line.open()
      await until('they are passed on again', () => isServed(other.server.url), 10_000)
      expect(await leaderAt(other.server.url)).toBe(leading.inside)
    })

    test('is named by them in a sentence, if it leads', async () => {
      line.close()
      const inside = ['--inside', `127.0.0.1:${await freePort()}`]
      const env = { INKLAND_STORE: behind().store }
      const run = runServer([...inside, '--data', temporaryFolder()], { env })
      const sentence = 'the process that leads cannot be reached at this address: look at its --inside'
      await until('it says so', () => run.log().includes(sentence))
      expect(run.log()).toContain(leading.inside)
      line.open()
      await run.listening
      run.child.kill('SIGKILL')
      await run.exit
    })
  })

  test('a process that is told to stop, or is drained, hands over; the last one cannot be drained', async () => {
    const [first, second, third] = await nodeHere().running(3)
    expect(await first.server.stop()).toEqual({ code: 0, signal: null })
    await until('another one leads', () => leaderAt(second.server.url), 10_000)
    const [leading, other] =
      (await leaderAt(second.server.url)) === second.inside ? [second, third] : [third, second]
    const [led] = await processesAt(other.server.url)
    expect((await drain(other.server.url, led?.id ?? '')).status).toBe(204)
    expect(await leading.server.ended()).toEqual({ code: 0, signal: null })
    await untilLeads(other.server.url, other)
    const left = await processesAt(other.server.url)
    expect(left.map(({ address }) => address)).toEqual([other.inside])
    const refused = await drain(other.server.url, left[0]?.id ?? '')
    expect(refused.status).toBe(409)
    expect((await drain(other.server.url, 'nobody')).status).toBe(404)
  })

  test('who cannot be one of these processes is told so in a sentence', async () => {
    const store = await databases.newDatabase()
    await using node = new NodeProcesses(store)
    const first = await node.start()
    const at = `127.0.0.1:${await freePort()}`
    expect(await refusal(store, '--inside', at, '--peers', 'closed')).toBe(
      'The processes of a node are started alike, and this one differs in --peers: start it as the others, or name another database in --store.',
    )
    expect(await refusal(store)).toMatch(/^Another Inkland is using the database .*: stop it first/)
    expect(await refusal(store, '--inside', `127.0.0.1:1`, '--inside-listen', at)).toBe(
      'The other processes of this node cannot reach this one at 127.0.0.1:1: say an address in --inside that they can reach, and look at the firewall between.',
    )
    expect(await refusal(store, '--inside', first.inside)).toMatch(
      /^This process cannot listen at .* \(EADDRINUSE\): say an address and a free port/,
    )
    // There is a process of another node, which has another secret.
    const [stranger] = await nodeHere().running(1)
    expect(await refusal(store, '--inside', stranger.inside, '--inside-listen', at)).toMatch(
      /^The other processes of this node cannot reach this one at .*: say an address in --inside/m,
    )
    await first.server.stop()
    await using alone = await startServer({ env: { INKLAND_STORE: store } })
    expect(await refusal(store, '--inside', at)).toMatch(/^Another Inkland has this database for itself/)
    await alone.stop()
  })

  test('[L34] worlds are open under their leases: what is written under one that is over is not saved', async () => {
    const { store } = nodeHere()
    const [{ server }] = await nodeHere().running(1)
    const world = unused('ada/leased')
    const random = seededRandom(seedFromEnvironment())
    const editor = new Editor({ world, name: 'person', random })
    const comesIn = async (): Promise<void> => {
      editor.connect(server.wsUrl)
      await until('the world is there', () => editor.isSynced)
    }
    await comesIn()
    editor.write()
    await until('something is saved', () => editor.saved > 50)
    const [leads] = await processesAt(server.url)
    const holder = `SELECT split_part(holder, '/', 1) AS process, epoch FROM worlds WHERE address = '${world}'`
    expect(await askAt(store, holder)).toEqual([{ process: leads?.id, epoch: '1' }])
    // As another process would free it.
    await askAt(store, 'UPDATE worlds SET epoch = epoch + 1, holder = NULL')
    await until('who writes is sent out', () => editor.closedWith !== null)
    editor.rest()
    const copy = await fetchCopy(`${server.wsUrl}/sync/${world}`)
    expect(editor.lostIn(copy)).toBe(0)
    copy.destroy()
    await comesIn()
    await until('all is saved', () => editor.made === editor.saved)
    expect(await askAt(store, holder)).toEqual([{ process: leads?.id, epoch: '3' }])
    editor.disconnect()
    editor.doc.destroy()
    expect(await server.stop()).toEqual({ code: 0, signal: null })
    expect(await askAt(store, 'SELECT count(*)::int FROM worlds WHERE holder IS NOT NULL')).toEqual([
      { count: 0 },
    ])
  })
})

/** All that comes, until it is closed or cut. */
function textFrom(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
  socket.on('error', () => undefined)
  return new Promise((resolve) => socket.once('close', () => resolve(text)))
}

const isServed = (url: string): Promise<boolean> =>
  ask(url, 'GET /healthz').then(
    ({ status }) => status === 200,
    () => false,
  )

const leaderAt = async (url: string): Promise<string | null> =>
  (await processesAt(url).catch(() => []))[0]?.address ?? null

const drain = (url: string, id: string) => ask(url, `POST /api/admin/processes/${id}/drain`)

/** A client's request is taken, and not answered. */
const isWaiting = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
    () => false,
    (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError',
  )

/** What a process says that does not start. */
async function refusal(store: string, ...args: readonly string[]): Promise<string> {
  const run = runServer([...args, '--data', temporaryFolder()], { env: { INKLAND_STORE: store } })
  expect((await run.exit).code).toBe(1)
  return run.log().trim().split('\n').at(-1) ?? ''
}
