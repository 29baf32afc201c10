// Replicas that edit the same world at once, by commands and past them, offline, with undo, while its owner writes live;
// updates arrive in any order, some twice. After every step a view kept up from events is what a view built anew shows,
// its listeners were told all of it, and nothing is lost; in the end all replicas show the same.
// INKLAND_SEED replays a run, INKLAND_HARD makes many.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import {
  rename,
  resetProperty,
  setColors,
  setLook,
  setProperty,
  setTitle,
} from '../../shared/world/edit-fields.ts'
import {
  bringBack,
  createArtifact,
  moveArtifact,
  sendToLimbo,
  type To,
} from '../../shared/world/edit-places.ts'
import type { Edit } from '../../shared/world/edit.ts'
import { insertText, setText } from '../../shared/world/edit-text.ts'
import { repairs } from '../../shared/world/repairs.ts'
import { artifactMaps, initScene, metaMap, sceneArtifact, textOf } from '../../shared/world/scene.ts'
import { createView, type Change, type View } from '../../shared/world/view.ts'
import { dump, freshDump, id, make, putLive, reachable, ROOT, type World } from '../unit/world/made.ts'

const seed = Number(process.env['INKLAND_SEED'] ?? Date.now() % 2 ** 31)
const isHard = process.env['INKLAND_HARD'] === '1'
const runs = isHard ? 10_000 : 200
const timeoutMs = isHard ? 3_600_000 : 120_000
const stepsPerRun = 200

const THINGS = ['a', 'b', 'c', 'd', 'e', 'f'] as const

interface Replica extends World {
  readonly undo: Y.UndoManager
  readonly mirror: Mirror
  /** Updates that have not arrived yet. */
  readonly inbox: { readonly document: 'scene' | 'live'; readonly update: Uint8Array }[]
}

/** What a listener knows that looks at the view only where a change says so. */
interface Mirror {
  readonly artifacts: Map<ArtifactId, Artifact>
  readonly on: Map<string, readonly ArtifactId[]>
  meta: string
}

/** One thing that happens; it prints as what it is, so that a failing run can be read. */
interface Step {
  /** Answers the replica that it happened on. */
  readonly run: (replicas: readonly Replica[]) => Replica | undefined
  readonly [fc.toStringMethod]: () => string
}

test('[V4] replicas agree, whatever is done on them and however it arrives', { timeout: timeoutMs }, () => {
  const seen: Seen = { steps: 0, artifacts: 0, limbo: 0, circles: 0, live: 0 }
  fc.assert(agreement(seen), { seed, numRuns: runs })
  const per = (count: number): string => (count / seen.steps).toFixed(2)
  console.info(
    `views: seed ${seed}, ${runs} runs of ${stepsPerRun} steps, 0 differences; per step ${per(seen.artifacts)} artifacts, ` +
      `${per(seen.limbo)} in limbo, ${per(seen.circles)} circles, ${per(seen.live)} live values`,
  )
  // The runs were about something: a generator that makes no circles would prove nothing about them.
  expect(Math.min(seen.limbo, seen.circles, seen.live) / seen.steps).toBeGreaterThan(0.02)
})

test('[V4] replicas agree where disorder has left Yjs waiting for updates that it has', () => {
  const seen: Seen = { steps: 0, artifacts: 0, limbo: 0, circles: 0, live: 0 }
  fc.assert(agreement(seen), { seed: 2_018_641_428, path: '7592', numRuns: 1 })
})

/** A run: steps on some replicas, checked as they go, until all has arrived everywhere. */
function agreement(seen: Seen): fc.IProperty<[number, number, Step[]]> {
  const steps = fc.array(anyStep(), { minLength: stepsPerRun, maxLength: stepsPerRun, size: 'max' })
  return fc.property(fc.integer({ min: 2, max: 5 }), fc.nat(), steps, (count, order, steps) => {
    const replicas = makeReplicas(count, order)
    for (const step of steps) {
      const replica = step.run(replicas)
      if (replica === undefined) continue
      check(replica)
      note(replica, seen)
    }
    for (const replica of replicas) deliverAll(replica)
    for (const replica of replicas) askForMissing(replica, replicas)
    const [first, ...others] = replicas
    if (first === undefined) throw new Error('no replica')
    for (const other of others) {
      expect(dump(other.view)).toBe(dump(first.view))
      expect(pages(other)).toEqual(pages(first))
    }
    expect(reloaded(first)).toBe(dump(first.view))
  })
}

function pages({ scene, view }: Replica): string[] {
  return [...view.artifacts()].map(({ id }) => `${id}: ${textOf(scene, id)?.toJSON()}`).sort()
}

/** What the runs met, to tell that they met it. */
interface Seen {
  steps: number
  artifacts: number
  limbo: number
  circles: number
  live: number
}

function note({ view }: Replica, seen: Seen): void {
  seen.steps += 1
  seen.artifacts += view.size
  seen.limbo += view.limbo.length
  seen.circles += repairs(view).filter((repair) => repair.why === 'circle').length
  for (const artifact of view.artifacts()) seen.live += artifact.live.size
}

/** Replicas with client ids in an order of their own: ids decide which of two concurrent writings wins. */
function makeReplicas(count: number, order: number): readonly Replica[] {
  const first = new Y.Doc()
  first.clientID = 1
  initScene(first, { root: ROOT, title: 'Garden', name: 'garden', text: '' })
  const begun = createView(first, null)
  for (const name of THINGS) make({ view: begun, origin: null }, name)
  const start = Y.encodeStateAsUpdate(first)
  const replicas = Array.from({ length: count }, (_, n): Replica => {
    const scene = new Y.Doc()
    const live = new Y.Doc()
    scene.clientID = 10 + ((n + order) % count)
    live.clientID = 20 + n
    Y.applyUpdate(scene, start)
    const view = createView(scene, live)
    const origin = `replica ${n}`
    const undo = new Y.UndoManager([artifactMaps(scene), metaMap(scene)], {
      trackedOrigins: new Set([origin]),
      captureTimeout: 0,
    })
    const mirror: Mirror = { artifacts: new Map(), on: new Map(), meta: '' }
    const replica = { scene, live, view, origin, undo, mirror, inbox: [] }
    look(replica, {
      artifacts: new Set([ROOT, ...THINGS.map(id)]),
      hosts: new Set([ROOT]),
      meta: true,
      texts: new Set(),
      settings: new Set(),
    })
    view.subscribe((change) => look(replica, change))
    return replica
  })
  for (const replica of replicas) {
    for (const document of ['scene', 'live'] as const) {
      replica[document].on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'arrived') return
        for (const other of replicas) if (other !== replica) other.inbox.push({ document, update })
      })
    }
  }
  return replicas
}

function look({ view, mirror }: Pick<Replica, 'view' | 'mirror'>, change: Change): void {
  for (const name of change.artifacts) {
    const artifact = view.artifact(name)
    if (artifact === null) mirror.artifacts.delete(name)
    else mirror.artifacts.set(name, artifact)
  }
  for (const host of change.hosts) mirror.on.set(host, view.on(host))
  if (change.meta) mirror.meta = metaText(view)
}

/** What holds on every replica after every step. */
function check({ scene, live, view, mirror }: Replica): void {
  if (dump(view) !== freshDump(scene, live)) expect(dump(view)).toBe(freshDump(scene, live))
  must(reachable(view).size === view.size, 'each artifact is reached from the root or from limbo')
  must(mirror.artifacts.size === view.size, 'listeners were told what came and went')
  for (const artifact of view.artifacts()) {
    must(mirror.artifacts.get(artifact.id) === artifact, `listeners were told of ${artifact.id}`)
    must(
      sameList(mirror.on.get(artifact.id), view.on(artifact.id)),
      `listeners were told what is on ${artifact.id}`,
    )
  }
  must(sameList(mirror.on.get('limbo'), view.limbo), 'listeners were told what is in limbo')
  must(mirror.meta === metaText(view), 'listeners were told of the meta')
  for (const name of artifactMaps(scene).keys()) {
    if (sceneArtifact(scene, id(name)) === null || (isGone(live, name) && name !== view.root)) continue
    must(view.artifact(id(name)) !== null, `${name} is not lost`)
  }
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`)
}

function sameList(a: readonly ArtifactId[] = [], b: readonly ArtifactId[]): boolean {
  return a.length === b.length && a.every((entry, at) => entry === b[at])
}

function metaText({ root, title, format }: View): string {
  return JSON.stringify([root, title, format])
}

function isGone(live: Y.Doc, name: string): boolean {
  const now = live.getMap('live').get('now')
  const artifacts: unknown = now instanceof Y.Map ? now.get('artifacts') : null
  const artifact: unknown = artifacts instanceof Y.Map ? artifacts.get(name) : null
  return artifact instanceof Y.Map && artifact.has('gone')
}

function deliverAll(replica: Replica): void {
  for (const { document, update } of replica.inbox.splice(0))
    Y.applyUpdate(replica[document], update, 'arrived')
}

/**
 * Updates in disorder can leave a Y.Doc waiting although each has arrived (Yjs 13.6: what is pending waits for what is
 * pending with it). It then asks, with a step 1, as every client does when it connects.
 */
function askForMissing(replica: Replica, replicas: readonly Replica[]): void {
  for (const document of ['scene', 'live'] as const) {
    if (replica[document].store.pendingStructs === null) continue
    for (const other of replicas) {
      const missing = Y.encodeStateAsUpdate(other[document], Y.encodeStateVector(replica[document]))
      Y.applyUpdate(replica[document], missing, 'arrived')
    }
  }
}

/** The same world on a machine that loads it from what is stored. */
function reloaded({ scene, live }: Replica): string {
  const [sceneAgain, liveAgain] = [new Y.Doc(), new Y.Doc()]
  Y.applyUpdate(sceneAgain, Y.encodeStateAsUpdate(scene))
  Y.applyUpdate(liveAgain, Y.encodeStateAsUpdate(live))
  return freshDump(sceneAgain, liveAgain)
}

function anyStep(): fc.Arbitrary<Step> {
  const nothing: Step = { run: () => undefined, [fc.toStringMethod]: () => '-' }
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(nothing) },
    { weight: 8, arbitrary: anyCommand() },
    { weight: 3, arbitrary: anyRawWrite() },
    { weight: 3, arbitrary: anyLiveWrite() },
    { weight: 1, arbitrary: onOne('undo', fc.constant(null), (replica) => void replica.undo.undo()) },
    { weight: 1, arbitrary: onOne('redo', fc.constant(null), (replica) => void replica.undo.redo()) },
    { weight: 1, arbitrary: onOne('everything arrives', fc.constant(null), deliverAll) },
    { weight: 6, arbitrary: anyDelivery() },
  )
}

/** A step on one of the replicas. */
function onOne<T>(
  name: string,
  argument: fc.Arbitrary<T>,
  work: (replica: Replica, argument: T) => void,
): fc.Arbitrary<Step> {
  return fc.tuple(fc.nat(4), argument).map(([n, value]) => ({
    run(replicas) {
      const replica = replicas[n % replicas.length]
      if (replica !== undefined) work(replica, value)
      return replica
    },
    [fc.toStringMethod]: () => `${n}: ${name} ${JSON.stringify(value)}`,
  }))
}

const thing = fc.constantFrom(...THINGS).map(id)
const host = fc.constantFrom(...THINGS, 'root', 'nobody').map(id)
const coordinate = fc.integer({ min: -5, max: 1_000 })
const spot = fc.record({ host, x: coordinate, y: coordinate }, { noNullPrototype: true })
const word = fc.constantFrom('lamp', 'box', '', 'tea 😀', 'x\uD83D')

function anyCommand(): fc.Arbitrary<Step> {
  const command = fc.constantFrom<keyof typeof COMMANDS>(
    ...([
      'create',
      'create',
      'create',
      'move',
      'move',
      'move',
      'limbo',
      'back',
      'rename',
      'title',
      'set',
    ] as const),
    ...(['reset', 'look', 'colors', 'text', 'insert'] as const),
  )
  const some = fc.record({ command, name: thing, to: spot, text: word, number: fc.nat(200) })
  return onOne('command', some, (replica, { command, ...given }) => void COMMANDS[command](replica, given))
}

interface Given {
  readonly name: ArtifactId
  readonly to: To
  readonly text: string
  readonly number: number
}

const COMMANDS = {
  create: (by: Edit, { name, to, text, number }: Given) =>
    createArtifact(by, { id: name, name: text, place: to, text, properties: { speed: number } }),
  move: (by: Edit, { name, to }: Given) => moveArtifact(by, name, to),
  limbo: (by: Edit, { name }: Given) => sendToLimbo(by, name),
  back: (by: Edit, { name }: Given) => bringBack(by, name),
  rename: (by: Edit, { name, text }: Given) => rename(by, name, text),
  title: (by: Edit, { text }: Given) => setTitle(by, text),
  set: (by: Edit, { name, number }: Given) => setProperty(by, name, 'speed', number),
  reset: (by: Edit, { name }: Given) => resetProperty(by, name, 'speed'),
  look: (by: Edit, { name, text, number }: Given) =>
    setLook(by, name, { sprite: text, width: number % 2 === 0 ? null : number }),
  colors: (by: Edit, { name, number }: Given) =>
    setColors(by, name, { ink: number % 2 === 0 ? null : '#112233' }),
  text: (by: Edit, { name, text }: Given) => setText(by, name, text),
  insert: (by: Edit, { name, text, number }: Given) => insertText(by, name, number, text),
}

/** Past the commands, as a stock client may write: circles, lost hosts, malformed values, things deleted and replaced. */
function anyRawWrite(): fc.Arbitrary<Step> {
  const hostile: unknown = JSON.parse(
    '{"__proto__": {"host": "root", "x": 1, "y": 2}, "host": "a", "x": 1, "y": 1}',
  )
  const place = {
    host: fc.oneof(host, fc.constant('limbo')),
    x: coordinate,
    y: coordinate,
    facing: fc.constant('up'),
  }
  const value = fc.oneof(
    fc.record(place, { noNullPrototype: true }),
    fc.constantFrom<unknown>(hostile, null, 'broken', -0, 1.5, [1], 'name\uDE00', {
      host: 'a',
      x: -0,
      y: 0.5,
    }),
  )
  const key = fc.constantFrom(
    'place',
    'place',
    'place',
    'name',
    'speed',
    'look',
    'colors',
    'text',
    '__proto__',
    'smell',
  )
  const some = fc.record({ kind: fc.nat(30), name: host, key, value })
  return onOne('raw write', some, ({ scene }, { kind, name, key, value }) => {
    const maps = artifactMaps(scene)
    if (kind === 0) maps.delete(name)
    else if (kind === 1) maps.set(name, new Y.Map([[key, value]]))
    else if (kind === 2) metaMap(scene).set('root', name)
    else if (kind === 3) metaMap(scene).set('root', 'root')
    else if (kind === 4) maps.set(name, 'broken')
    else if (kind === 5) sceneArtifact(scene, name)?.delete(key)
    else sceneArtifact(scene, name)?.set(key, value)
  })
}

/** What the owner, the first replica, writes: over what it sees, over what it saw, over nothing. */
function anyLiveWrite(): fc.Arbitrary<Step> {
  const place = { host, x: coordinate, y: coordinate, facing: fc.constant('left') }
  const written = fc.oneof(
    fc.tuple(fc.constant('name' as const), word),
    fc.tuple(fc.constant('speed' as const), fc.nat(200)),
    fc.tuple(fc.constant('look.sprite' as const), word),
    fc.tuple(fc.constant('colors.ink' as const), fc.constant('#445566')),
    fc.tuple(fc.constant('place' as const), fc.record(place, { noNullPrototype: true })),
  )
  const over = fc.constantFrom(undefined, undefined, undefined, null, '10:3', '11:5-')
  const some = fc.record({ kind: fc.nat(50), name: host, written, over })
  return some.map(({ kind, name, written: [field, value], over }) => ({
    run([owner]) {
      if (owner === undefined) return owner
      if (kind === 0) owner.live.getMap('live').set('now', new Y.Map([['artifacts', new Y.Map()]]))
      else if (kind === 1) putLive(owner, name, 'gone', true)
      else if (kind === 2) owner.live.getMap('live').delete('now')
      else putLive(owner, name, field, value, over)
      return owner
    },
    [fc.toStringMethod]: () => `live write ${JSON.stringify({ kind, name, field, value, over })}`,
  }))
}

/** One update arrives out of its turn; it may arrive again later. */
function anyDelivery(): fc.Arbitrary<Step> {
  const some = fc.record({ pick: fc.nat(1_000), isTwice: fc.boolean() })
  return onOne('an update arrives', some, (replica, { pick, isTwice }) => {
    const at = replica.inbox.length === 0 ? 0 : pick % replica.inbox.length
    const arrived = replica.inbox[at]
    if (arrived === undefined) return
    if (!isTwice) replica.inbox.splice(at, 1)
    Y.applyUpdate(replica[arrived.document], arrived.update, 'arrived')
  })
}
