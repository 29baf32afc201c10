// From older formats to the one that this program writes. Only the server migrates, and appends what that
// changed like any edit. A newer format is left alone and read as far as it is known.
import type * as Y from 'yjs'
import { metaMap, metaOf } from './scene.ts'

/** The format of a scene that names none. */
const FIRST = 1

/** Changes a scene of one format to the next. Called inside a transaction. */
export type Migration = (scene: Y.Doc) => void

/** The migration at index n leads from format n + 1 to n + 2. */
export const MIGRATIONS: readonly Migration[] = []

/**
 * Brings a scene up to the format that the list leads to, in one transaction; answers whether it wrote
 * anything.
 */
export function migrate(
  scene: Y.Doc,
  origin: unknown = null,
  migrations: readonly Migration[] = MIGRATIONS,
): boolean {
  const { format } = metaOf(scene)
  const steps = migrations.slice(format - FIRST)
  if (steps.length === 0) return false
  scene.transact(() => {
    for (const step of steps) step(scene)
    metaMap(scene).set('format', FIRST + migrations.length)
  }, origin)
  return true
}
