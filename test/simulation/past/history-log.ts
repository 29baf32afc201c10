// A scene's log from a seed: several people, one of whom is often offline, programs that share one client id,
// an agent's session, and merges that write somebody's letters anew under another client id. Every letter and
// every value is written once in a run, so it tells by itself who wrote it.
import * as Y from 'yjs'
import {
  agentAuthor,
  parseAgentSessionId,
  programAuthor,
  type AuthorId,
} from '../../../shared/world/author.ts'
import { parseArtifactId, parseMemberId } from '../../../shared/world/address.ts'
import { artifactMap, artifactMaps, innerMap, mapIn, metaMap } from '../../../shared/world/scene/scene.ts'
import { oneByWeight, seededRandom, type Random } from '../random.ts'

export interface SimulatedRow {
  readonly bytes: Uint8Array
  readonly author: AuthorId
  readonly at: number
}

export interface SimulatedLog {
  readonly rows: readonly SimulatedRow[]
  /** The row that each letter and each value came with. */
  readonly wroteLetter: ReadonlyMap<string, SimulatedRow>
  readonly wroteValue: ReadonlyMap<number, SimulatedRow>
  /** Letters that a row typed and deleted in pages, where its writer had everything before it. */
  readonly letters: ReadonlyMap<SimulatedRow, readonly [number, number]>
}

/** What one edit wrote: known before its row is in the log. */
interface Edited {
  readonly letters: string[]
  readonly values: number[]
  deleted: number
}

interface Writer {
  readonly doc: Y.Doc
  readonly author: () => AuthorId
  readonly isOffline: boolean
  readonly waiting: Waiting[]
  /** How many rows of the log it has. */
  got: number
}

interface Waiting {
  readonly bytes: Uint8Array
  readonly edited: Edited
  readonly author: AuthorId
  /** How many rows of the log were known when it was written. */
  readonly knew: number
}

const THINGS = ['ash', 'birch', 'cedar', 'elm', 'fir'].map((name) => {
  const id = parseArtifactId(name)
  if (id === null) throw new Error(name)
  return id
})
const FLAT = ['name', 'speed', 'strange.key']
const NESTED = [
  ['look', 'sprite'],
  ['look', 'width'],
  ['colors', 'ink'],
  ['settings', 'a.b'],
] as const

/** Letters of Chinese, of which a run does not need so many as there are, without surrogates. */
const FIRST_LETTER = 0x4e00

export class LogRun {
  readonly rows: SimulatedRow[] = []
  readonly wroteLetter = new Map<string, SimulatedRow>()
  readonly wroteValue = new Map<number, SimulatedRow>()
  readonly letters = new Map<SimulatedRow, readonly [number, number]>()
  readonly #random: Random
  readonly #writers: readonly Writer[]
  readonly #people: readonly AuthorId[]
  #lastLetter = FIRST_LETTER
  #lastValue = 0
  #now = 1_000_000

  constructor(seed: number) {
    this.#random = seededRandom(seed)
    const member = (name: string) => parseMemberId(name) ?? fail(name)
    this.#people = ['ada', 'bob', 'cy'].map(member)
    const session = parseAgentSessionId('s1') ?? fail('s1')
    const programs = THINGS.slice(0, 2).map(programAuthor)
    this.#writers = [
      ...this.#people.map((person, at) => this.#writer(at, () => person, at === 2)),
      this.#writer(3, () => programs[this.#random.below(2)] ?? fail('program'), false),
      this.#writer(4, () => agentAuthor(member('ada'), session), false),
    ]
  }

  run(steps: number): SimulatedLog {
    for (let step = 0; step < steps; step++) {
      this.#now += this.#random.below(60_000)
      const writer = this.#writers[this.#random.below(this.#writers.length)] ?? fail('writer')
      if (this.#random.below(12) === 0) this.#merge()
      else this.#edit(writer)
      if (!writer.isOffline || this.#random.below(6) === 0) this.#meet(writer)
    }
    for (const writer of this.#writers) this.#meet(writer)
    return this
  }

  #writer(at: number, author: () => AuthorId, isOffline: boolean): Writer {
    const doc = new Y.Doc()
    doc.clientID = 100 + at
    return { doc, author, isOffline, waiting: [], got: 0 }
  }

  #edit({ doc, author, waiting, got }: Writer): void {
    const edited: Edited = { letters: [], values: [], deleted: 0 }
    const bytes = updateOf(doc, () => {
      for (let count = 1 + this.#random.below(3); count > 0; count--) this.#change(doc, edited)
    })
    const knew = waiting.length > 0 ? -1 : got
    if (bytes !== null) waiting.push({ bytes, edited, author: author(), knew })
  }

  /** Sends what waits, and gets what the others sent. */
  #meet(writer: Writer): void {
    const { doc, waiting } = writer
    for (const { bytes, edited, author, knew } of waiting.splice(0))
      this.#append(bytes, author, edited, knew === this.rows.length)
    for (const { bytes } of this.rows.slice(writer.got)) Y.applyUpdate(doc, bytes)
    writer.got = this.rows.length
  }

  /** Letters of anybody come in anew, in rows of their own, under a client id that nobody had. */
  #merge(): void {
    const doc = sceneAfter(this.rows, this.rows.length)
    doc.clientID = 1_000 + this.rows.length
    for (const author of this.#people.slice(0, 1 + this.#random.below(3))) {
      const edited: Edited = { letters: [], values: [], deleted: 0 }
      const bytes = updateOf(doc, () => this.#change(doc, edited))
      if (bytes !== null) this.#append(bytes, author, edited, true)
    }
  }

  #append(bytes: Uint8Array, author: AuthorId, edited: Edited, isUpToDate: boolean): void {
    this.#now += this.#random.below(3_000)
    const row = { bytes, author, at: this.#now }
    this.rows.push(row)
    for (const letter of edited.letters) this.wroteLetter.set(letter, row)
    for (const value of edited.values) this.wroteValue.set(value, row)
    if (isUpToDate) this.letters.set(row, [edited.letters.length, edited.deleted])
  }

  #change(doc: Y.Doc, edited: Edited): void {
    const id = THINGS[this.#random.below(THINGS.length)] ?? fail('thing')
    const artifacts = artifactMaps(doc)
    const thing = mapIn(artifacts, id)
    if (thing === null) return void artifacts.set(id, this.#newThing(edited))
    const [, change] =
      oneByWeight(this.#random, [
        [12, () => this.#type(thing, edited)],
        [6, () => this.#deleteLetters(thing, edited)],
        [5, () => this.#setValue(thing, edited)],
        [3, () => this.#place(thing, edited)],
        [1, () => metaMap(doc).set('title', this.#value(edited))],
        [1, () => thing.delete(FLAT[this.#random.below(FLAT.length)] ?? 'name')],
        [1, () => thing.set('look', new Y.Map([['sprite', this.#value(edited)]]))],
        [1, () => this.#deletePage(thing, edited)],
        [1, () => this.#destroy(artifacts, id, thing, edited)],
      ] as const) ?? fail('change')
    change()
  }

  #newThing(edited: Edited): Y.Map<unknown> {
    const place = { host: 'root', x: this.#value(edited), y: 0, facing: 'down' }
    const text = this.#word(edited)
    return artifactMap(
      [
        ['name', this.#value(edited)],
        ['place', place],
      ],
      text,
    )
  }

  #type(thing: Y.Map<unknown>, edited: Edited): void {
    const page = pageOf(thing)
    page.insert(this.#random.below(page.length + 1), this.#word(edited))
  }

  #deleteLetters(thing: Y.Map<unknown>, edited: Edited): void {
    const page = pageOf(thing)
    if (page.length === 0) return
    const from = this.#random.below(page.length)
    const length = 1 + this.#random.below(Math.min(8, page.length - from))
    noteDeleted(edited, page.toJSON().slice(from, from + length))
    page.delete(from, length)
  }

  #setValue(thing: Y.Map<unknown>, edited: Edited): void {
    const value = this.#value(edited)
    const [outer, inner] = NESTED[this.#random.below(2 * NESTED.length)] ?? []
    if (outer === undefined) thing.set(FLAT[this.#random.below(FLAT.length)] ?? 'name', value)
    else innerMap(thing, outer).set(inner ?? '', value)
  }

  #place(thing: Y.Map<unknown>, edited: Edited): void {
    const host = this.#random.below(3) === 0 ? 'limbo' : 'root'
    thing.set('place', { host, x: this.#value(edited), y: 0, facing: 'down' })
  }

  #deletePage(thing: Y.Map<unknown>, edited: Edited): void {
    noteDeleted(edited, pageOf(thing).toJSON())
    thing.set('text', new Y.Text(this.#word(edited)))
  }

  #destroy(artifacts: Y.Map<unknown>, id: string, thing: Y.Map<unknown>, edited: Edited): void {
    noteDeleted(edited, pageOf(thing).toJSON())
    artifacts.delete(id)
  }

  #word(edited: Edited): string {
    const letters = Array.from({ length: 1 + this.#random.below(6) }, () =>
      String.fromCharCode(this.#lastLetter++),
    )
    edited.letters.push(...letters)
    return letters.join('')
  }

  #value(edited: Edited): number {
    edited.values.push(++this.#lastValue)
    return this.#lastValue
  }
}

/** What is typed and deleted in one edit is in no row. */
function noteDeleted(edited: Edited, letters: string): void {
  for (const letter of letters) {
    const own = edited.letters.indexOf(letter)
    if (own === -1) edited.deleted++
    else edited.letters.splice(own, 1)
  }
}

function pageOf(thing: Y.Map<unknown>): Y.Text {
  const page = thing.get('text')
  return page instanceof Y.Text ? page : thing.set('text', new Y.Text())
}

function updateOf(doc: Y.Doc, change: () => void): Uint8Array | null {
  const updates: Uint8Array[] = []
  const note = (update: Uint8Array): void => void updates.push(update)
  doc.on('update', note)
  doc.transact(change)
  doc.off('update', note)
  return updates[0] ?? null
}

function fail(what: string): never {
  throw new Error(`this run has no ${what}`)
}

type PlainRecord = { readonly [key: string]: unknown }

interface PlainScene {
  readonly meta: PlainRecord
  readonly things: Readonly<Record<string, PlainRecord>>
}

/** Things, their values and pages, and the world's own values, read as plainly as can be. */
export function naively(scene: Y.Doc): PlainScene {
  const things: Record<string, PlainRecord> = {}
  for (const [id, thing] of artifactMaps(scene)) {
    if (!(thing instanceof Y.Map)) continue
    const page: unknown = thing.get('text')
    things[id] = { ...withoutEmpty(thing.toJSON()), text: page instanceof Y.Text ? page.toJSON() : '' }
  }
  return { meta: metaMap(scene).toJSON(), things }
}

/** A map without any value says as much as none. */
function withoutEmpty(record: PlainRecord): PlainRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => JSON.stringify(value) !== '{}'))
}

/** The scene after so many rows, which collects what is deleted. */
export function sceneAfter(rows: readonly { readonly bytes: Uint8Array }[], count: number): Y.Doc {
  const scene = new Y.Doc()
  for (const { bytes } of rows.slice(0, count)) Y.applyUpdate(scene, bytes)
  return scene
}
