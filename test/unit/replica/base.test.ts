// What a device keeps of the server's state by y-indexeddb: what counts as kept is on the disk, whatever the
// browser does with it.
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { baseName, basePlaces, deleteBases, readBase } from '../../../client/replica/storage/bases.ts'
import { DeviceBase } from '../../../client/replica/storage/device-base.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { makeLineId, makeWorldId, parseMemberId } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { bindWith } from './bind-base.ts'

const { bytes: random } = seededRandom(7)
const member = parseMemberId('ada') ?? expect.unreachable('a member')
const place = placeOf({ id: makeWorldId(random), line: makeLineId(random) }, 'live')
const name = baseName(member, place)

/** A browser whose disk can be full, and be closed under a page. */
class Browser {
  readonly time = new VirtualTime()
  readonly factory = new IDBFactory()
  readonly #open = new Set<IDBDatabase>()
  isFull = false
  /** It never answers. */
  isSilent = false
  confirmed = 0
  base = this.newBase()

  get platform() {
    const indexedDB = this.#watched()
    return { clock: this.time, indexedDB, bindBase: bindWith(indexedDB) }
  }

  newBase(): DeviceBase {
    return new DeviceBase(this.platform, name, () => (this.confirmed += 1))
  }

  /** The words that are on the disk. */
  async words(): Promise<string> {
    const document = new Y.Doc()
    const reading = readBase({ ...this.platform, indexedDB: this.factory }, name)
    for (const row of await reading) Y.applyUpdate(document, row)
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
          const request = target.open(...given)
          request.addEventListener('success', () => this.#watch(request.result))
          return request
        }
      },
    })
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
  expect([browser.confirmed, await browser.words()]).toEqual([0, ''])
  await pass(2_000)
  expect([browser.confirmed, await browser.words()]).toEqual([1, 'one '])
  write('two ')
  await pass(2_000)
  expect([browser.confirmed, await browser.words()]).toEqual([2, 'one two '])
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
  expect(browser.confirmed).toBe(1)
  browser.isFull = false
  await pass(6_000)
  expect(browser.confirmed).toBe(2)
  expect(await browser.words()).toBe('one two three ')
})

test('[R1] an open that is never answered is tried again; one that came late keeps all', async () => {
  browser = new Browser()
  browser.isSilent = true
  const write = openServer(browser)
  write('one ')
  await pass(12_000)
  expect(browser.confirmed).toBe(0)
  browser.isSilent = false
  await pass(10_000)
  expect(browser.confirmed).toBe(1)
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
