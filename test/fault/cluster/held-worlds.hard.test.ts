// Worlds that are open in processes which do not lead: for clients who edit and read their documents there,
// and whom any process passes on. Whoever comes in, and all else, is for the process that leads, which takes
// the world then. Real processes, a real database.
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type * as Y from 'yjs'
import { connect } from '../../../shared/driver/connect.ts'
import { RoomMade } from '../../../shared/wire/api/history-bodies.ts'
import { Overview } from '../../../shared/wire/api/admin-bodies.ts'
import { until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { askAt } from '../../support/postgres/server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { fetchCopy, fetchCopyAtLast } from '../copy.ts'
import { Crowd } from '../crowd.ts'
import { areEqual } from '../edits.ts'
import { databaseServer } from '../postgres/database-server.ts'
import {
  moveToLeader,
  comeAgain,
  editorIn,
  enter,
  epochOf,
  holderOf,
  nodeOfFile,
  threeThatOpen,
  twoThatOpen,
  unused,
} from './held.ts'
import { processesAt, untilLeads } from './node-processes.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(20)
const EDITS_MAX = 500
const LIMIT_MS = 60 * 60_000
/** A process that stood still for longer is off the list, in ms. */
const LEASE_MS = 15_000

describe.skipIf(!hasPostgres)('[worlds are open where people edit them]', { timeout: LIMIT_MS }, () => {
  const node = nodeOfFile(databaseServer())

  test('[L37] [L45] who comes in does so where the world is open; where it is erased from the process that leads takes it', async () => {
    const { leading, host, store } = await twoThatOpen(node())
    const world = unused('ada/visited')
    const editor = editorIn(world)
    editor.stay(host.server.wsUrl)
    await enter(editor, host)
    editor.write()
    await until('something is saved', () => editor.saved > 50)
    const at = { server: host.server.url, name: 'Vera', platform: globalThis, WebSocket }
    const visitor = await connect({ ...at, world })
    expect(await visitor.visit()).toEqual({ ok: true, why: null })
    expect(await holderOf(store, world)).toBe(host.inside)
    await moveToLeader(host.server.url, world)
    expect(await holderOf(store, world)).toBe(leading.inside)
    await until('they come again', async () => (await visitor.say('still here')).ok)
    visitor.close()
    const before = editor.saved
    await until('who edits goes on', () => editor.saved > before + 50)
    editor.rest()
    await until('all is saved', () => editor.made === editor.saved)
    const copy = await fetchCopy(`${host.server.wsUrl}/sync/${world}`)
    expect(editor.lostIn(copy)).toBe(0)
    editor.disconnect()
  })

  test('[HI44] room is made in a world that another process has, asked there', async () => {
    const { leading, host, store } = await twoThatOpen(node())
    const world = unused('ada/roomy')
    const editor = editorIn(world)
    await enter(editor, host)
    editor.write()
    await until('much is saved', () => editor.saved > 200)
    editor.rest()
    await until('all is saved', () => editor.made === editor.saved)
    expect(await holderOf(store, world)).toBe(host.inside)
    const answer = await ask(host.server.url, `POST /api/worlds/${world}/room`, { body: {} })
    const room = answer.read(RoomMade)
    expect(room.after.pieces).toBeLessThan(room.before.pieces)
    await until('who edited is sent out', () => editor.closedWith !== null)
    const copy = await fetchCopy(`${leading.server.wsUrl}/sync/${world}`)
    const read = (doc: Y.Doc): unknown => [doc.getText('text').toJSON(), doc.getMap('newest').toJSON()]
    expect(read(copy)).toEqual(read(editor.doc))
    copy.destroy()
    const next = editorIn(world, 'next')
    await enter(next, host)
    next.write()
    await until('others go on', () => next.saved > 50)
    next.rest()
    await until('all of theirs is saved', () => next.made === next.saved)
    for (const each of [editor, next]) each.disconnect()
  })

  test('[L37] a process opens a world that nobody has, and every process passes on who edits it', async () => {
    const { leading, host, third, store } = await threeThatOpen(node())
    const world = unused('ada/shared')
    const editors = ['one', 'two', 'three', 'four'].map((name) => editorIn(world, name))
    for (const [index, at] of [host, leading, third, host].entries()) {
      const editor = editors[index]
      if (editor !== undefined) await enter(editor, at)
    }
    for (const editor of editors) editor.write()
    await until('everybody has something saved', () => editors.every(({ saved }) => saved > 100))
    for (const editor of editors) editor.rest()
    await until('all is saved', () => editors.every(({ made, saved }) => made === saved))
    for (const { server } of [host, leading, third]) {
      const copy = await fetchCopy(`${server.wsUrl}/sync/${world}`)
      for (const { doc, name } of editors) await until(`${name} has all`, () => areEqual(doc, copy))
      copy.destroy()
    }
    expect(editors.map(({ closedWith }) => closedWith)).toEqual([null, null, null, null])
    expect(await holderOf(store, world)).toBe(host.inside)
    const held = async () =>
      (await processesAt(leading.server.url)).find(({ address }) => address === host.inside)
    await until('admins see its leases', async () => ((await held())?.leasesTaken ?? 0) > 1)
    expect(await held()).toMatchObject({ leads: false, writesRefused: 0 })
    const { text } = await ask(leading.server.url, 'GET /metrics')
    expect(text).toContain(`inkland_process_leads{process="${leading.inside}"} 1\n`)
    expect(text).toMatch(new RegExp(`inkland_process_worlds\\{process="${host.inside}"\\} [1-9]`))
    expect(text).toMatch(new RegExp(`inkland_process_answer_seconds\\{process="${host.inside}"\\} 0\\.\\d`))
    expect(text).toMatch(new RegExp(`inkland_process_load\\{process="${leading.inside}"\\} \\d`))
    expect(text).not.toContain(`inkland_process_answer_seconds{process="${leading.inside}"}`)
    const connected = async (): Promise<boolean> =>
      (await ask(leading.server.url, 'GET /api/admin')).read(Overview).connections === 4
    await until('admins see everybody', connected)
    // The third one leads then, and hears of the one that has the world a little later.
    const epoch = await epochOf(store, world)
    const said = third.server.log().length
    process.kill(host.server.pid, 'SIGSTOP')
    await leading.server.kill()
    const visitor = fetchCopyAtLast(`${third.server.wsUrl}/sync/${world}`)
    await until('another one leads', () => third.server.log().slice(said).includes('"role":"leads"'))
    process.kill(host.server.pid, 'SIGCONT')
    ;(await visitor).destroy()
    expect([await holderOf(store, world), await epochOf(store, world)]).toEqual([host.inside, epoch])
    // Who edits at the process that has the world goes on there, or comes again.
    const [first] = editors
    if (first === undefined) throw new Error('somebody edits')
    const before = first.saved
    first.write()
    await until('it is saved', async () => {
      if (first.closedWith !== null) await comeAgain(first, host)
      return first.saved > before + 50
    })
    first.rest()
    await until('all is saved', () => first.made === first.saved)
    const copy = await fetchCopy(`${third.server.wsUrl}/sync/${world}`)
    for (const editor of editors) expect(editor.lostIn(copy), editor.name).toBe(0)
    copy.destroy()
    for (const editor of editors) editor.disconnect()
  })

  test('[L37] a lease that a process does not know of any more is given back when another one asks', async () => {
    const { leading, host, store } = await twoThatOpen(node())
    const world = 'inkland/welcome'
    await askAt(
      store,
      `UPDATE worlds SET epoch = epoch + 1, holder = (SELECT process FROM processes JOIN node_processes
        ON id = split_part(process, '/', 1) WHERE node_processes.address = '${host.inside}' LIMIT 1)
        WHERE address = '${world}'`,
    )
    expect(await holderOf(store, world)).toBe(host.inside)
    await moveToLeader(leading.server.url, world)
    expect(await holderOf(store, world)).not.toBe(host.inside)
  })

  test('[L38] a process with worlds is killed under fifty editors: they are open elsewhere, and nothing saved is lost', async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const gaps: number[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { leading, host, third, store } = await threeThatOpen(node())
      const account = unused('crowd')
      const crowd = await Crowd.gather(host.server, account, random)
      await crowd.enter(host.server)
      await crowd.write(1 + random.below(EDITS_MAX))
      expect(await holderOf(store, `${account}/world-0`)).toBe(host.inside)
      await host.server.kill()
      const again = editorIn(`${account}/world-0`, 'again')
      gaps.push(await comeAgain(again, third))
      again.disconnect()
      for (const editor of crowd.editors) editor.disconnect()
      await crowd.part()
      expect(await crowd.lost(leading.server), `seed ${seed}, kill ${kill}`).toBe(0)
      await crowd.settle(third.server, { comesAgain: true })
      crowd.leave()
    }
    const most = Math.max(...gaps)
    console.info(
      `${KILLS} kills of a process with worlds: 0 lost, open again after ${most.toFixed(0)} ms at most`,
    )
    expect(most).toBeLessThan(5_000)
  })

  test('[L38] a process with worlds stands still past its lease: another one has them, and it changes nothing', async () => {
    const { leading, host, store } = await twoThatOpen(node())
    const world = unused('ada/still')
    const begun = host.server.lines().length
    const [still, other] = [editorIn(world, 'still'), editorIn(world, 'other')]
    await enter(still, host)
    still.write()
    await until('something is saved', () => still.saved > 50)
    process.kill(host.server.pid, 'SIGSTOP')
    try {
      await comeAgain(other, leading)
      expect(await holderOf(store, world)).toBe(leading.inside)
      other.write()
      await until('something is saved', () => other.saved > 50)
    } finally {
      process.kill(host.server.pid, 'SIGCONT')
    }
    await until('it has begun again', () => host.server.lines().length > begun, LEASE_MS)
    still.disconnect()
    still.rest()
    other.rest()
    await until('all is saved', () => other.made === other.saved)
    const copy = await fetchCopy(`${leading.server.wsUrl}/sync/${world}`)
    expect([still.lostIn(copy), other.lostIn(copy)]).toEqual([0, 0])
    copy.destroy()
    await comeAgain(still, leading)
    await until('all is saved', () => still.made === still.saved)
    await untilLeads(leading.server.url, leading)
    expect((await ask(leading.server.url, 'GET /healthz')).status).toBe(200)
  })
})
