// Three people write at once, and the writing of one of them is taken back: by chance from a seed, and by
// hand for cases that chance seldom finds.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { LogRow } from '../../../server/storage/store.ts'
import { revertMember, type RevertResult } from '../../../shared/history/revert.ts'
import { SelectedRows } from '../../../shared/history/selected-rows.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { makeMemberId, type MemberId } from '../../../shared/world/address.ts'
import { artifactMap, artifactMaps, initScene, metaMap } from '../../../shared/world/scene/scene.ts'
import { seededRandom, type Random } from '../../simulation/random.ts'
import { id, ROOT } from '../world/made.ts'

const chance = seededRandom(1)
const ADA = makeMemberId(chance.bytes)
const BOB = makeMemberId(chance.bytes)
const EVE = makeMemberId(chance.bytes)

/** A scene by its whole log, and who wrote what in it. */
function replay(
  rows: readonly LogRow[],
  who: MemberId,
  since: number,
): { readonly scene: Y.Doc; readonly wrote: SelectedRows } {
  const scene = makePlainDocument()
  scene.gc = false
  const wrote = new SelectedRows(scene)
  for (const { bytes, member, lastAt, quarantined } of rows) {
    const row = quarantined ? null : readUpdate(bytes)
    if (row === null) continue
    wrote.note(row, member === who && lastAt >= since)
    Y.applyUpdate(scene, bytes)
  }
  return { scene, wrote }
}

/**
 * A log, and everybody's own copy of the scene: edits are in the log when they are sent, and with the others
 * when they fetch.
 */
class World {
  readonly rows: LogRow[] = []
  readonly #docs = new Map<MemberId, { doc: Y.Doc; out: Uint8Array[]; read: number }>()
  readonly #server = makePlainDocument()

  constructor() {
    this.at(ADA, (doc) => initScene(doc, { root: ROOT, title: 'Garden', name: 'garden', text: 'All of us.' }))
  }

  doc(who: MemberId): Y.Doc {
    return this.#copy(who).doc
  }

  #copy(who: MemberId): { doc: Y.Doc; out: Uint8Array[]; read: number } {
    const known = this.#docs.get(who)
    if (known) return known
    const doc = new Y.Doc()
    doc.clientID = this.#docs.size + 1
    const copy = { doc, out: [] as Uint8Array[], read: 0 }
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'others' && copy.out.push(update))
    this.#docs.set(who, copy)
    return copy
  }

  /** Does something in somebody's copy. */
  do(who: MemberId, act: (doc: Y.Doc) => void): void {
    const { doc } = this.#copy(who)
    doc.transact(() => act(doc))
  }

  /** Their writing goes into the log, cut to its new part, as the guard does it. */
  send(who: MemberId): void {
    const { out } = this.#copy(who)
    for (const update of out.splice(0)) {
      const before = Y.encodeStateVector(this.#server)
      const added: Uint8Array[] = []
      const take = (bytes: Uint8Array): void => void added.push(bytes)
      this.#server.on('update', take)
      Y.applyUpdate(this.#server, update)
      this.#server.off('update', take)
      expect(this.#server.store.pendingStructs).toBeNull()
      if (added.length === 0) continue
      // Yjs' own event holds deletions that only follow from the rest, too; a log holds the bytes that the
      // member sent.
      const at = this.rows.length + 1
      const bytes = Y.diffUpdate(update, before)
      this.rows.push({
        sequence: at,
        bytes,
        member: who,
        firstAt: at,
        lastAt: at,
        updates: 1,
        quarantined: false,
      })
    }
  }

  fetch(who: MemberId): void {
    const copy = this.#copy(who)
    for (const { bytes, member } of this.rows.slice(copy.read)) {
      if (member !== who) Y.applyUpdate(copy.doc, bytes, 'others')
    }
    copy.read = this.rows.length
  }

  /** All at once: fetched, done, sent. */
  at(who: MemberId, act: (doc: Y.Doc) => void): void {
    this.fetch(who)
    this.do(who, act)
    this.send(who)
  }

  /**
   * Takes back what somebody wrote; a stranger's copy that gets the rows and then the revert is the answer.
   */
  revert(who: MemberId, since = 0): { scene: Y.Doc; done: RevertResult } {
    const { scene, wrote } = replay(this.rows, who, since)
    scene.clientID = 999_999
    const updates: Uint8Array[] = []
    scene.on('update', (update: Uint8Array) => updates.push(update))
    const done = revertMember(scene, wrote)
    const stranger = makePlainDocument()
    for (const { bytes } of this.rows) Y.applyUpdate(stranger, bytes)
    for (const update of updates) Y.applyUpdate(stranger, update)
    expect(stranger.store.pendingStructs).toBeNull()
    expect(artifactMaps(stranger).toJSON()).toEqual(artifactMaps(scene).toJSON())
    return { scene: stranger, done }
  }
}

const thing = (doc: Y.Doc, name: string): Y.Map<unknown> => {
  const map = artifactMaps(doc).get(id(name))
  if (!(map instanceof Y.Map)) throw new Error(`there is no ${name}`)
  return map
}
const page = (doc: Y.Doc, name: string): Y.Text => {
  const text = thing(doc, name).get('text')
  if (!(text instanceof Y.Text)) throw new Error(`${name} has no page`)
  return text
}
const write = (name: string, at: number, text: string) => (doc: Y.Doc) => page(doc, name).insert(at, text)
const make =
  (name: string, text = '') =>
  (doc: Y.Doc) =>
    void artifactMaps(doc).set(
      id(name),
      artifactMap(
        [
          ['name', name],
          ['place', { host: ROOT, x: 0, y: 0, facing: 'down' }],
        ],
        text,
      ),
    )

describe('[C1] taking back what one person wrote', () => {
  test('letters go, letters that they deleted come back, and what others wrote between stays', async () => {
    const world = new World()
    world.at(BOB, make('lamp', 'It shines.'))
    world.at(EVE, write('lamp', 3, 'never '))
    world.at(BOB, write('lamp', 6, '(hm)'))
    world.at(EVE, (doc) => page(doc, 'lamp').delete(0, 3))
    const { scene, done } = world.revert(EVE)
    expect(page(scene, 'lamp').toJSON()).toBe('It (hm)shines.')
    expect(done.letters).toBe(9)
    expect([...done.changed]).toEqual([id('lamp')])
  })

  test('a value says what others wrote last; where somebody wrote since, it stands', async () => {
    const world = new World()
    world.at(BOB, make('lamp'))
    world.at(BOB, make('door'))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('name', 'one'))
    world.at(BOB, (doc) => thing(doc, 'lamp').set('name', 'two'))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('name', 'three'))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('name', 'four'))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('speed', 50))
    world.at(EVE, (doc) => thing(doc, 'door').set('name', 'gate'))
    world.at(BOB, (doc) => thing(doc, 'door').set('name', 'portcullis'))
    world.at(EVE, (doc) => metaMap(doc).set('title', 'Eve’s'))
    const { scene, done } = world.revert(EVE)
    expect(thing(scene, 'lamp').get('name')).toBe('two')
    expect(thing(scene, 'lamp').has('speed')).toBe(false)
    expect(thing(scene, 'door').get('name')).toBe('portcullis')
    expect(metaMap(scene).get('title')).toBe('Garden')
    expect([...done.changed].toSorted()).toEqual([id('lamp'), 'world'].toSorted())
  })

  test('what another has erased stays erased, and what they erased stands again', async () => {
    const world = new World()
    world.at(BOB, make('lamp'))
    world.at(BOB, (doc) => thing(doc, 'lamp').set('speed', 50))
    world.at(BOB, (doc) => thing(doc, 'lamp').set('power', 50))
    world.at(BOB, (doc) => thing(doc, 'lamp').delete('speed'))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('speed', 70))
    world.at(EVE, (doc) => thing(doc, 'lamp').delete('power'))
    const { scene } = world.revert(EVE)
    expect(thing(scene, 'lamp').has('speed')).toBe(false)
    expect(thing(scene, 'lamp').get('power')).toBe(50)
  })

  test('a value that theirs had beaten at the same time stands', async () => {
    const world = new World()
    world.at(BOB, make('lamp'))
    for (const who of [EVE, BOB]) world.fetch(who)
    // The larger client id wins: that is Eve, who comes third.
    world.do(BOB, (doc) => thing(doc, 'lamp').set('name', 'Bob’s'))
    world.do(EVE, (doc) => thing(doc, 'lamp').set('name', 'Eve’s'))
    world.send(EVE)
    world.send(BOB)
    const { scene } = world.revert(EVE)
    expect(thing(scene, 'lamp').get('name')).toBe('Bob’s')
  })

  test('what they made goes to limbo as it is; where another has placed it, it stays without their letters', async () => {
    const world = new World()
    world.at(EVE, make('lamp', 'mine'))
    world.at(EVE, write('lamp', 4, ' and mine'))
    world.at(EVE, make('door', 'mine'))
    world.at(BOB, (doc) => thing(doc, 'door').set('place', { host: ROOT, x: 9, y: 9, facing: 'down' }))
    world.at(BOB, write('door', 0, 'ours, not '))
    const { scene, done } = world.revert(EVE)
    expect(thing(scene, 'lamp').get('place')).toMatchObject({ host: 'limbo', was: { host: ROOT } })
    expect(page(scene, 'lamp').toJSON()).toBe('mine and mine')
    expect(thing(scene, 'door').get('place')).toMatchObject({ x: 9 })
    expect(thing(scene, 'door').get('name')).toBe('door')
    expect(page(scene, 'door').toJSON()).toBe('ours, not ')
    expect([...done.removed]).toEqual([id('lamp')])
  })

  test('what they put into limbo, and what they deleted whole, comes back', async () => {
    const world = new World()
    world.at(BOB, make('lamp', 'It shines.'))
    world.at(BOB, make('door', 'It opens.'))
    world.at(BOB, (doc) => page(doc, 'door').delete(0, 3))
    world.at(EVE, write('door', 0, 'EVE'))
    world.at(EVE, (doc) => thing(doc, 'door').set('name', 'Eve’s'))
    world.at(EVE, (doc) => artifactMaps(doc).delete(id('door')))
    world.at(EVE, (doc) => artifactMaps(doc).set(ROOT, 'nothing'))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('place', { host: 'limbo' }))
    const { scene, done } = world.revert(EVE)
    expect(thing(scene, 'lamp').get('place')).toMatchObject({ host: ROOT })
    expect(page(scene, 'door').toJSON()).toBe('opens.')
    expect(thing(scene, 'door').get('name')).toBe('door')
    expect(page(scene, 'root').toJSON()).toBe('All of us.')
    expect(done.restored.size).toBe(3)
  })

  test('a page that they replaced whole is the one from before', async () => {
    const world = new World()
    world.at(BOB, make('lamp', 'It shines.'))
    world.at(BOB, (doc) => void (thing(doc, 'lamp').get('look') as Y.Map<unknown>).set('width', 64))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('text', new Y.Text('Eve was here')))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('look', new Y.Map([['width', 1]])))
    const { scene } = world.revert(EVE)
    expect(page(scene, 'lamp').toJSON()).toBe('It shines.')
    expect(thing(scene, 'lamp').toJSON()).toMatchObject({ look: { width: 64 } })
  })

  test('what others wrote in something that they had put in place of it is taken along', async () => {
    const world = new World()
    world.at(BOB, make('lamp', 'It shines.'))
    world.at(EVE, make('lamp', 'Eve was here.'))
    world.at(BOB, write('lamp', 0, 'Who? '))
    world.at(BOB, (doc) => thing(doc, 'lamp').set('speed', 50))
    const { scene } = world.revert(EVE)
    expect(page(scene, 'lamp').toJSON()).toBe('It shines.Who? ')
    expect(thing(scene, 'lamp').toJSON()).toMatchObject({ name: 'lamp', speed: 50 })
  })

  test('what they wrote before the time stays', async () => {
    const world = new World()
    world.at(EVE, make('lamp', 'before'))
    const since = world.rows.length + 1
    world.at(EVE, write('lamp', 6, ' after'))
    world.at(EVE, (doc) => page(doc, 'lamp').delete(0, 3))
    world.at(EVE, (doc) => thing(doc, 'lamp').set('name', 'x'))
    const { scene, done } = world.revert(EVE, since)
    expect(page(scene, 'lamp').toJSON()).toBe('before')
    expect(thing(scene, 'lamp').get('name')).toBe('lamp')
    expect(done.letters).toBe(9)
  })

  test('an edit with forged neighbours is taken back like any other', async () => {
    const world = new World()
    world.at(BOB, make('lamp', 'It shines.'))
    world.fetch(EVE)
    const forging = world.doc(EVE)
    const text = page(forging, 'lamp')
    const items: Y.Item[] = []
    for (let item = text._start; item !== null; item = item.right) items.push(item)
    const [first] = items
    if (first === undefined) throw new Error('the page is empty')
    // It names itself between letters that never stood beside each other, and a writing under the key of a
    // name beneath the first one.
    world.do(EVE, () =>
      forging.transact((transaction) => {
        const left = Y.createID(first.id.client, first.id.clock + 7)
        const right = Y.createID(first.id.client, first.id.clock + 1)
        const clock = Y.getState(forging.store, forging.clientID)
        const item = new Y.Item(
          Y.createID(forging.clientID, clock),
          Y.getItemCleanEnd(transaction, forging.store, left),
          left,
          Y.getItemCleanStart(transaction, right),
          right,
          text,
          null,
          new Y.ContentString('EVE'),
        )
        item.integrate(transaction, 0)
        const lamp = thing(forging, 'lamp')
        const name = lamp._map.get('name')
        if (name === undefined) throw new Error('it has a name')
        const under = new Y.Item(
          Y.createID(forging.clientID, clock + 3),
          null,
          null,
          null,
          null,
          lamp,
          'name',
          new Y.ContentAny(['Eve’s']),
        )
        under.integrate(transaction, 0)
      }),
    )
    world.send(EVE)
    const { scene } = world.revert(EVE)
    expect(page(scene, 'lamp').toJSON()).toBe('It shines.')
    expect(thing(scene, 'lamp').get('name')).toBe('lamp')
  })
})

describe('by chance', () => {
  const SEEDS = Array.from({ length: 60 }, (_, at) => at + 1)
  test.each(SEEDS)('others’ letters and values stand, and none of theirs (seed %i)', async (seed) => {
    const random = seededRandom(seed)
    const world = new World()
    const names = ['lamp', 'door']
    for (const name of names) world.at(BOB, make(name, 'Here it stands.'))
    for (const who of [ADA, BOB, EVE]) world.fetch(who)
    const people = [ADA, BOB, EVE]
    for (let step = 0; step < 120; step++) {
      const who = people[random.below(3)] ?? ADA
      if (random.below(3) === 0) world.fetch(who)
      if (random.below(20) === 0) {
        names.push(`made-${step}`)
        world.do(who, make(`made-${step}`, `made at ${step}`))
      } else world.do(who, (doc) => actAtRandom(doc, random, names, step))
      if (random.below(3) > 0) world.send(who)
    }
    for (const who of people) world.send(who)
    const since = random.below(2) === 0 ? 0 : random.below(world.rows.length)
    const { scene } = world.revert(EVE, since)
    await judgeReverted(world, scene, since)
  })
})

/**
 * After a revert only the others' work stands, except things that they made and others have placed, and
 * things in limbo.
 */
async function judgeReverted(world: World, after: Y.Doc, since: number): Promise<void> {
  const { scene: before, wrote } = replay(world.rows, EVE, since)
  const isTheirs = (client: number, clock: number): boolean => wrote.added.has({ client, clock })
  for (const [key, map] of artifactMaps(after)) {
    if (!(map instanceof Y.Map)) throw new Error('a thing is a map')
    const was = artifactMaps(before).get(key)
    const place = map.get('place') as { host: string } | undefined
    const made = artifactMaps(before)._map.get(key)
    const isMade = made !== undefined && isTheirs(made.lastId.client, made.lastId.clock)
    if (isMade && place?.host === 'limbo') continue
    for (const [name, item] of map._map) {
      if (item.deleted || item.content instanceof Y.ContentType) continue
      const { client, clock } = item.lastId
      if (isTheirs(client, clock)) expect(isMade, `${key} ${name} is theirs`).toBe(true)
    }
    const text = map.get('text')
    if (!(text instanceof Y.Text)) continue
    for (let item = text._start; item !== null; item = item.right) {
      if (item.deleted || !item.countable) continue
      for (let at = 0; at < item.length; at++)
        expect(isTheirs(item.id.client, item.id.clock + at), `a letter of ${key} is theirs`).toBe(false)
    }
    // Others' letters that stood stand, in the same order; between them only what had been deleted.
    if (!(was instanceof Y.Map)) continue
    const stood = lettersOf(was.get('text')).filter(({ client, clock }) => !isTheirs(client, clock))
    const stands = new Set(lettersOf(text).map(({ client, clock }) => `${client}:${clock}`))
    expect(stood.filter(({ client, clock }) => !stands.has(`${client}:${clock}`))).toEqual([])
    for (const [name, item] of was._map) {
      if (item.deleted || item.content instanceof Y.ContentType) continue
      const { client, clock } = item.lastId
      if (!isTheirs(client, clock)) expect(map.get(name), `${key} ${name} is others’`).toEqual(was.get(name))
    }
  }
  for (const key of artifactMaps(before).keys()) expect(artifactMaps(after).has(key)).toBe(true)
}

function lettersOf(text: unknown): { client: number; clock: number }[] {
  const letters: { client: number; clock: number }[] = []
  if (!(text instanceof Y.Text)) return letters
  for (let item = text._start; item !== null; item = item.right) {
    for (let at = 0; !item.deleted && item.countable && at < item.length; at++)
      letters.push({ client: item.id.client, clock: item.id.clock + at })
  }
  return letters
}

function actAtRandom(doc: Y.Doc, random: Random, names: readonly string[], step: number): void {
  const name = names[random.below(names.length)] ?? 'lamp'
  const map = artifactMaps(doc).get(id(name))
  if (!(map instanceof Y.Map)) return
  const text = map.get('text')
  const length = text instanceof Y.Text ? text.length : 0
  switch (random.below(7)) {
    case 0:
    case 1:
    case 2:
      return void (text instanceof Y.Text && text.insert(random.below(length + 1), `<${step}>`))
    case 3: {
      const at = random.below(length + 1)
      return void (text instanceof Y.Text && text.delete(at, Math.min(length - at, random.below(6))))
    }
    case 4:
      return void map.set('name', `name ${step}`)
    case 5:
      return random.below(2) === 0 ? void map.set('speed', step) : map.delete('speed')
    default:
      return void map.set('place', { host: ROOT, x: step, y: 0, facing: 'down' })
  }
}
