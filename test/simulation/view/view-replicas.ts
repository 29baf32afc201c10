// Replicas of one world in this process, and the promises on each of them after every step: a view kept up
// from events shows the same as a view built anew, its listeners were told all of it, and nothing is lost.
import type fc from 'fast-check'
import { expect } from 'vitest'
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { createLiveFollower, type LiveFollower } from '../../../shared/world/view/live-follower.ts'
import { artifactMaps, initScene, metaMap, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { NO_SETTINGS, type SettingValues } from '../../../shared/world/live/setting-values.ts'
import { type Change, createView, pageOf, type View } from '../../../shared/world/view/world-view.ts'
import { dump, freshDump, id, make, reachable, ROOT, type World } from '../../unit/world/made.ts'

export const THINGS = ['a', 'b', 'c', 'd', 'e', 'f'] as const

export interface Replica extends World {
  readonly undo: Y.UndoManager
  readonly mirror: Mirror
  readonly now: LiveFollower
  /** Updates that have not arrived yet. */
  readonly inbox: { readonly document: 'scene' | 'live'; readonly update: Uint8Array }[]
}

/** The knowledge of a listener that looks at the view only where a change says so. */
interface Mirror {
  readonly artifacts: Map<ArtifactId, Artifact>
  readonly on: Map<string, readonly ArtifactId[]>
  readonly pages: Map<ArtifactId, string | null>
  readonly settings: Map<ArtifactId, SettingValues>
  meta: string
}

/** One event; it prints itself, so that a failing run can be read. */
export interface Step {
  /** Answers the replica that it happened on. */
  readonly run: (replicas: readonly Replica[]) => Replica | undefined
  readonly [fc.toStringMethod]: () => string
}

/** Replicas with client ids in an order of their own: ids decide which of two concurrent writings wins. */
export function makeReplicas(count: number, order: number): readonly Replica[] {
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
    const mirror: Mirror = {
      artifacts: new Map(),
      on: new Map(),
      pages: new Map(),
      settings: new Map(),
      meta: '',
    }
    const now = createLiveFollower(live)
    const replica = { scene, live, view, origin, undo, mirror, now, inbox: [] }
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
  for (const name of new Set([...change.artifacts, ...change.texts]))
    mirror.pages.set(name, pageOf(view, name))
  for (const name of change.settings) mirror.settings.set(name, view.settings(name))
  for (const host of change.hosts) mirror.on.set(host, view.on(host))
  if (change.meta) mirror.meta = metaText(view)
}

/** The promises on every replica after every step. */
export function check({ scene, live, view, mirror, now }: Replica): void {
  if (dump(view) !== freshDump(scene, live)) expect(dump(view)).toBe(freshDump(scene, live))
  must(reachable(view).size === view.size, 'each artifact is reached from the root or from limbo')
  must(mirror.artifacts.size === view.size, 'listeners were told what came and went')
  for (const artifact of view.artifacts()) {
    must(mirror.artifacts.get(artifact.id) === artifact, `listeners were told of ${artifact.id}`)
    must(
      mirror.pages.get(artifact.id) === pageOf(view, artifact.id),
      `listeners were told of the page of ${artifact.id}`,
    )
    must(
      (mirror.settings.get(artifact.id) ?? NO_SETTINGS) === view.settings(artifact.id),
      `listeners were told of the settings of ${artifact.id}`,
    )
    must(
      sameList(mirror.on.get(artifact.id), view.on(artifact.id)),
      `listeners were told what is on ${artifact.id}`,
    )
  }
  must(sameList(mirror.on.get('limbo'), view.limbo), 'listeners were told what is in limbo')
  must(mirror.meta === metaText(view), 'listeners were told of the meta')
  const fresh = createLiveFollower(live)
  must(nowText(now, view) === nowText(fresh, view), 'what is followed of live is what is read anew')
  fresh.destroy()
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

/** The shown part of live beside the artifacts. */
function nowText(now: LiveFollower, view: View): string {
  const of = ({ id }: Artifact): unknown => [
    id,
    now.faults(id),
    now.asleep(id),
    [...now.pageValues(id)].map((entry) => JSON.stringify(entry)).sort(byText),
    now.declared(id),
  ]
  return JSON.stringify([
    now.state,
    now.speech,
    [...view.artifacts()].sort((a, b) => byText(a.id, b.id)).map(of),
  ])
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1
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

export function deliverAll(replica: Replica): void {
  for (const { document, update } of replica.inbox.splice(0))
    Y.applyUpdate(replica[document], update, 'arrived')
}

/**
 * Updates in disorder can leave a Y.Doc waiting although each has arrived (Yjs 13.6: pending updates wait for
 * other pending ones). It then asks, with a step 1, as every client does when it connects.
 */
export function askForMissing(replica: Replica, replicas: readonly Replica[]): void {
  for (const document of ['scene', 'live'] as const) {
    if (replica[document].store.pendingStructs === null) continue
    for (const other of replicas) {
      const missing = Y.encodeStateAsUpdate(other[document], Y.encodeStateVector(replica[document]))
      Y.applyUpdate(replica[document], missing, 'arrived')
    }
  }
}

/** The same world on a machine that loads it from the stored updates. */
export function reloaded({ scene, live }: Replica): string {
  const [sceneAgain, liveAgain] = [new Y.Doc(), new Y.Doc()]
  Y.applyUpdate(sceneAgain, Y.encodeStateAsUpdate(scene))
  Y.applyUpdate(liveAgain, Y.encodeStateAsUpdate(live))
  return freshDump(sceneAgain, liveAgain)
}

export function pages({ scene, view }: Replica): string[] {
  return [...view.artifacts()].map(({ id }) => `${id}: ${textOf(scene, id)?.toJSON()}`).sort()
}
