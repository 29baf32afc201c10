// A clock that is 400 days ahead for a while: what was done then is done again once it is back. What has an
// end, or is tidied for its age, goes by the time that stands still meanwhile.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openInvitations } from '../../../server/accounts/invitations/invitation-store.ts'
import { openVersions } from '../../../server/history/version-table.ts'
import { beginAlarms } from '../../../server/operations/alarm-repeats.ts'
import { watchUpdates } from '../../../server/operations/update-check.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { AppendTurns } from '../../../server/sync/rooms/append-turns.ts'
import { LogWriter } from '../../../server/sync/rooms/log-writer.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { ANONYMOUS } from '../../../shared/world/address.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { NO_COST } from '../../../shared/yjs/work-steps.ts'
import { ada, makeWorld } from '../../contract/made.ts'
import { seededRandom } from '../../simulation/random.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { documentParts, openDocument } from '../sync/documents.ts'
import { until } from '../sync/until.ts'

const START = Date.UTC(2026, 10, 30)
const AHEAD_MS = 400 * DAY_MS

/** A clock that can be set; what waits for it is done when a test says so. */
class SetClock {
  wall = START
  #waiting: (() => void)[] = []

  readonly clock = {
    ...systemClock,
    now: () => this.wall,
    after: (_: number, run: () => void) => {
      this.#waiting.push(run)
      return () => undefined
    },
  }

  /** Does what waits, and all that follows at once. */
  async look(): Promise<void> {
    for (const run of this.#waiting.splice(0)) run()
    await new Promise(setImmediate)
  }
}

const nothing = (): void => undefined
const fail = (error: unknown): never => expect.fail(String(error))

test('[C40] a newer version is asked for, and an alarm told, on the first day after the clock is back', async () => {
  const machine = new SetClock()
  const { clock } = machine
  let asked = 0
  const told: string[] = []
  const tags = async (): Promise<string[]> => {
    asked += 1
    return []
  }
  watchUpdates({ version: '1.0.0', isAllowed: () => true, tags, onFault: fail, clock })
  const look = async () => [{ kind: 'disk.low', text: 'Little room.' } as const]
  beginAlarms({ look, tell: (type) => void told.push(type), onFault: fail, clock })
  await machine.look()
  machine.wall = START + AHEAD_MS
  await machine.look()
  expect([asked, told.length]).toEqual([2, 2])
  machine.wall = START + DAY_MS
  await machine.look()
  expect([asked, told.length]).toEqual([3, 3])
  await machine.look()
  expect([asked, told.length]).toEqual([3, 3])
})

test('[C40] an invitation is good while the clock is ahead, and after a start then', async () => {
  const machine = new SetClock()
  const { clock } = machine
  const ages = { now: () => START }
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: fail })
  const book = { byId: () => ({ isSuspended: false }) as never }
  const { bytes: random } = seededRandom(1)
  const open = () => openInvitations({ tables, book, clock, ages, random, ticketKey: random(32) })
  const made = { by: ada, label: '', until: START + 7 * DAY_MS, usesLeft: 1, world: null, right: null }
  const invitations = await open()
  const { secret } = await invitations.make(made)
  machine.wall = START + AHEAD_MS
  expect(invitations.read(secret)).not.toBeNull()
  expect((await open()).read(secret)).not.toBeNull()
  ages.now = () => START + 7 * DAY_MS
  expect((await open()).read(secret)).toBeNull()
})

test('[C40] versions of a day are not thinned while the clock is ahead', async () => {
  const machine = new SetClock()
  const { clock } = machine
  const store = createMemoryStore()
  const world = await makeWorld(store, 'garden')
  const place = { revision: 0, sequence: 0, at: START }
  const versions = await openVersions({
    tables: createRecordTables({ store, onUnreadable: fail }),
    store: {
      pin: async () => undefined,
      unpin: async () => undefined,
      worlds: (which) => store.worlds(which),
    },
    history: { end: async () => place, place: async () => place, placeBefore: async () => place } as never,
    clock,
    ages: { now: () => START },
    random: seededRandom(1).bytes,
    onFault: fail,
  })
  for (place.revision = 1; place.revision <= 3; place.revision += 1)
    await versions.keepBefore(world, 'restore', ada)
  machine.wall = START + AHEAD_MS
  await versions.keepBefore(world, 'restore', ada)
  expect(versions.of(world)).toHaveLength(4)
})

test('[C40] rows of a log are not joined for their age while the clock is ahead', async () => {
  const machine = new SetClock()
  const store = createMemoryStore()
  const { key: world } = await makeWorld(store, 'garden')
  const key = { world, kind: 'scene' } as const
  const clock = { ...systemClock, now: () => machine.wall }
  let ageNow = START
  const journal = new LogWriter<null>({
    key,
    store,
    appends: new AppendTurns(store, systemClock),
    clock,
    ages: { now: () => ageNow },
    document: openDocument(await store.open(key)),
    parts: documentParts,
    sequence: 0,
    // Enough for a snapshot, behind which rows are joined.
    tail: 100,
    listener: {
      stored: nothing,
      told: nothing,
      broke: fail,
      failed: nothing,
      warned: fail,
      outdated: nothing,
      lost: nothing,
      recovered: nothing,
    },
  })
  for (let rows = 1; rows <= 2; rows += 1) {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'a')
    const reading = readUpdate(Y.encodeStateAsUpdate(doc))!
    const addition = { reading, claims: [doc.clientID], cost: NO_COST }
    journal.take({ sender: null, member: ANONYMOUS, addition })
    await until(() => !journal.isBusy, 'it is stored')
  }
  machine.wall = START + AHEAD_MS
  await journal.tidy()
  expect(await store.log(key, 0, 10)).toHaveLength(2)
  ageNow = machine.wall
  await journal.tidy()
  expect(await store.log(key, 0, 10)).toHaveLength(1)
  await store.close()
})
