// A failing disk is told: whichever call fails, nothing is called saved that is not, readers go on reading,
// writers keep their changes, and all of it is saved once the disk works again.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { openWebSocket } from '../../../client/replica/browser.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import type { Store } from '../../../server/storage/store.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { stores, type StoreKind } from '../../contract/stores.ts'
import { contentOf } from '../../simulation/content.ts'
import { logDocument } from '../../simulation/disk.ts'
import { InklandClient } from '../../simulation/inkland.ts'
import { holds } from '../../simulation/copy-witness.ts'
import { startNode } from '../../unit/sync/node.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { until } from '../../unit/sync/until.ts'
import { createFaultyStore } from './faulty-store.ts'
import { IS_HARD } from '../../hard.ts'

const ROUNDS = 4
/** Sessions at once: each is mostly waiting. */
const AT_ONCE = 8
/** The calls that fail on a full disk. */
const WRITES = new Set<keyof Store>([
  'append',
  'create',
  'probe',
  'snapshot',
  'compact',
  'retitle',
  'quarantine',
])
const CODES = new Set<number>([CLOSE.disk, CLOSE.goingAway])

/** Two writers of ours, a stock writer, and a stock reader, in one world. */
class People {
  readonly ours: readonly InklandClient[]
  readonly stock: WebsocketProvider
  readonly reader: WebsocketProvider
  /** With which codes sockets were closed. */
  readonly codes: number[] = []

  constructor(url: string) {
    const outside = {
      clock: systemClock,
      random: (count: number) => new Uint8Array(randomBytes(count)),
      openSocket: (url: string, events: Parameters<typeof openWebSocket>[1]) =>
        openWebSocket(url, {
          ...events,
          close: (code, reason) => {
            this.codes.push(code)
            events.close(code, reason)
          },
        }),
    }
    const open = (name: string) => new InklandClient(outside, `${url}/ada/garden?inkland=1&member=${name}`)
    this.ours = [open('ada'), open('bob')]
    this.stock = openStock(url, 'ada/garden')
    this.reader = openStock(url, 'ada/garden')
    for (const provider of [this.stock, this.reader]) {
      provider.on('connection-close', (event) => event && this.codes.push(event.code))
    }
  }

  get scenes(): readonly Y.Doc[] {
    return [...this.ours.map(({ scene }) => scene), this.stock.doc, this.reader.doc]
  }

  get told(): readonly Uint8Array[] {
    return this.ours.flatMap(({ told }) => told)
  }

  /** Everybody who writes writes a word. */
  write(word: string): void {
    for (const scene of this.scenes.slice(0, 3)) scene.getText('text').insert(0, word)
    this.stock.doc.getMap('meta').set('title', word)
  }

  /** Whether all that was written is saved, and everybody has it. */
  get isSettled(): boolean {
    const [first, ...others] = this.scenes.map((scene) => contentOf(scene))
    return this.ours.every((client) => client.isSettled) && others.every((content) => content === first)
  }

  leave(): void {
    for (const client of this.ours) client.destroy()
    for (const provider of [this.stock, this.reader]) {
      provider.destroy()
      provider.awareness.destroy()
    }
  }
}

interface Session {
  readonly calls: readonly (keyof Store)[]
  readonly told: number
  readonly falselyTold: number
}

/** A short session with a disk of which the `nth` call fails. Throws when it does not end well by itself. */
async function session(inner: Store, nth: number): Promise<Session> {
  const calls: (keyof Store)[] = []
  const store = createFaultyStore(inner, {
    failOn(call, n) {
      calls.push(call)
      return n === nth
    },
  })
  const node = await startNode({ store })
  const people = new People(node.url)
  for (let round = 1; round <= ROUNDS; round++) {
    people.write(`${round} `)
    await until(
      () => people.isSettled,
      `round ${round} is saved, where call ${nth} (${calls[nth - 1]}) fails`,
    )
  }
  const log = await logDocument(inner)
  expect(contentOf(log)).toBe(contentOf(people.reader.doc))
  expect(log.getText('text').toJSON().split(' ')).toHaveLength(3 * ROUNDS + 1)
  expect(people.codes.filter((code) => !CODES.has(code))).toEqual([])
  expect(node.sync.stats().readOnlyRooms).toBe(0)
  const { told } = people
  people.leave()
  await node.stop()
  return { calls, told: told.length, falselyTold: told.filter((bytes) => !holds(log, bytes)).length }
}

/** Of the calls to a store so many make one fail; in the long form every one does. */
const STEP = IS_HARD ? 1 : 2
/** In memory each day; the long form has every store. */
const KINDS = stores.filter(({ name }) => !name.includes('wrapped') && (IS_HARD || name === 'memory'))

/** Sessions with one call after the other failing, several at once. */
async function everySession(kind: StoreKind): Promise<readonly Session[]> {
  const run = async (nth: number): Promise<Session> => {
    await using opened = await kind.open()
    return await session(opened.store, nth)
  }
  const whole = await run(0)
  const left = whole.calls.map((_, index) => index + 1).filter((nth) => nth % STEP === 0)
  const done: Session[] = [whole]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let nth = left.shift(); nth !== undefined; nth = left.shift()) done.push(await run(nth))
    }),
  )
  return done
}

for (const kind of KINDS) {
  it(`[S11] whichever call to ${kind.name} fails, all is saved in the end, and nothing before`, async () => {
    const sessions = await everySession(kind)
    const told = sessions.reduce((sum, each) => sum + each.told, 0)
    const falselyTold = sessions.reduce((sum, each) => sum + each.falselyTold, 0)
    const calls = new Set(sessions.flatMap((each) => each.calls))
    console.log(
      `a failing disk (${kind.name}): ${sessions.length} sessions, one for each call that fails (${[...calls].join(', ')}); ` +
        `${told} edits told to be saved, ${falselyTold} falsely`,
    )
    expect(falselyTold).toBe(0)
    expect(told).toBe(sessions.length * 2 * ROUNDS)
  })

  it(`[S11] while ${kind.name} cannot write, people read, and keep what they wrote`, async () => {
    await using opened = await kind.open()
    let isFull = false
    let probes = 0
    const store = createFaultyStore(opened.store, {
      failOn(call) {
        if (isFull && call === 'probe') probes++
        return isFull && WRITES.has(call)
      },
    })
    const node = await startNode({ store })
    const people = new People(node.url)
    people.write('before ')
    await until(() => people.isSettled, 'the first round is saved')
    const before = contentOf(people.reader.doc)

    isFull = true
    people.write('meanwhile ')
    await until(() => node.sync.stats().readOnlyRooms === 1, 'the room is read-only')
    await until(
      () => people.codes.filter((code) => code === CLOSE.disk).length >= 3,
      'all writers are closed',
    )
    const late = openStock(node.url, 'ada/garden')
    await until(() => late.synced, 'somebody new reads')
    expect(contentOf(late.doc)).toBe(before)
    expect(contentOf(people.reader.doc)).toBe(before)
    expect(people.reader.wsconnected).toBe(true)
    await until(() => probes >= 2, 'the disk is tried again and again')
    expect(people.ours.map(({ unsaved }) => unsaved)).toEqual([1, 1])
    expect(contentOf(await logDocument(opened.store))).toBe(before)

    isFull = false
    await until(() => node.sync.stats().readOnlyRooms === 0, 'the room recovers')
    await until(() => people.isSettled, 'all is saved')
    const log = await logDocument(opened.store)
    expect(contentOf(log)).toBe(contentOf(people.reader.doc))
    const falselyTold = people.told.filter((bytes) => !holds(log, bytes)).length
    console.log(`a full disk (${kind.name}): ${falselyTold} edits falsely told to be saved, 0 lost`)
    expect(falselyTold).toBe(0)
    late.destroy()
    late.awareness.destroy()
    people.leave()
    await node.stop()
  })
}
