// What a device keeps of the server's state by y-indexeddb: what counts as kept is on the disk, whatever the
// browser does with it.
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { basePlaces, deleteBases, readBase, DeviceBase } from '../../../client/replica/storage/base.ts'
import { DeviceFault } from '../../../client/replica/storage/database.ts'
import { answer, Database } from '../../../client/replica/storage/database.ts'
import { readPlace } from '../../../client/replica/storage/places.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { makeLineId, makeWorldId, parseMemberId } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { bindWith } from './bind-base.ts'

/** The small database has nothing. */
const NOTHING = Promise.resolve({ rows: [], rowKeys: [], unsaved: [] })

const { bytes: random } = seededRandom(7)
const member = parseMemberId('ada') ?? expect.unreachable('a member')
const place = placeOf({ id: makeWorldId(random), line: makeLineId(random) }, 'live')

/** A browser whose disk can be full, and be closed under a page. */
class Browser {
  readonly time = new VirtualTime()
  readonly factory = new IDBFactory()
  readonly #open = new Set<IDBDatabase>()
  isFull = false
  /** It never answers. */
  isSilent = false
  /** It answers when it is told to. */
  isLate = false
  readonly #late: (() => void)[] = []
  readonly database = new Database(this.factory, 'inkland ada', this.time)
  base = this.newBase()

  /** The first base that is bound is closed as soon as y-indexeddb calls it synced. */
  closesAtSync = false

  get platform() {
    const indexedDB = this.#watched()
    const bind = bindWith(indexedDB)
    const bindBase: typeof bind = async (...given) => {
      const bound = await bind(...given)
      if (this.closesAtSync) void bound.whenSynced.then(() => this.close())
      this.closesAtSync = false
      return bound
    }
    return { clock: this.time, indexedDB, bindBase }
  }

  newBase(): DeviceBase {
    const base = new DeviceBase({ member, outside: this.platform, database: this.database })
    void base.read(place, NOTHING)
    return base
  }

  /** The words that are on the disk. */
  async words(): Promise<string> {
    const document = new Y.Doc()
    const reading = readBase({ member, outside: { clock: this.time, indexedDB: this.factory } }, place)
    for (const row of (await reading) ?? []) Y.applyUpdate(document, row)
    return document.getText('words').toJSON()
  }

  close(): void {
    for (const database of this.#open)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types ask for the class instead of one of it
      forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0])
    this.#open.clear()
  }

  #watched(): IDBFactory {
    return new Proxy(this.factory, {
      get: (target, property) => {
        if (property !== 'open') {
          const value: unknown = Reflect.get(target, property, target)
          return typeof value === 'function' ? value.bind(target) : value
        }
        return (...given: Parameters<IDBFactory['open']>) => {
          if (this.isSilent) return new EventTarget()
          if (this.isLate) return this.#openLate(() => target.open(...given))
          const request = target.open(...given)
          request.addEventListener('success', () => this.#watch(request.result))
          return request
        }
      },
    })
  }

  /** What waited for it opens. */
  open(): void {
    this.isLate = false
    for (const open of this.#late.splice(0)) open()
  }

  #openLate(open: () => IDBOpenDBRequest): EventTarget {
    const late = Object.assign(new EventTarget(), { result: null as IDBDatabase | null })
    this.#late.push(() => {
      const request = open()
      request.addEventListener('success', () => {
        late.result = request.result
        late.dispatchEvent(new Event('success'))
      })
    })
    return late
  }

  #watch(database: IDBDatabase): void {
    this.#open.add(database)
    const begin = database.transaction.bind(database)
    database.transaction = (...given) => {
      const transaction = begin(...given)
      if (this.isFull && transaction.mode !== 'readonly') queueMicrotask(() => abort(transaction))
      return transaction
    }
  }
}

function wordsIn(...updates: readonly (Uint8Array | undefined)[]): string {
  const document = new Y.Doc()
  for (const update of updates) if (update) Y.applyUpdate(document, update)
  return document.getText('words').toJSON()
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended.
  }
}

/** The server's document, of which each edit is told. */
function openServer(browser: Browser): (words: string) => void {
  const document = new Y.Doc()
  document.on('update', (update: Uint8Array) => browser.base.give(update))
  return (words) => document.getText('words').insert(document.getText('words').length, words)
}

let browser: Browser
afterEach(() => browser.base.close())

/** The clock goes on, and the disk has its turns. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    await browser.time.pass(500)
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

test('[R1] what the server sent is on the disk, and is told once it is', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  await pass(1_500)
  expect([browser.base.isConfirmed, await browser.words()]).toEqual([false, ''])
  await pass(2_000)
  expect([browser.base.isConfirmed, await browser.words()]).toEqual([true, 'one '])
  write('two ')
  await pass(2_000)
  expect([browser.base.isConfirmed, await browser.words()]).toEqual([true, 'one two '])
})

test('[R1] a database that the browser closes under a page is opened again, with all of it', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  await pass(4_000)
  browser.close()
  write('two ')
  await pass(6_000)
  expect(await browser.words()).toBe('one two ')
})

test('[R1] one that is deleted is made again with the next news, and not before', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  await pass(4_000)
  const of = { member, outside: { ...browser.platform, indexedDB: browser.factory } }
  expect(await basePlaces(of)).toEqual([place])
  expect(await deleteBases(of)).toBe(true)
  await pass(10_000)
  expect(await basePlaces(of)).toEqual([])
  write('two ')
  await pass(6_000)
  expect(await browser.words()).toBe('one two ')
})

test('[R1] a browser that never names its databases is waited for two seconds, and that is a fault', async () => {
  browser = new Browser()
  const silent = new Proxy(browser.factory, {
    get: (factory, name) =>
      name === 'databases' ? () => new Promise(() => {}) : (Reflect.get(factory, name) as unknown),
  })
  const of = { member, outside: { ...browser.platform, indexedDB: silent } }
  const told: unknown[] = []
  for (const asked of [basePlaces(of), deleteBases(of)])
    void asked.catch((error: unknown) => told.push(error instanceof DeviceFault && error.trouble))
  await pass(1_500)
  expect(told).toEqual([])
  await pass(500)
  expect(told).toEqual(['silent', 'silent'])
})

test('[R1] a full disk: nothing counts as kept until there is room, and then all does', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  await pass(4_000)
  browser.isFull = true
  write('two ')
  await pass(10_000)
  write('three ')
  await pass(4_000)
  expect(browser.base.isConfirmed).toBe(false)
  expect(browser.base.trouble).not.toBeNull()
  browser.isFull = false
  await pass(6_000)
  expect([browser.base.isConfirmed, browser.base.trouble]).toEqual([true, null])
  expect(await browser.words()).toBe('one two three ')
})

test('[R1] an open that is never answered is tried again; one that came late keeps all', async () => {
  browser = new Browser()
  browser.isSilent = true
  const write = openServer(browser)
  write('one ')
  await pass(12_000)
  expect(browser.base.isConfirmed).toBe(false)
  browser.isSilent = false
  await pass(10_000)
  expect(browser.base.isConfirmed).toBe(true)
  expect(await browser.words()).toBe('one ')
})

test('[R1] an update that cannot be read ends nothing: what comes after it is kept', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  browser.base.give(Uint8Array.of(1, 1, 255))
  await pass(8_000)
  write('two ')
  await pass(6_000)
  expect(await browser.words()).toBe('one two ')
})

test('[R1] a page that closes keeps what it was given; two tabs keep what both were', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  const other = browser.newBase()
  const more = new Y.Doc()
  more.on('update', (update: Uint8Array) => other.give(update))
  more.getText('words').insert(0, 'of the other ')
  await other.close()
  await browser.base.close()
  const words = await browser.words()
  expect(words).toContain('one ')
  expect(words).toContain('of the other ')
})

test('[R1] an update that waits for a missing one counts as kept only once that is there', async () => {
  browser = new Browser()
  const document = new Y.Doc()
  const updates: Uint8Array[] = []
  document.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of ['one ', 'two '])
    document.getText('words').insert(document.getText('words').length, word)
  const [first, second] = updates
  if (first === undefined || second === undefined) throw new Error('two updates')
  browser.base.give(second)
  await pass(6_000)
  expect([browser.base.isConfirmed, await browser.words()]).toEqual([false, ''])
  browser.base.give(first)
  await pass(6_000)
  expect([browser.base.isConfirmed, await browser.words()]).toEqual([true, 'one two '])
})

test('[R2] what an edit may rest on is due for a row until base has it, and that row is deleted then', async () => {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  const due = browser.base.takeDue('row')
  expect(due?.replaced).toEqual([])
  await browser.database.write(['rows'], (transaction) =>
    answer(transaction.objectStore('rows').put({ world: 'w', place, bytes: due?.bytes }, 'row')),
  )
  expect(browser.base.takeDue('another')).toBeNull()
  const rows = () => readPlace(browser.database, place).then((stored) => stored.rowKeys)
  expect(await rows()).toEqual(['row'])
  await pass(6_000)
  expect([browser.base.isConfirmed, await rows()]).toEqual([true, []])
  browser.close()
  await pass(1_000)
  // Nobody knows what a closed database has: an edit takes all of it along.
  expect(wordsIn(browser.base.takeDue('again')?.bytes)).toBe('one ')
})

/** A base that has something does not open; `shown` is what it tells once it does. */
async function openLate(): Promise<string[]> {
  browser = new Browser()
  const write = openServer(browser)
  write('one ')
  await browser.base.close()
  browser.isLate = true
  const shown: string[] = []
  browser.base = new DeviceBase({ member, outside: browser.platform, database: browser.database })
  const reading = browser.base.read(place, NOTHING, (updates) => shown.push(wordsIn(...updates)))
  await pass(3_000)
  expect(await reading).toEqual([])
  return shown
}

test('[R1] one that opens late is shown when it does', async () => {
  const shown = await openLate()
  browser.open()
  await pass(500)
  expect([shown, wordsIn(browser.base.state())]).toEqual([['one '], 'one '])
})

test('[R1] one that opens once it was given up brings nothing back', async () => {
  const shown = await openLate()
  browser.base.startOver(Promise.resolve(true))
  browser.open()
  await pass(6_000)
  expect([shown, wordsIn(browser.base.state()), await browser.words()]).toEqual([[], '', ''])
})

test('[R2] where the code of y-indexeddb never comes, rows have it, and a page still closes', async () => {
  browser = new Browser()
  const bindBase = (): Promise<never> => new Promise(() => undefined)
  const outside = { ...browser.platform, bindBase }
  const base = new DeviceBase({ member, outside, database: browser.database })
  await base.read(place, NOTHING)
  const document = new Y.Doc()
  document.getText('words').insert(0, 'one ')
  base.give(Y.encodeStateAsUpdate(document))
  await pass(6_000)
  expect(base.isDue).toBe(true)
  let isClosed = false
  void base.close().then(() => (isClosed = true))
  await pass(12_000)
  expect(isClosed).toBe(true)
})

test('[R1] a row of a newer version, which cannot be read here, stays where it is', async () => {
  browser = new Browser()
  const document = new Y.Doc()
  document.getText('words').insert(0, 'one ')
  const bytes = Y.encodeStateAsUpdate(document)
  await browser.database.write(['rows'], (transaction) => {
    const rows = transaction.objectStore('rows')
    return Promise.all([
      answer(rows.put({ world: 'w', place, newer: true }, 'a newer one')),
      answer(rows.put({ world: 'w', place, bytes }, 'another')),
    ])
  })
  browser.base = new DeviceBase({ member, outside: browser.platform, database: browser.database })
  await browser.base.read(place, readPlace(browser.database, place))
  await pass(6_000)
  expect([browser.base.isConfirmed, await browser.words()]).toEqual([true, 'one '])
  const left = browser.database.read(['rows'], (transaction) =>
    answer(transaction.objectStore('rows').getAllKeys()),
  )
  expect(await left).toEqual(['a newer one'])
})

test('[R1] what is synced for y-indexeddb counts as kept only once it is on the disk', async () => {
  browser = new Browser()
  browser.closesAtSync = true
  const write = openServer(browser)
  write('one ')
  for (let turn = 0; turn < 20; turn += 1) {
    await pass(500)
    if (browser.base.isConfirmed) expect(await browser.words()).toBe('one ')
  }
  expect([browser.closesAtSync, browser.base.isConfirmed]).toEqual([false, true])
})
