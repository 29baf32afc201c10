import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FRAME, SYNC } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine, type Wiretap } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, storedWords, untilSaved, wordsOf, write } from './writing.ts'
import { IS_HARD } from '../../hard.ts'

let node: Node
let ada: Machine
let server: string

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada', { clock: turnClock(100) })
  server = node.serverFor(ada.member)
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

/** Breaks the socket at its n-th event, once; `happened` tells whether that came. */
function breakAt(at: number): { wiretap: Wiretap; happened: () => boolean } {
  let event = 0
  return {
    wiretap: () => ((event += 1) === at ? 'break' : 'pass'),
    happened: () => event >= at,
  }
}

/** More events than a handshake and an edit have; the last ones show that the loop has seen all of them. */
const EVENTS = Array.from({ length: 32 }, (_, index) => index + 1)
/** Each day those of one kind at a first visit, and those of the other kind at a return. */
const ODD = EVENTS.filter((event) => IS_HARD || event % 2 === 1)
const EVEN = EVENTS.filter((event) => IS_HARD || event % 2 === 0)

test('live is asked for once there is something to look at, and the scene at once', async () => {
  const shown = Promise.withResolvers<void>()
  const bob = new Machine('bob', { shown: shown.promise })
  const opened: string[] = []
  bob.wiretap = (event, _frame, document) => {
    if (event === 'open') opened.push(document)
    return 'pass'
  }
  const { replica } = bob.open(node.serverFor(bob.member), GARDEN)
  await replica.ready
  write(replica, 'one')
  await untilSaved(replica)
  expect(opened).toEqual(['scene'])
  shown.resolve()
  await until(() => opened.includes('live'), 'live is asked for')
  await bob.shutDown()
})

describe('a socket that dies', () => {
  test.each(ODD)('at event %i of a first visit loses nothing', async (at) => {
    const { wiretap, happened } = breakAt(at)
    ada.wiretap = wiretap
    const { replica } = ada.open(server, GARDEN)
    await replica.ready
    write(replica, 'one ')
    write(replica, 'two')
    await untilSaved(replica)
    if (!happened()) ada.wiretap = () => 'pass'
    expect(await storedWords(node)).toBe('one two')
    expect(wordsOf(replica)).toBe('one two')
  })

  test.each(EVEN)('at event %i of a return with unsaved work loses nothing', async (at) => {
    const { replica } = ada.open(server, GARDEN)
    await untilSaved(replica)
    write(replica, 'one ')
    await untilSaved(replica)
    ada.goOffline()
    write(replica, 'two ')
    ada.wiretap = breakAt(at).wiretap
    ada.goOnline()
    write(replica, 'three')
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('one two three')
  })
})

const isSync = (frame: Uint8Array | null, step: number) => frame?.[0] === FRAME.sync && frame[1] === step

describe('the order of frames', () => {
  test('nothing is sent before the server’s world is known', async () => {
    let isWorldKnown = false
    const early: (Uint8Array | null)[] = []
    ada.wiretap = (event, frame) => {
      if (event === 'open') isWorldKnown = false
      if (event === 'received' && frame?.[0] === FRAME.world) isWorldKnown = true
      if (event === 'sent' && !isWorldKnown) early.push(frame)
      return 'pass'
    }
    const { replica } = ada.open(server, GARDEN)
    await untilSaved(replica)
    write(replica, 'words')
    await untilSaved(replica)
    expect(early).toEqual([])
  })

  test('every step 1 is answered with a step 2 that has all that is unsaved', async () => {
    const { replica } = ada.open(server, GARDEN)
    await untilSaved(replica)
    // An edit is lost on its way; the next one rests on it, and so the server asks again.
    ada.wiretap = (event, frame) => (event === 'sent' && isSync(frame, SYNC.update) ? 'lose' : 'pass')
    write(replica, 'lost ')
    ada.wiretap = () => 'pass'
    write(replica, 'and found')
    await until(async () => (await storedWords(node)) === 'lost and found', 'the server has healed')
  })
})

describe('silence', () => {
  test('of half a minute counts as a dead socket, and another one is opened', async () => {
    const { replica } = ada.open(server, GARDEN)
    await untilSaved(replica)
    let opened = 0
    ada.wiretap = (event, _frame, document) => {
      if (document === 'live') return 'pass'
      if (event === 'open') opened += 1
      return opened > 0 ? 'pass' : 'lose'
    }
    write(replica, 'into the void')
    await until(() => opened > 0, 'another socket is open')
    await untilSaved(replica)
    expect(await storedWords(node)).toBe('into the void')
  })

  test('is no reason to leave a server that answers', async () => {
    const { replica } = ada.open(server, GARDEN)
    await untilSaved(replica)
    let opened = 0
    let asked = 0
    ada.wiretap = (event, frame, document) => {
      if (document === 'live') return 'pass'
      if (event === 'open') opened += 1
      if (event === 'sent' && isSync(frame, SYNC.step1)) asked += 1
      return event === 'received' && frame?.[0] === FRAME.presence ? 'lose' : 'pass'
    }
    await until(() => asked >= 4, 'the server was asked for a sign of life again and again')
    expect(opened).toBe(0)
    expect(replica.sync.state).toBe('saved')
  })
})
