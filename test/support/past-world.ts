// A world with a past, written straight into a node's folder: people who wrote on several days, things that
// came, moved and went, and a program that wrote.
import * as Y from 'yjs'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import type { Append, Store } from '../../server/storage/store.ts'
import {
  makeArtifactId,
  makeLineId,
  makeMemberId,
  makeWorldId,
  parseAccountName,
  parseAddress,
  type ArtifactId,
  type MemberId,
} from '../../shared/world/address.ts'
import { programAuthor } from '../../shared/world/author.ts'
import { createArtifact, moveArtifact, sendToLimbo } from '../../shared/world/edits/place-edits.ts'
import { rename } from '../../shared/world/edits/name-edits.ts'
import { setProps } from '../../shared/world/edits/property-edits.ts'
import type { Edit } from '../../shared/world/edits/scene-edit.ts'
import { initScene, textOf } from '../../shared/world/scene/scene.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time/durations.ts'
import { seededRandom } from '../simulation/random.ts'

interface PastWorld {
  readonly address: string
  readonly things: ReadonlyMap<string, ArtifactId>
}

interface Person {
  readonly id: MemberId
  readonly client: number
}

/** Writes a world's log as people wrote it, with a clock of its own. */
class PastWriter {
  readonly scene = new Y.Doc()
  readonly edit: Edit
  readonly #rows: Omit<Append, 'document'>[] = []
  readonly #claimed = new Set<number>()
  #now: number
  #author: Pick<Append, 'author'> = {}
  #who: Person

  constructor(start: number, first: Person) {
    this.#now = start
    this.#who = first
    this.edit = { view: createView(this.scene, null), origin: null }
    this.scene.on('update', (bytes: Uint8Array) => {
      const { id, client } = this.#who
      this.#rows.push({
        bytes,
        member: id,
        at: this.#now,
        claims: this.#claimed.has(client) ? [] : [client],
        ...this.#author,
      })
      this.#claimed.add(client)
      this.#now += 700
    })
  }

  get rows(): readonly Omit<Append, 'document'>[] {
    return this.#rows
  }

  wait(ms: number): void {
    this.#now += ms
  }

  as(who: Person, program?: ArtifactId): void {
    this.#who = who
    this.scene.clientID = who.client
    this.#author = program === undefined ? {} : { author: programAuthor(program) }
  }

  /** One update for each word, as people type. */
  type(thing: ArtifactId, words: string): void {
    const text = textOf(this.scene, thing)
    for (const word of words.match(/\S+\s*/gu) ?? []) text?.insert(text.length, word)
  }

  cut(thing: ArtifactId, words: string): void {
    const text = textOf(this.scene, thing)
    const at = text?.toJSON().indexOf(words) ?? -1
    if (at >= 0) text?.delete(at, words.length)
  }

  replace(thing: ArtifactId, words: string, by: string): void {
    const text = textOf(this.scene, thing)
    const at = text?.toJSON().indexOf(words) ?? -1
    if (at < 0) return
    this.scene.transact(() => {
      text?.delete(at, words.length)
      text?.insert(at, by)
    })
  }
}

interface PastOptions {
  /** Things beside the few with names: a crowd, in rows. */
  readonly crowd?: number
  /** Moves of things of the crowd, one after the other, in one session. */
  readonly moves?: number
}

/** Fills a folder; the world is `ada/garden`, of Ada, Bob and Mira. */
export async function makePastWorld(folder: string, options: PastOptions = {}): Promise<PastWorld> {
  const store = await openSqliteStore({ folder })
  try {
    return await fill(store, options)
  } finally {
    await store.close()
  }
}

async function fill(store: Store, { crowd = 0, moves = 0 }: PastOptions): Promise<PastWorld> {
  const random = seededRandom(7).bytes
  const people = await Promise.all(
    ['Ada', 'Bob', 'Mira'].map(async (name, at): Promise<Person> => {
      const [id, account] = [makeMemberId(random), parseAccountName(name.toLowerCase())]
      if (account === null) throw new Error('that is an account')
      await store.nameMember({ id, name })
      await store.introduce({
        id,
        account,
        body: makeArtifactId(random),
        look: { sprite: 'person', color: ['#b8371f', '#2b6cb0', '#4f7522'][at] ?? '#3d4148' },
      })
      return { id, client: 1000 + at }
    }),
  )
  const [ada, bob, mira] = people
  if (!ada || !bob || !mira) throw new Error('three were made')
  const start = Date.now() - 9 * DAY_MS
  const past = new PastWriter(start, ada)
  const things = new Map<string, ArtifactId>()
  const make = (name: string, sprite: string, x: number, y: number, size = 64): ArtifactId => {
    const id = makeArtifactId(random)
    const look = { sprite, width: size, height: size }
    createArtifact(past.edit, { id, name, text: '', place: { host: root, x, y }, look })
    things.set(name, id)
    return id
  }
  const root = makeArtifactId(random)
  past.as(ada)
  initScene(past.scene, { root, title: 'The garden', name: 'The garden', text: '' })
  past.type(root, '# The garden\n\nRoses grow along the wall, and a lamp stands by the gate.\n\n')
  const lamp = make('Lamp', 'lamp', 32, 120)
  past.wait(40 * MINUTE_MS)
  const tree = make('Tree', 'tree', 810, 90, 96)
  past.type(lamp, 'It burns all night.')
  past.wait(DAY_MS + 2 * HOUR_MS)
  past.as(bob)
  past.type(
    root,
    '## What to do\n\nWater the roses in the morning. Sweep the path before the guests come.\n\n',
  )
  const bench = make('Bench', 'bench', 60, 330, 96)
  past.wait(3 * MINUTE_MS)
  past.as(mira)
  moveArtifact(past.edit, lamp, { host: root, x: 90, y: 210 })
  past.type(bench, 'Two can sit here.')
  past.wait(2 * DAY_MS)
  past.as(ada)
  past.replace(root, 'Roses grow', 'Roses and lilies grow')
  past.type(root, 'The party is on Saturday, at five.\n\n')
  setProps(past.edit, [tree], { 'look.width': 128, 'look.height': 128 })
  past.wait(10_000)
  past.as(bob, lamp)
  past.type(lamp, ' Lit twelve times.')
  past.wait(3 * DAY_MS)
  past.as(bob)
  past.cut(root, 'Sweep the path before the guests come.')
  past.type(root, 'The path is swept.\n\n')
  moveArtifact(past.edit, bench, { host: root, x: 780, y: 420 })
  sendToLimbo(past.edit, tree, Date.now() - 3 * DAY_MS)
  past.wait(5_000)
  past.as(mira)
  make('Well', 'well', 40, 430, 96)
  rename(past.edit, lamp, 'Old lamp')
  if (crowd > 0) {
    past.wait(HOUR_MS)
    past.as(ada)
    const ids = past.scene.transact(() =>
      Array.from({ length: crowd }, (_, at) =>
        make(`Stone ${at}`, 'stone', 20 + (at % 28) * 32, 620 + Math.floor(at / 28) * 32, 24),
      ),
    )
    past.wait(5 * MINUTE_MS)
    past.as(bob)
    for (let move = 0; move < moves; move += 1) {
      const id = ids[(move * 37) % ids.length]
      if (id !== undefined)
        moveArtifact(past.edit, id, { host: root, x: 20 + ((move * 53) % 880), y: 620 + ((move * 29) % 900) })
    }
  }
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const [first, ...rest] = past.rows
  if (first === undefined) throw new Error('something was written')
  const world = await store.create({
    id: makeWorldId(random),
    line: makeLineId(random),
    address,
    title: 'The garden',
    at: start,
    scene: [],
    owner: null,
  })
  if (world === null) throw new Error('it is the first one')
  const document = { world: world.key, kind: 'scene' as const }
  await store.append([first, ...rest].map((row) => ({ document, ...row })))
  return { address: 'ada/garden', things }
}
