// What goes along when worlds and drafts end: the comments of a draft that is none any more, and the merges
// into a world that is gone for good. A merge of a deleted draft stays: it can still be taken back.
import type { WorldId } from '../../../shared/world/address.ts'
import type { CommentTable } from '../../drafts/comment-table.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { Store } from '../../storage/store.ts'
import type { MergeTable } from './merge-table.ts'

interface DraftEndings {
  /** A world is gone for good, and its drafts are worlds of their own. */
  forget(world: WorldId): Promise<void>
}

interface EndingParts {
  readonly store: Pick<Store, 'findById'>
  readonly tables: Pick<RecordTables, 'change'>
  readonly drafts: Pick<Drafts, 'of'>
  readonly comments: CommentTable
  readonly merges: MergeTable
}

/** Does what a stop in the middle left undone first. */
export async function openDraftEndings(parts: EndingParts): Promise<DraftEndings> {
  const { store, tables, drafts, comments, merges } = parts
  const forget = (isGone: (parent: WorldId) => boolean) =>
    tables.change(() => [
      ...[...comments.entries()]
        .filter(([, { draft }]) => drafts.of(draft) === null)
        .map(([id]) => comments.forget(id)),
      ...[...merges.entries()].filter(([, { parent }]) => isGone(parent)).map(([id]) => merges.forget(id)),
    ])

  const gone = new Set<WorldId>()
  for (const parent of new Set([...merges.entries()].map(([, merge]) => merge.parent)))
    if ((await store.findById(parent)) === null) gone.add(parent)
  await forget((parent) => gone.has(parent))
  return {
    async forget(world) {
      await forget((parent) => parent === world)
    },
  }
}
