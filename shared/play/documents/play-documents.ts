// The documents of a play: its things and pages at this moment, the changes that are still to be written into
// live and stored, and the changes that programs have to hear of.
import type * as Y from 'yjs'
import type { ArtifactId } from '../../world/address.ts'
import { createLiveWriter } from '../../world/live/live-writer.ts'
import type { LiveMeta } from '../../world/live/live-state.ts'
import { createView, type Change, type View } from '../../world/view/world-view.ts'
import { earliest } from './due-queue.ts'
import { createLiveCommits, type LiveCommits } from './live-commits.ts'
import { createPendingWrites, type PendingWrites } from './pending-writes.ts'
import { createPages, type PlayPages } from './play-pages.ts'
import { createThings, type Things } from './play-things.ts'
import { createPatches, type Patches } from './sandbox-patches.ts'
import { createStaleHostRepair, type StaleHostRepair } from './stale-host-repair.ts'

export interface PlayDocuments {
  readonly view: View
  readonly live: Y.Doc
  readonly writes: PendingWrites
  readonly commits: LiveCommits
  readonly things: Things
  readonly pages: PlayPages
  readonly patches: Patches
  readonly repair: Pick<StaleHostRepair, 'changed'>
  /** Writes that the world is played from now on, and calls back after each change of the documents. */
  readonly begin: (meta: Partial<LiveMeta>, onChange: (change: Change) => void) => void
  /** Does what is due. */
  readonly step: (now: number) => void
  readonly next: () => number | null
  /** The world is as it is written: live values are dropped. */
  readonly reset: () => void
  /** Follows the documents no more. */
  readonly close: () => void
}

interface PlayDocumentsParts {
  readonly scene: Y.Doc
  readonly live: Y.Doc
  readonly view?: View
  readonly commit: (update: Uint8Array) => Promise<void>
  readonly editPage: (artifact: ArtifactId, edit: (text: Y.Text) => void, by: ArtifactId) => Promise<void>
  readonly whyNoPages?: () => string | null
  readonly repairScene?: (edit: (scene: Y.Doc) => void) => Promise<void>
  readonly now: () => number
  readonly log: (artifact: ArtifactId, lines: readonly string[]) => void
  readonly isOver: () => boolean
  readonly wake: () => void
  readonly fail: (error: unknown) => void
}

export function createPlayDocuments(parts: PlayDocumentsParts): PlayDocuments {
  const { scene, live, commit, editPage, log, now, isOver, wake } = parts
  const writer = createLiveWriter(scene, live)
  const writes = createPendingWrites(live, writer)
  const commits = createLiveCommits({ live, writer, writes, commit, onStored: wake, onFailed: parts.fail })
  const view = parts.view ?? createView(scene, live)
  const things = createThings(view, writes)
  const pages = createPages({
    view,
    live,
    things,
    writes,
    editPage,
    whyNot: parts.whyNoPages ?? (() => null),
    onFailed: (id, error) => log(id, [`The page could not be written: ${String(error)}`]),
  })
  const repair = createStaleHostRepair({ view, writes, repairScene: parts.repairScene, now, onDone: wake })
  const patches = createPatches(things, pages)

  /** Everything up to now came before the edit. So it is written first, and the edit counts. */
  const onEdit = (): void => {
    if (!isOver()) commits.write()
  }

  return {
    view,
    live,
    writes,
    commits,
    things,
    pages,
    patches,
    repair,
    begin(meta, onChange) {
      commits.replace((live) => {
        live.begin()
        live.setMeta(meta)
      })
      view.subscribe(onChange)
      scene.on('beforeTransaction', onEdit)
    },
    step(at) {
      pages.step(at)
      repair.step(at)
    },
    next: () => earliest([pages.next(), repair.next()]),
    reset() {
      pages.clear()
      // Gathered changes are written before: outcomes that people are told must stay.
      commits.replace((live) => live.reset())
      things.refresh()
      patches.whole()
    },
    close() {
      scene.off('beforeTransaction', onEdit)
      view.destroy()
    },
  }
}
