// A world, of this node or another one, for the programs of people of ours who are not at home: a copy that
// is followed, and its events. All who are in one world share one copy; if its programs run there, each has a
// sandbox of its own, so that no other can read one's own facts.
import type { EventData, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { createPatches, type Patches } from '../../../shared/play/documents/sandbox-patches.ts'
import { thingOf } from '../../../shared/play/documents/play-things.ts'
import { observeEvents } from '../../../shared/play/programs/observed-events.ts'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { writtenPageValues } from '../../../shared/world/live/live-page-values.ts'
import { liveRoot } from '../../../shared/world/live/live-document.ts'
import { pageValuesOf } from '../../../shared/world/live/live-state.ts'
import { openView, pageOf, type View } from '../../../shared/world/view/world-view.ts'
import type * as Y from 'yjs'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { turnsOf } from '../../sync/document/chunked-apply.ts'
import type { ServerClock, Sync } from '../../sync/sync-server.ts'
import { FollowingCopy } from '../worlds/owner-copies.ts'

interface LookoutOptions {
  readonly world: WorldRecord
  readonly sync: Pick<Sync, 'hold'>
  readonly clock: ServerClock
  /** The copy is not followed any more: another lookout is needed. */
  readonly onBroken: () => void
}

/** The page of a body, which is at home, and the shown values of its anchors. */
interface OwnPage {
  readonly text: string | null
  readonly pageValues: Readonly<Record<string, string>> | null
}

/** Where the program of one body runs: it is told of all changes before it works. */
export interface AwaySandbox extends Pick<Sandbox, 'run' | 'stop'> {
  turnPage(page: OwnPage): void
  close(): void
}

export interface AwayWorldView {
  readonly view: View
  /** Has the program of a body run in a sandbox among the things of this world. */
  seat(body: ArtifactId, sandbox: Sandbox): AwaySandbox
  /** Calls `listener` with events, until the returned function is called. */
  onHappening(listener: (events: readonly EventData[]) => void): () => void
  close(): void
}

/** Rejects when the copy cannot be held. */
export async function openAwayWorldView({
  world,
  sync,
  clock,
  onBroken,
}: LookoutOptions): Promise<AwayWorldView> {
  const held = await sync.hold(world)
  held.onBroken(onBroken)
  const { doc: scene } = await FollowingCopy.open(held.scene, clock, onBroken)
  const { doc: live } = await FollowingCopy.open(held.live, clock, onBroken)
  const view = await openView(scene, live, turnsOf(clock))
  const listeners = new Set<(events: readonly EventData[]) => void>()
  const stopWitness = observeEvents({
    view,
    now: () => clock.now(),
    tell: (events) => {
      for (const listener of listeners) listener(events)
    },
  })
  return {
    view,
    seat: (body, sandbox) => openSeat(view, live, body, sandbox),
    onHappening(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stopWitness()
      view.destroy()
      held.release()
    },
  }
}

function openSeat(view: View, live: Y.Doc, body: ArtifactId, sandbox: Sandbox): AwaySandbox {
  let own: OwnPage = { text: null, pageValues: null }
  const patches = patchesOf(view, live, (id) => (id === body ? own : null))
  const stopFollowing = view.subscribe(({ artifacts, texts, meta }) => {
    if (meta) patches.whole()
    for (const id of artifacts) patches.thing(id)
    for (const id of [...artifacts, ...texts]) patches.page(id)
  })
  const stopWatching = watchPageValues(live, patches)
  return {
    run(jobs) {
      const patch = patches.take()
      if (patch !== null) sandbox.patch(patch)
      return sandbox.run(jobs)
    },
    stop: (id) => sandbox.stop(id),
    turnPage(page) {
      own = page
      patches.page(body)
    },
    close() {
      stopFollowing()
      stopWatching()
      sandbox.close()
    },
  }
}

function patchesOf(view: View, live: Y.Doc, ownOf: (id: ArtifactId) => OwnPage | null): Patches {
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
      text: (id) => (ownOf(id) ?? { text: pageOf(view, id) }).text,
      pageValues(id) {
        const own = ownOf(id)
        if (own !== null) return own.pageValues
        const text = pageOf(view, id)
        return text === null ? null : writtenPageValues(text, pageValuesOf(live, id))
      },
    },
  )
}

/** The view says nothing of the values that code shows in pages. */
function watchPageValues(live: Y.Doc, patches: Patches): () => void {
  const root = liveRoot(live)
  const onLive = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const { path, keys } of events) {
      if (path.length === 0) patches.whole()
      if (path[1] !== 'anchors') continue
      for (const key of path.length > 2 ? [path[2]] : keys.keys()) {
        const id = parseArtifactId(key)
        if (id !== null) patches.page(id)
      }
    }
  }
  root.observeDeep(onLive)
  return () => root.unobserveDeep(onLive)
}
