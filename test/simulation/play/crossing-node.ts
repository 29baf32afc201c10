// A node with two worlds, each with a portal to the other, on a disk that may fail it at any step; two people
// who carry things through; and the promises that have to hold on the disk at every moment.
import * as Y from 'yjs'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import {
  makeLineId,
  parseAddress,
  parseMemberId,
  parseWorldId,
  partsOf,
  type MemberId,
} from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id } from '../../unit/world/made.ts'
import { Disk } from '../disk.ts'
import type { Random } from '../random.ts'
import { VirtualTime } from '../time.ts'
import { oneProcess, twoProcesses, type CrossingProcesses } from './crossing-processes.ts'

export const PEOPLE = ['ada', 'bob'] as const
export type Person = (typeof PEOPLE)[number]
/** Each has a portal to the other; the homes of people come later. */
const WORLDS = ['ada/garden', 'ada/park'] as const
type World = (typeof WORLDS)[number]
export const otherThan = (at: string): World => (at === WORLDS[0] ? WORLDS[1] : WORLDS[0])
/** Things that can be carried, from the first on; the coin is in the box. */
const THINGS = ['cup', 'key', 'box', 'coin'] as const

/** An outcome comes within so many ms, however often a world begins again. */
const PATIENCE_MS = 20_000
/** All that was asked has happened after so many ms. */
const SETTLED_MS = 1_000

const memberOf = (person: Person): MemberId => parseMemberId(person)!

export class CrossingNode {
  readonly time = new VirtualTime()
  readonly disk: Disk
  crashes = 0
  readonly #random: Random
  readonly #processes: CrossingProcesses

  private constructor(random: Random, processes: 1 | 2) {
    this.#random = random
    this.disk = new Disk(this.time, random)
    this.#processes =
      processes === 1 ? oneProcess(this.#parts) : twoProcesses(this.#parts, (world) => world === WORLDS[1])
  }

  /** Both people are in the garden. Of two processes, the one that leads has it, and the other the park. */
  static async make(random: Random, processes: 1 | 2 = 1): Promise<CrossingNode> {
    const node = new CrossingNode(random, processes)
    for (const address of WORLDS) await node.#found(address)
    await node.boot()
    for (const [n, person] of PEOPLE.entries()) await node.ask(person, n + 1, WORLDS[0], { verb: 'visit' })
    return node
  }

  get #parts() {
    return { disk: this.disk, time: this.time, random: this.#random }
  }

  /** Ends a process between two instructions, with what it asked of the disk. */
  async crash(): Promise<void> {
    this.crashes += 1
    await this.#processes.crash()
  }

  boot(): Promise<void> {
    return this.#processes.boot()
  }

  /** Sends an action; resolves with its outcome, and never when the process dies before. */
  async send(person: Person, sequence: number, at: string, action: Action): Promise<Outcome> {
    const world = await this.#world(at)
    const member = { id: memberOf(person), name: person, session: person }
    const asker: ActionClient = { member, refusal: () => null, right: () => 'own', tell: () => {} }
    return this.#processes.ownerOf(at).act(world, asker, sequence, { session: person, action })
  }

  /** Sends an action, and lets time pass until it is answered. */
  async ask(person: Person, sequence: number, at: string, action: Action): Promise<Outcome> {
    const answered: Outcome[] = []
    void this.send(person, sequence, at, action).then((outcome) => answered.push(outcome))
    const deadline = this.time.at + PATIENCE_MS
    while (answered.length === 0 && this.time.at < deadline) await this.time.pass(10)
    if (answered[0] === undefined) throw new Error(`${action.verb} was not answered`)
    return answered[0]
  }

  /** The address of where the disk says that somebody is. */
  async where(person: Person): Promise<string> {
    const { at } = (await this.disk.store.person(memberOf(person))) ?? {}
    const world = at == null ? null : await this.disk.store.findByKey(at)
    if (world === null) throw new Error(`${person} is nowhere`)
    return world.address
  }

  /** The faults of the state on the disk. */
  async wrongs(): Promise<readonly string[]> {
    const worlds = await this.disk.store.worlds('here')
    const views = await Promise.all(worlds.map(async (world) => ({ world, view: await this.#view(world) })))
    const all = views.flatMap(({ world, view }) =>
      [...view.artifacts()].map((thing) => ({ at: world.address, thing, view })),
    )
    const wrongs: string[] = []
    for (const person of PEOPLE) {
      const avatars = all.filter(({ thing }) => thing.avatar?.account === person).map(({ at }) => at)
      const at = await this.where(person)
      if (avatars.join() !== at)
        wrongs.push(`${person} is in ${avatars.join(' and ') || 'no world'}, not in ${at}`)
    }
    for (const name of THINGS) {
      const found = all.filter(({ thing }) => thing.name === name)
      if (found.length !== 1) wrongs.push(`${name} is there ${found.length} times`)
      else if (found.some(({ thing, view }) => isLost(thing, view))) wrongs.push(`${name} is lost`)
    }
    for (const { view } of views) view.destroy()
    return wrongs
  }

  /** The worlds of which a process knows something else than the disk has, while nothing happens. */
  async outdated(): Promise<readonly string[]> {
    await this.time.pass(SETTLED_MS)
    const outdated: string[] = []
    for (const address of WORLDS)
      if (await this.#isOutdated(await this.#world(address))) outdated.push(address)
    return outdated
  }

  /** What just happens is on the disk a moment before it is known: then it is looked at again. */
  async #isOutdated(world: WorldRecord): Promise<boolean> {
    for (let before: Buffer | null = null; ; await this.time.pass(SETTLED_MS)) {
      const known = await this.#knownOf(world)
      const live = await documentOn(this.disk.store, { world: world.key, kind: 'live' })
      const stored = sortedClocks(Y.encodeStateVector(live))
      if (known !== null && stored.equals(sortedClocks(known))) return false
      if (known === null || before?.equals(stored)) return true
      before = stored
    }
  }

  /** Null: it did not say. */
  async #knownOf(world: WorldRecord): Promise<Uint8Array | null> {
    const known: Uint8Array[] = []
    void this.#processes.knownOf(world).then((clocks) => known.push(clocks))
    const deadline = this.time.at + PATIENCE_MS
    while (known.length === 0 && this.time.at < deadline) await this.time.pass(10)
    return known[0] ?? null
  }

  /** The things that somebody holds, by the disk, last first; and those that they could pick up. */
  async reach(
    person: Person,
  ): Promise<{ readonly held: readonly Artifact[]; readonly free: readonly Artifact[] }> {
    const view = await this.#view(await this.#world(await this.where(person)))
    const body = (await this.disk.store.person(memberOf(person)))!.body
    const held = view.on(body).flatMap((thing) => view.artifact(thing) ?? [])
    const floor = view.artifact(body)?.host
    const free =
      typeof floor === 'string' ? view.on(floor).flatMap((thing) => view.artifact(thing) ?? []) : []
    view.destroy()
    return { held, free: free.filter(({ avatar, properties }) => avatar === null && properties.pickable) }
  }

  async #world(address: string): Promise<WorldRecord> {
    return (await this.disk.store.find(parseAddress(address)!))!
  }

  async #view({ key }: WorldRecord) {
    const [scene, live] = await Promise.all(
      (['scene', 'live'] as const).map((kind) => documentOn(this.disk.store, { world: key, kind })),
    )
    return createView(scene!, live!)
  }

  async #found(world: World): Promise<void> {
    const { time } = this
    const random = this.#random
    const at = time.now()
    const address = parseAddress(world)!
    const title = partsOf(address).world
    const fill = (doc: Y.Doc): void => furnish(doc, world)
    const scene = firstScene(fill, { member: memberOf('ada'), at, random: random.bytes })
    const identity = { id: parseWorldId(title)!, line: makeLineId(random.bytes) }
    await this.disk.store.create({ ...identity, address, title, at, scene, isLiving: false })
  }
}

/** Everything stands around the entrance, so that all is within reach. */
function furnish(doc: Y.Doc, world: World): void {
  initScene(doc, { root: id('root'), title: world, name: world, text: '' })
  const view = createView(doc, null)
  const put = (thing: string, x: number, y: number, on: string, more: object = {}): void => {
    const look = { width: 40, height: 40 }
    const place = { host: id(on), x, y }
    const made = createArtifact({ view, origin: null }, { id: id(thing), name: thing, place, look, ...more })
    if (!made.ok) throw new Error(made.text)
  }
  const properties = { portal: parseAddress(otherThan(world))!, passable: true, pickable: false }
  put('portal', 430, 131, 'root', { properties })
  if (world === WORLDS[0]) {
    put('cup', 464, 96, 'root')
    put('key', 387, 96, 'root')
    put('box', 430, 53, 'root')
    put('coin', 5, 5, 'box')
  }
  view.destroy()
}

const sortedClocks = (vector: Uint8Array): Buffer =>
  Buffer.from(JSON.stringify([...Y.decodeStateVector(vector)].toSorted(([one], [other]) => one - other)))

async function documentOn(store: Store, key: Parameters<Store['open']>[0]): Promise<Y.Doc> {
  const doc = new Y.Doc()
  const { snapshot, tail } = await store.open(key)
  if (snapshot !== null) Y.applyUpdate(doc, snapshot)
  for (const { bytes } of tail) Y.applyUpdate(doc, bytes)
  if (doc.store.pendingStructs !== null) throw new Error('a log rests on something that is missing')
  return doc
}

function isLost({ host }: Artifact, view: ReturnType<typeof createView>): boolean {
  if (host === null) return false
  return host === 'limbo' || view.artifact(host) === null
}
