// A world of another node, as the programs of people of ours see it who are there: a copy that is followed, what happens in it, and a sandbox whose
// programs read it. All who are in one world share one.
import { openRecalling } from '../../shared/behavior/host/recalling.ts'
import type { EventData, Sandbox } from '../../shared/behavior/protocol.ts'
import { createPatches, type Patches } from '../../shared/play/patches.ts'
import { thingOf } from '../../shared/play/things.ts'
import { startWitness } from '../../shared/play/witness.ts'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { writtenAnchors } from '../../shared/world/anchors.ts'
import { liveRoot } from '../../shared/world/live.ts'
import { anchorsOf } from '../../shared/world/now.ts'
import { pageOf } from '../../shared/world/page.ts'
import { createView, type View } from '../../shared/world/view.ts'
import type * as Y from 'yjs'
import type { WorldRecord } from '../storage/store.ts'
import type { Clock, Sync } from '../sync/sync.ts'
import { FollowingCopy } from './copies.ts'
import type { Sandboxes } from './counting.ts'

export interface LookoutOptions {
  readonly world: WorldRecord
  readonly sync: Pick<Sync, 'hold'>
  readonly sandboxes: Sandboxes
  readonly clock: Clock
  /** The copy is not followed any more: another lookout is needed. */
  readonly onBroken: () => void
}

/** What is on the page of a body that is somewhere else, and what its anchors show. */
interface OwnPage {
  readonly text: string | null
  readonly anchors: Readonly<Record<string, string>> | null
}

export interface Lookout {
  readonly view: View
  /** Told of all changes before it works. */
  readonly sandbox: Pick<Sandbox, 'run' | 'stop'>
  /** The page of somebody's body, which is at home. */
  turnPage(body: ArtifactId, page: OwnPage | null): void
  /** Calls `listener` with what happens, until the answer is called. */
  onHappening(listener: (events: readonly EventData[]) => void): () => void
  close(): void
}

/** Rejects when the copy cannot be held. */
export async function openLookout({
  world,
  sync,
  sandboxes,
  clock,
  onBroken,
}: LookoutOptions): Promise<Lookout> {
  const held = await sync.hold(world)
  held.onBroken(onBroken)
  const [scene, live] = [held.scene, held.live].map(
    (document) => new FollowingCopy(document, clock, onBroken).doc,
  )
  if (scene === undefined || live === undefined) throw new Error('a world has two documents')
  const view = createView(scene, live)
  const own = new Map<ArtifactId, OwnPage>()
  const patches = patchesOf(view, live, own)
  // Its name is that of no world that is played here.
  const sandbox = openRecalling((onLost) => sandboxes.open(`elsewhere ${world.key}`, onLost))
  const listeners = new Set<(events: readonly EventData[]) => void>()
  const stopFollowing = view.subscribe(({ artifacts, texts, meta }) => {
    if (meta) patches.whole()
    for (const id of artifacts) patches.thing(id)
    for (const id of [...artifacts, ...texts]) patches.page(id)
  })
  // Of what code shows in pages the view says nothing.
  const onLive = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const { path, keys } of events) {
      if (path.length === 0) patches.whole()
      else if (path[1] === 'anchors')
        for (const key of path.length > 2 ? [path[2]] : keys.keys()) turned(parseArtifactId(key))
    }
  }
  const turned = (id: ArtifactId | null): void => void (id !== null && patches.page(id))
  liveRoot(live).observeDeep(onLive)
  const stopWitness = startWitness({
    view,
    now: () => clock.now(),
    tell: (events) => {
      for (const listener of listeners) listener(events)
    },
  })
  return {
    view,
    sandbox: {
      run(jobs) {
        const patch = patches.take()
        if (patch !== null) sandbox.patch(patch)
        return sandbox.run(jobs)
      },
      stop: (id) => sandbox.stop(id),
    },
    turnPage(body, page) {
      if (page === null) own.delete(body)
      else own.set(body, page)
      patches.page(body)
    },
    onHappening(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stopWitness()
      stopFollowing()
      liveRoot(live).unobserveDeep(onLive)
      view.destroy()
      held.release()
      sandbox.close()
    },
  }
}

function patchesOf(view: View, live: Y.Doc, own: ReadonlyMap<ArtifactId, OwnPage>): Patches {
  return createPatches(
    {
      root: () => view.root,
      get: (id) => {
        const artifact = view.artifact(id)
        return artifact && thingOf(artifact)
      },
      all: () => view.artifacts(),
    },
    {
      text: (id) => own.get(id)?.text ?? pageOf(view, id),
      anchors(id) {
        const page = own.get(id)
        if (page !== undefined) return page.anchors
        const text = pageOf(view, id)
        return text === null ? null : writtenAnchors(text, anchorsOf(live, id))
      },
    },
  )
}
