// Worlds that are written in a draft: everybody sees what was published last, and whoever may edit the world
// edits that draft. What is published or taken back are merges of the draft.
import { z } from 'zod'
import type { WorldId } from '../../../shared/world/address.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import { most } from '../../accounts/rights/world-access.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { memberId, worldId } from '../../records/record-shapes.ts'
import type { RecordTable, RecordTables } from '../../records/record-tables.ts'
import type { Store } from '../../storage/store.ts'
import type { Drafts } from '../../drafts/draft-table.ts'

/** Under the id of the world. */
const PublishingRecord = z.object({
  /** The draft that it is written in. */
  draft: worldId,
  by: memberId.nullable(),
  /** ms since 1970 */
  since: z.number(),
})
type PublishingRecord = z.infer<typeof PublishingRecord>

interface PublishingRights {
  /** Somebody's right; whoever may edit a world may do as much in the draft that it is written in. */
  readonly rightOf: RightOf
  /** The same, but nobody may edit the documents of a world that is written in a draft. */
  readonly floorRightOf: RightOf
  /** Somebody's right to a world in which they may do less for now, since it is written in a draft. */
  readonly standingOf: (member: Member, world: WorldRecord) => Right | null
}

export interface Publishing extends PublishingRights {
  /** The draft that a world is written in; null: it is written itself. */
  draftOf(world: WorldId): WorldId | null
  /** Whether a world is the draft that another one is written in. */
  isWorkingDraft(draft: WorldId): boolean
  /** Whether somebody may change what everybody sees of a world, beside editing it. */
  mayPublish(member: Member, world: WorldRecord): boolean
  /** From now on a world is written in this draft of it; rejects with a StoreFault. */
  begin(world: WorldRecord, draft: WorldId, begun: Omit<PublishingRecord, 'draft'>): Promise<void>
  /** It is written itself again, and the draft is one like others. */
  end(world: WorldId): Promise<void>
}

interface PublishingParts {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'findById'>
  readonly drafts: Pick<Drafts, 'of'>
  readonly rightOf: RightOf
}

/** Reads the records; one whose draft or world is gone for good is forgotten. */
export async function openPublishing({
  tables,
  store,
  drafts,
  rightOf,
}: PublishingParts): Promise<Publishing> {
  const records: RecordTable<PublishingRecord> = await tables.table('publishing', PublishingRecord)
  /** The worlds that are written in these drafts. */
  const written = new Map<WorldId, WorldRecord>()
  const gone: string[] = []
  for (const [id, { draft }] of records.entries()) {
    const parent = drafts.of(draft)?.parent
    const world = parent === id ? await store.findById(parent) : null
    if (world === null) gone.push(id)
    else written.set(draft, world)
  }
  await tables.change(gone.map((id) => records.forget(id)))

  /** A draft that is gone for good, or a world of its own by now, holds up nobody. */
  const draftOf = (world: WorldId): WorldId | null => {
    const draft = records.get(world)?.draft ?? null
    return draft !== null && drafts.of(draft)?.parent === world ? draft : null
  }
  const worldOf = (draft: WorldId): WorldRecord | null => {
    const world = written.get(draft)
    return world !== undefined && draftOf(world.id) === draft ? world : null
  }

  const rightIn: RightOf = (member, world) => {
    const right = rightOf(member, world)
    const parent = worldOf(world.id)
    const there = parent === null ? 'none' : rightOf(member, parent)
    return atLeast(there, 'edit') ? most(right, there) : right
  }
  const isWritten = (world: WorldRecord): boolean => draftOf(world.id) === null

  return {
    draftOf,
    mayPublish: (member, world) => isWritten(world) || rightIn(member, world) === 'own',
    isWorkingDraft: (draft) => worldOf(draft) !== null,
    async begin(world, draft, begun) {
      await tables.change([records.set(world.id, { draft, ...begun })])
      written.set(draft, world)
    },
    async end(world) {
      const draft = records.get(world)?.draft
      if (draft === undefined) return
      await tables.change([records.forget(world)])
      written.delete(draft)
    },
    rightOf: rightIn,
    floorRightOf(member, world) {
      const right = rightIn(member, world)
      return atLeast(right, 'edit') && !isWritten(world) ? 'act' : right
    },
    standingOf(member, world) {
      const right = rightIn(member, world)
      return atLeast(right, 'edit') && !isWritten(world) ? right : null
    },
  }
}
