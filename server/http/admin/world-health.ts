// The health of one world, read from its stored documents: its programs, their faults, sleeping programs, and
// its size.
import type * as Y from 'yjs'
import type { DataSources } from '../../accounts/data-export/account-export.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import type { WorldHealth } from '../../../shared/wire/api/admin-bodies.ts'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { asleepOf, faultsOf, liveMetaOf, sectionOf } from '../../../shared/world/live/live-state.ts'
import { isWarning } from '../../../shared/world/live/live-state-values.ts'
import { pageText } from '../../../shared/world/live/page-text.ts'
import { artifactMaps, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import type { DocumentKind, Store } from '../../storage/store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'

interface StateParts {
  readonly store: Store
  readonly read: DataSources['read']
}

type PlayHealth = Pick<
  WorldHealth,
  'sceneState' | 'liveState' | 'things' | 'programs' | 'isPaused' | 'asleep' | 'faults'
>

/** The longest name that is shown, in characters. */
const NAME_MAX = 120

export async function stateOf(parts: StateParts, world: WorldKey): Promise<PlayHealth> {
  const scene = await read(parts, world, 'scene')
  const live = await read(parts, world, 'live')
  try {
    const named = (thing: ArtifactId) => ({ thing, name: nameOf(scene.doc, thing) })
    const failing = thingsIn(live.doc, 'faults')
    return {
      sceneState: scene.bytes,
      liveState: live.bytes,
      things: artifactMaps(scene.doc).size,
      programs: programsIn(scene.doc),
      isPaused: liveMetaOf(live.doc).state === 'paused',
      asleep: thingsIn(live.doc, 'asleep').flatMap((id) => {
        const asleep = asleepOf(live.doc, id)
        return asleep === null ? [] : [{ ...named(id), why: asleep.why, at: asleep.at }]
      }),
      faults: failing
        .flatMap((id) =>
          faultsOf(live.doc, id)
            .filter((fault) => !isWarning(fault))
            .map(({ message, line, count, at }) => ({
              ...named(id),
              message,
              line,
              count,
              at,
            })),
        )
        .toSorted((one, other) => other.at - one.at),
    }
  } finally {
    scene.doc.destroy()
    live.doc.destroy()
  }
}

async function read(
  parts: StateParts,
  world: WorldKey,
  kind: DocumentKind,
): Promise<{ readonly doc: Y.Doc; readonly bytes: number }> {
  const stored = await parts.store.open({ world, kind })
  const bytes = stored.tail.reduce((sum, row) => sum + row.bytes.length, stored.snapshot?.length ?? 0)
  return { doc: await parts.read(stored, `world ${world}`), bytes }
}

function thingsIn(live: Y.Doc, section: 'faults' | 'asleep'): readonly ArtifactId[] {
  return [...(sectionOf(live, section)?.keys() ?? [])].map(parseArtifactId).filter((id) => id !== null)
}

function nameOf(scene: Y.Doc, id: ArtifactId): string {
  const name: unknown = sceneArtifact(scene, id)?.get('name')
  return typeof name === 'string' ? name.slice(0, NAME_MAX) : ''
}

function programsIn(scene: Y.Doc): number {
  const pages = [...artifactMaps(scene).keys()].map((key) => {
    const id = parseArtifactId(key)
    return id === null ? '' : (pageText(textOf(scene, id)) ?? '')
  })
  return pages.filter((page) => programOf(page) !== null).length
}
