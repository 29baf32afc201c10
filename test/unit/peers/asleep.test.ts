// Somebody whose host falls asleep: they are at home once nothing was heard of it for 10 s, leave keeps the
// way back, also from a page of that host, and they are told when it is awake.
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { createTabs } from '../../../server/peers/abroad/remote-tabs.ts'
import { openAbroad } from '../../../server/peers/abroad/people-elsewhere.ts'
import { asleep, PeerFault } from '../../../server/peers/outward/faults.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import { eventFrame } from '../../../shared/wire/frames/action-frames.ts'
import { outcomeFrame } from '../../../shared/wire/frames/outcome-frame.ts'
import { parseClientFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { parseAnyAddress, parseNodeName, type Address } from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { ada, makeWorld } from '../../contract/made.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'

const house = parseNodeName('house.example')!
const square = parseAnyAddress('bob@house.example/square')!
const bobs = parseAnyAddress('bob/square')!

/** A line to the host, which does what is asked of it as long as it is awake. */
class HostLine extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0

  constructor() {
    super()
    setImmediate(() =>
      this.emit(
        'message',
        Buffer.from(
          eventFrame({
            type: 'you',
            body: null,
            account: null,
            look: DEFAULT_AVATAR_LOOK,
            at: bobs,
            right: 'act',
          }),
        ),
      ),
    )
  }

  send(frame: Uint8Array): void {
    const parsed = parseClientFrame(frame)
    if (parsed?.type !== 'action') return
    this.emit('message', Buffer.from(outcomeFrame(parsed.sequence, { ok: true, why: null })))
  }

  close(): void {
    this.readyState = 3
    this.emit('close', 1006, Buffer.of())
  }
}

const TAB: ActionClient = {
  member: { id: ada, name: 'Ada', session: null },
  refusal: () => null,
  right: () => 'act',
  tell: () => {},
}

async function away() {
  const time = new VirtualTime()
  const store = createMemoryStore()
  const host = { isAwake: true, lines: [] as HostLine[], fault: asleep(house) }
  const told: string[] = []
  const home: (Address | null)[] = []
  const abroad = await openAbroad({
    tables: createRecordTables({ store, onUnreadable: (what) => expect.unreachable(what) }),
    clock: time,
    random: (bytes) => new Uint8Array(bytes),
    book: { whyNot: () => null, onTrust: () => () => {}, figures: { clockTrouble: () => null } },
    caller: {
      call: () =>
        host.isAwake
          ? Promise.resolve({ status: 204, headers: {}, bytes: new Uint8Array(), body: null })
          : Promise.reject(host.fault),
      socket() {
        if (!host.isAwake) return new Promise(() => {})
        const line = new HostLine()
        host.lines.push(line)
        return Promise.resolve(line as unknown as WebSocket)
      },
    },
    foreigners: { byId: () => null },
    name: () => parseNodeName('home.example')!,
    log: { warn: ({ err }: { err?: unknown }) => expect.unreachable(String(err)) },
    travels: {
      comeHome: (_member, from) => Promise.resolve(void home.push(from)),
      goOn: () => expect.unreachable('nobody goes on'),
      notify: (_member, words) => void told.push(words),
    },
    onMoved: () => {},
  })
  const world = { ...(await makeWorld(store, 'square')), address: square }
  await abroad.left(ada, square, null)
  abroad.came(world, TAB)
  expect(await abroad.arrived(ada, true)).toBeNull()
  return { time, host, told, home, abroad, world }
}

it('[N44] they are at home 10 s after the last word of it, whatever is under way, and are told when it wakes', async () => {
  const { time, host, told, home, abroad } = await away()
  await time.pass(60_000)
  host.lines[0]?.emit('pong')
  host.isAwake = false
  await time.pass(6_000)
  // The line gave no sign of life, and was cut; the next one is never answered.
  host.lines[0]?.close()
  await time.pass(3_900)
  expect(home).toEqual([])
  await time.pass(200)
  await settle()
  expect(home).toEqual([square])
  expect(told).toEqual([
    'house.example fell asleep. You are at home. Leave takes you back there when it wakes.',
  ])
  await time.pass(60_000)
  expect(told).toHaveLength(1)
  host.isAwake = true
  await time.pass(10_000)
  expect(told.slice(1)).toEqual([
    'house.example is awake again. At home or on its page, leave takes you back there.',
  ])
  await time.pass(60_000)
  expect(told).toHaveLength(2)
  await abroad.stop()
})

it('[N46] a host that does not answer in time, or whose clock is wrong, is a way back that is kept', async () => {
  const { host, abroad } = await away()
  host.isAwake = false
  for (const kind of ['slow', 'clock', 'busy', 'asleep'] as const) {
    host.fault = new PeerFault(kind, house, 'Not now.')
    expect(await abroad.whyNot(ada, square)).toContain('Try again')
  }
  host.fault = new PeerFault('refused', house, 'Never.')
  expect(await abroad.whyNot(ada, square)).toBe('Never.')
  await abroad.stop()
})

it('[N44] leave on a page of that host goes back from home, once for each number', async () => {
  let at: Address | null = null
  let times = 0
  const passedOn: number[] = []
  const done = { ok: true, why: null }
  const nobody = (): never => expect.unreachable('nobody else is asked')
  const tabs = createTabs({
    there: {
      act(_world, _asker, sequence) {
        passedOn.push(sequence)
        return Promise.resolve(done)
      },
      came: () => {},
      failed: nobody,
      gone: () => {},
    },
    abroad: {
      name: () => parseNodeName('home.example')!,
      came: () => {},
      gone: () => {},
      went: nobody,
      quit: nobody,
      placeOf: () => at,
    },
    visit: nobody,
    putBack: nobody,
    goBack() {
      times += 1
      at = square
      return Promise.resolve(done)
    },
    placeOf: () => Promise.resolve(at),
    onChanged: () => {},
  })
  const world = { ...(await makeWorld(createMemoryStore(), 'square')), address: square }
  const leave = (sequence: number) =>
    tabs.act(world, TAB, sequence, { session: 'a tab', action: { verb: 'leave' } })
  expect(await leave(1)).toEqual(done)
  // The answer was lost, and it is asked again.
  expect(await leave(1)).toEqual(done)
  expect([times, passedOn]).toEqual([1, []])
  expect(await leave(2)).toEqual(done)
  expect([times, passedOn]).toEqual([1, [2]])
})
