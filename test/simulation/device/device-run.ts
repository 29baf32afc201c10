// One schedule of what may happen to a device that keeps a world: edits, faults of the disk, tabs that end,
// restores, refusals, copies of older versions; and where it is wide, tabs of an older version beside the
// others, guests who sign in, databases that open late, servers that lose what they saved. Time is simulated.
// What counted as kept must be found in the end.
import * as Y from 'yjs'
import { readAbsence, watchAbsences, type AbsenceWatch } from '../../../client/replica/absence.ts'
import { UnsavedWork, type LeftLine } from '../../../client/replica/unsaved-work.ts'
import { openTabs } from '../../../client/replica/connection/tab-channel.ts'
import { leaveOtherLines, placesOf, whyLeft } from '../../../client/replica/line-removal.ts'
import type { Channel } from '../../../client/device/browser-platform.ts'
import { readBase } from '../../../client/replica/storage/base.ts'
import { answer } from '../../../client/replica/storage/database.ts'
import { openDevice, type Device } from '../../../client/replica/storage/device.ts'
import { migrateGuestData } from '../../../client/replica/storage/guest-migration.ts'
import { mergeUpdates } from '../../../client/replica/storage/merge-updates.ts'
import {
  keysOf,
  makeTabName,
  placeOf,
  recordKeyOf,
  sameWorld,
  type WorldIdentity,
} from '../../../client/replica/storage/stored-rows.ts'
import {
  makeLineId,
  makeNextLineId,
  makeWorldId,
  parseAddress,
  parseMemberId,
  type Address,
  type MemberId,
} from '../../../shared/world/address.ts'
import { isWhole } from '../../../shared/yjs/document-state.ts'
import { bindWith } from '../../unit/replica/bind-base.ts'
import { oneByWeight, type Random } from '../random.ts'
import { VirtualTime } from '../time.ts'
import { DeviceDisk, type Life } from './device-disk.ts'

/** A guest, and the account that they sign in to. */
const [GUEST, ACCOUNT] = ['guest', 'ada'].map((name) => parseMemberId(name)) as [MemberId, MemberId]
const GARDEN = parseAddress('ada/garden') as Address
/** How often the disk gets to run for each moment that passes. */
const TURNS = 12

const wordsOf = (document: Y.Doc): Set<string> => new Set(document.getText('words').toJSON().split(' '))

function wordsIn(...updates: readonly Uint8Array[]): Set<string> {
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  return wordsOf(document)
}

/** A page, with the newest line of the world that it heard of. */
interface Tab {
  readonly life: Life
  readonly device: Device
  readonly name: string
  work: UnsavedWork
  readonly left: LeftLine[]
  readonly absences: AbsenceWatch
}

export class DeviceRun {
  readonly #random: Random
  readonly #time = new VirtualTime()
  readonly #disk: DeviceDisk
  readonly #channels = new Map<string, Set<(message: unknown) => void>>()
  #tabs: Tab[] = []
  #server = new Y.Doc()
  #world: WorldIdentity
  #backup: Uint8Array
  /** Words that count as kept on the device, and of these those that only the server has for sure. */
  readonly #kept = new Set<string>()
  readonly #ofServer = new Set<string>()
  /** All words that the server ever had. */
  readonly #saved = new Set<string>()
  readonly figures = { edits: 0, faults: 0, restores: 0, olderCopies: 0, kept: 0, wide: 0, absences: 0 }
  /** Whether there are guests, late openings, tabs of an older version, and rollbacks on one line. */
  readonly #isWide: boolean
  #member: MemberId
  #words = 0
  /** Whether the browser throws things away: one run of three is told of that. */
  readonly #losesAll: boolean
  /** Whether the disk ever failed: what one tab could not keep, another one's edits may rest on. */
  #hasFailed = false
  /** Whether what an edit on the disk rests on may be gone. */
  #isBaseLost = false

  /** Whether each meeting with the server counts as one after an absence, which nobody reads of. */
  readonly #isAway: boolean

  constructor(random: Random, { isWide = false, isAway = false } = {}) {
    this.#random = random
    this.#isWide = isWide
    this.#isAway = isAway
    this.#member = isWide ? GUEST : ACCOUNT
    this.#disk = new DeviceDisk(random)
    this.#losesAll = random.below(3) === 0
    this.#world = { id: makeWorldId(random.bytes), line: makeLineId(random.bytes) }
    this.#write(this.#server, 'first')
    this.#backup = Y.encodeStateAsUpdate(this.#server)
  }

  /** Runs so many steps, and then looks whether all is there. Throws where it is not. */
  async run(steps: number): Promise<void> {
    await this.#openTab()
    for (let step = 0; step < steps; step += 1) await this.#step()
    this.#disk.heal()
    for (const tab of this.#tabs) this.#crash(tab)
    this.#isBaseLost = true
    const tab = await this.#openTab()
    await this.#sync(tab, true)
    await this.#pass(12_000)
    await this.#sync(tab, true)
    const copies = await tab.device.copies.list()
    const found = [this.#server, ...copies.map(({ mine }) => documentOf(mine))].map(wordsOf)
    const lost = [...this.#kept].filter((word) => !found.some((words) => words.has(word)))
    if (lost.length > 0) throw new Error(`lost: ${lost.join(', ')}`)
    if (tab.work.ledger.changes > 0 && isWhole(tab.work.scene))
      throw new Error('it is not all saved in the end')
    await this.#close(tab)
    await this.#seeThatNothingUnsavedIsInBase()
    await this.#seeAbsences()
    this.figures.kept = this.#kept.size
  }

  async #step(): Promise<void> {
    const tab = this.#tabs[this.#random.below(this.#tabs.length)] ?? (await this.#openTab())
    const acts: readonly (readonly [number, () => Promise<unknown> | void])[] = [
      [30, () => this.#edit(tab)],
      [20, () => this.#sync(tab)],
      [8, () => this.#othersWrite()],
      [14, () => this.#pass(this.#random.below(5_000))],
      [6, () => this.#crash(tab)],
      [4, () => this.#close(tab)],
      [6, async () => void (this.#tabs.length < 2 && (await this.#openTab()))],
      [8, () => this.#fault()],
      [6, () => this.#disk.heal()],
      [3, () => this.#refuse(tab)],
      [3, () => this.#restore()],
      [3, () => this.#becomeOlder()],
      [this.#losesAll ? 2 : 0, () => this.#loseBases()],
      [this.#losesAll ? 2 : 0, () => this.#clearAll()],
      [this.#isWide ? 4 : 0, () => this.#disk.openLate()],
      [this.#isWide ? 4 : 0, () => this.#olderTabWrites()],
      [this.#isWide ? 2 : 0, () => this.#rollBack()],
      [this.#isWide ? 2 : 0, () => this.#signIn()],
    ]
    const act = oneByWeight(this.#random, acts)
    await act?.[1]()
    await this.#turn()
    this.#noteKept()
  }

  #write(document: Y.Doc, word: string): void {
    const text = document.getText('words')
    const length = text.length
    // In the middle, too: it rests on what others wrote.
    const at = length === 0 ? 0 : text.toJSON().lastIndexOf(' ', this.#random.below(length)) + 1
    text.insert(at, `${word} `)
  }

  #edit({ work, life }: Tab): void {
    if (life.isOver) return
    const count = 1 + this.#random.below(3)
    for (let edit = 0; edit < count; edit += 1) this.#write(work.scene, `w${(this.#words += 1)}`)
    this.figures.edits += count
  }

  /** What a tab says is on the disk counts as kept. */
  #noteKept(): void {
    for (const { work } of this.#tabs) {
      const { ledger } = work
      if (work.trouble !== null || ledger.stored < ledger.changes) continue
      // It waits for an edit of a tab that ended before its disk took that.
      if (!isWhole(work.scene)) continue
      // It may rest on what no server has any more, and the browser threw away.
      if (this.#isBaseLost && !this.#restsOnServer(work)) continue
      for (const { bytes } of ledger.unsaved) for (const word of wordsInUpdate(bytes)) this.#kept.add(word)
    }
  }

  /** Whether what is unsaved needs nothing but what the server has. */
  #restsOnServer({ world, ledger }: UnsavedWork): boolean {
    const taken = documentOf(Y.encodeStateAsUpdate(this.#server))
    Y.applyUpdate(taken, mergeUpdates([...ledger.unsaved].map(({ bytes }) => bytes)))
    return world?.line === this.#world.line && isWhole(taken)
  }

  #othersWrite(): void {
    this.#write(this.#server, `o${(this.#words += 1)}`)
  }

  /** A tab meets the server: it comes over to the world's line, takes what it lacks, gives what it has. */
  async #sync(tab: Tab, isCertain = false): Promise<void> {
    const from = tab.work.world
    if (from !== null && !sameWorld(from, this.#world)) await this.#moveOn(tab, from)
    const { ledger } = tab.work
    if (this.#isAway) tab.absences.met(0, tab.work)
    ledger.receive(Y.encodeStateAsUpdate(this.#server, ledger.baseVector()))
    if (this.#isAway) tab.absences.arrived(tab.work)
    const records = [...ledger.unsaved]
    const lost = ledger.beyond(Y.encodeStateVector(this.#server))
    const taken = documentOf(Y.encodeStateAsUpdate(this.#server))
    if (lost) Y.applyUpdate(taken, lost)
    Y.applyUpdate(taken, mergeUpdates(records.map(({ bytes }) => bytes)))
    // The server takes nothing that rests on what it has not. What it asks for in vain becomes a copy in the
    // end.
    if (!isWhole(taken)) {
      if (this.#isWide && isCertain) tab.work.takeBack(keysOf(records), 'missing', 'It is lost.', false)
      return
    }
    this.#server = taken
    for (const word of wordsOf(taken)) this.#saved.add(word)
    // What it says may not come.
    if (!isCertain && this.#random.below(5) === 0) return
    tab.work.settle(keysOf(records))
    const next = { world: this.#world, state: tab.work.ledger.baseState() }
    const about = { address: GARDEN, title: '' }
    await this.#during(leaveOtherLines(tab.device, about, next, tab.left.splice(0)))
  }

  async #moveOn(tab: Tab, from: WorldIdentity): Promise<void> {
    const next = this.#workOf(tab)
    await this.#during(next.settleOn(this.#world))
    const left = tab.work.leave(whyLeft(GARDEN, from, this.#world))
    if (left) tab.left.push(left)
    tab.work = next
    tab.absences.forget()
  }

  /** The server says so once it has given what it has. */
  #refuse({ work }: Tab): void {
    if (work.world?.line !== this.#world.line) return
    work.ledger.receive(Y.encodeStateAsUpdate(this.#server, work.ledger.baseVector()))
    work.takeBack(keysOf(work.ledger.unsaved), 'right', 'The server would not have it.', false)
  }

  #fault(): void {
    this.figures.faults += 1
    this.#hasFailed = true
    const fault = this.#random.below(4)
    if (fault === 0) this.#disk.isFull = true
    if (fault === 1) this.#disk.isFaulty = true
    if (fault === 2) this.#disk.isSilent = true
    if (fault === 3) this.#disk.closeBases()
  }

  /** The node goes back to a backup. */
  async #restore(): Promise<void> {
    this.figures.restores += 1
    const copied = await this.#copied()
    const before = wordsIn(this.#backup)
    this.#server = documentOf(this.#backup)
    this.#world = { id: this.#world.id, line: makeNextLineId(this.#random.bytes) }
    // What was the server's alone is gone, and what rests on that cannot be read.
    const isAtRisk = (word: string): boolean => this.#isBaseLost || this.#ofServer.has(word)
    for (const word of this.#kept) {
      if (isAtRisk(word) && !before.has(word) && !copied.has(word)) this.#kept.delete(word)
    }
    if (this.#random.below(2) === 0) return
    this.#write(this.#server, `r${(this.#words += 1)}`)
    this.#backup = Y.encodeStateAsUpdate(this.#server)
  }

  /** All tabs end, and what the device has of the server's state lies where an older version kept it. */
  async #becomeOlder(): Promise<void> {
    if (this.#disk.isFull || this.#disk.isFaulty || this.#disk.isSilent) return
    for (const tab of this.#tabs) await this.#close(tab)
    this.figures.olderCopies += 1
    const device = this.#newDevice({ isOver: false })
    for (const { name, member, place } of await this.#disk.bases()) {
      const base = readBase({ member, outside: device.outside }, place)
      const bytes = mergeUpdates((await this.#during(base)) ?? [])
      const row = { world: this.#world.id, place, bytes }
      await this.#during(
        device.database.write(['rows'], (transaction) =>
          answer(
            transaction
              .objectStore('rows')
              .put(row, `${String(this.figures.olderCopies).padStart(15, '0')}.${name}`),
          ),
        ),
      )
      await this.#during(answer(this.#disk.factory.deleteDatabase(name)))
    }
    await this.#during(device.close())
  }

  /** A tab of an older version keeps an edit of its own, and in rows all that this rests on. */
  async #olderTabWrites(): Promise<void> {
    const { isFull, isFaulty } = this.#disk
    const line = this.#tabs[0]?.work.world?.line ?? this.#world.line
    if (isFull || isFaulty || line !== this.#world.line) return
    this.figures.wide += 1
    const word = `w${(this.#words += 1)}`
    const scene = documentOf(Y.encodeStateAsUpdate(this.#server))
    const at = { world: this.#world.id, place: placeOf(this.#world, 'scene') }
    const row = { ...at, bytes: Y.encodeStateAsUpdate(scene) }
    const before = Y.encodeStateVector(scene)
    this.#write(scene, word)
    const tab = makeTabName(this.#random.bytes)
    const bytes = Y.encodeStateAsUpdate(scene, before)
    const record = { key: recordKeyOf(tab, 1), tab, bytes, at: this.#time.now() }
    const device = this.#newDevice({ isOver: false })
    const { database } = device
    const tabs = openTabs(device, at.place, () => undefined)
    tabs.tell(record)
    tabs.close()
    const put = database.write(['rows', 'unsaved'], (transaction) =>
      Promise.all([
        answer(transaction.objectStore('rows').put(row, `${'9'.repeat(15)}.${tab}`)),
        answer(transaction.objectStore('unsaved').put({ ...record, ...at })),
      ]),
    )
    await this.#during(put)
    await this.#during(database.close())
    this.#kept.add(word)
  }

  /** The server's disk has lost what it told to be saved: tabs that have it give it back. */
  async #rollBack(): Promise<void> {
    this.figures.wide += 1
    this.figures.restores += 1
    const backup = documentOf(this.#backup)
    const before = wordsOf(backup)
    const copied = await this.#copied()
    for (const word of this.#kept) {
      const isAtRisk = this.#isBaseLost || this.#saved.has(word)
      if (isAtRisk && !before.has(word) && !copied.has(word)) this.#kept.delete(word)
    }
    this.#server = backup
  }

  /** A guest signs in; or somebody who signed out is a guest again, and had nothing that stays. */
  async #signIn(): Promise<void> {
    if (this.#disk.isFull || this.#disk.isFaulty || this.#disk.isSilent) return
    this.figures.wide += 1
    for (const tab of this.#tabs) await this.#close(tab)
    const from = this.#newDevice({ isOver: false })
    this.#member = this.#member === GUEST ? ACCOUNT : GUEST
    const to = this.#newDevice({ isOver: false })
    while ((await this.#during(migrateGuestData(from, to))) > 0);
    await this.#during(Promise.all([from.close(), to.close()]))
  }

  /** The browser throws the bases away: what was saved is the server's alone. */
  async #loseBases(): Promise<void> {
    this.figures.faults += 1
    this.#isBaseLost = true
    await this.#during(this.#disk.clear((name) => name.includes(' base ')))
    const copied = await this.#copied()
    for (const word of this.#kept) {
      const isAtRisk = this.figures.restores > 0 || this.#saved.has(word)
      if (isAtRisk && !copied.has(word)) this.#isLeftToServer(word)
    }
  }

  /** All that pages kept is gone; those that are open write it again. */
  async #clearAll(): Promise<void> {
    this.figures.faults += 1
    this.#isBaseLost = true
    await this.#during(this.#disk.clear(() => true))
    for (const word of this.#kept) this.#isLeftToServer(word)
  }

  /** The words in copies on the disk. */
  async #copied(): Promise<Set<string>> {
    const copies = await this.#during(this.#newDevice({ isOver: false }).copies.list())
    return new Set(copies.flatMap(({ mine }) => [...wordsIn(mine)]))
  }

  #isLeftToServer(word: string): void {
    if (wordsOf(this.#server).has(word)) this.#ofServer.add(word)
    else this.#kept.delete(word)
  }

  async #seeThatNothingUnsavedIsInBase(): Promise<void> {
    const { outside } = this.#newDevice({ isOver: false })
    for (const { member, place } of await this.#disk.bases()) {
      const updates = (await this.#during(readBase({ member, outside }, place))) ?? []
      for (const word of wordsIn(...updates)) {
        if (word.startsWith('w') && !this.#saved.has(word)) throw new Error(`unsaved in base: ${word}`)
      }
    }
  }

  /** Absences are kept of the present line alone, and can be compared. */
  async #seeAbsences(): Promise<void> {
    const device = this.#newDevice({ isOver: false })
    const places = await this.#during(placesOf(device, this.#world.id))
    const lines = places.filter((place) => place.endsWith('/absence'))
    if (lines.some((place) => place !== placeOf(this.#world, 'absence')))
      throw new Error(`kept of another line: ${lines.join(', ')}`)
    const absence = (await this.#during(readAbsence(device, this.#world))) ?? []
    for (const { before, theirs } of absence) {
      if (!isWhole(documentOf(mergeUpdates([before, theirs])))) throw new Error('an absence misses something')
    }
    this.figures.absences += absence.length
  }

  async #openTab(): Promise<Tab> {
    const life = { isOver: false }
    const device = this.#newDevice(life)
    const name = makeTabName(this.#random.bytes)
    const absences = watchAbsences(device)
    const tab = { life, device, name, left: [], absences }
    const made: Tab = { ...tab, work: this.#workOf(tab) }
    const isFirst = this.#words === 0
    const line = this.#tabs[0]?.work.world ?? this.#world
    await this.#during(made.work.settleOn(line))
    if (
      !isFirst &&
      this.#tabs.length === 0 &&
      !this.#isBaseLost &&
      !this.#hasFailed &&
      !this.#disk.isSilent &&
      !isWhole(made.work.scene)
    )
      throw new Error('an edit is on the disk without what it rests on')
    this.#tabs.push(made)
    return made
  }

  #workOf({ device, name }: Pick<Tab, 'device' | 'name'>): UnsavedWork {
    const ignore = (): void => undefined
    return new UnsavedWork({
      device,
      address: GARDEN,
      tab: name,
      people: { fromTab: ignore, announce: ignore },
      edited: ignore,
      changed: ignore,
      cameLate: ignore,
      takenBack: ignore,
      removed: ignore,
      remember: () => Promise.resolve(),
      tabClosed: ignore,
    })
  }

  #newDevice(life: Life): Device {
    const indexedDB = this.#disk.of(life)
    return openDevice(this.#member, {
      clock: this.#time.mortal(life),
      random: this.#random.bytes,
      openSocket: () => ({ send: () => undefined, close: () => undefined }),
      WebSocket: EventTarget,
      openChannel: (name, hear) => this.#openChannel(name, hear, life),
      indexedDB,
      bindBase: bindWith(indexedDB),
      onWake: () => () => undefined,
      onSleep: () => () => undefined,
      report: (error) => {
        throw error
      },
      afterFrame: queueMicrotask,
      shown: Promise.resolve(),
    })
  }

  #openChannel(name: string, hear: (message: unknown) => void, life: Life): Channel {
    const all = this.#channels.get(name) ?? new Set()
    const heard = (message: unknown): void => void (life.isOver || hear(message))
    this.#channels.set(name, all.add(heard))
    return {
      post: (message) => {
        if (life.isOver) return
        for (const each of all) if (each !== heard) setImmediate(() => void (all.has(each) && each(message)))
      },
      close: () => void all.delete(heard),
    }
  }

  /** Ends as when the browser is killed. */
  #crash(tab: Tab): void {
    tab.life.isOver = true
    this.#tabs = this.#tabs.filter((each) => each !== tab)
  }

  async #close(tab: Tab): Promise<void> {
    this.#tabs = this.#tabs.filter((each) => each !== tab)
    await this.#during(tab.work.close())
    await this.#during(tab.device.close())
    tab.life.isOver = true
  }

  /** Lets time pass until something is done. */
  async #during<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false }
    const done = work.finally(() => (state.isDone = true))
    for (let rounds = 0; !state.isDone && rounds < 500; rounds += 1) {
      await this.#turn()
      if (!state.isDone && rounds % 3 === 2) await this.#time.pass(200)
    }
    if (!state.isDone) throw new Error('it is never done')
    return done
  }

  async #pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      await this.#time.pass(500)
      await this.#turn()
    }
  }

  /** The disk gets to run. */
  async #turn(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
}

function documentOf(update: Uint8Array): Y.Doc {
  const document = new Y.Doc()
  Y.applyUpdate(document, update)
  return document
}

/** The words in the contents of an update, whatever it rests on. */
function wordsInUpdate(bytes: Uint8Array): string[] {
  return Y.decodeUpdate(bytes).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString
      ? struct.content.str.split(' ').filter((word) => word !== '')
      : [],
  )
}
