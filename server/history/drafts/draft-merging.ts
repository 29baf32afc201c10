// Merging drafts into their parents, and bringing drafts up to them. The parent's rows and the record of the
// merge are one transaction; then the draft follows under a new line, in another one. A stop in between is
// made good before anything else is done with the draft.
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import type {
  Choice,
  Conflict,
  Merged,
  NewName,
  OpenConflict,
  RowAuthor,
  Selection,
  WrittenDifference,
} from '../../../shared/history/merge/merge-types.ts'
import { isAbout } from '../../../shared/history/merge/conflicts.ts'
import type { LateWrite } from '../../../shared/history/merge/late-writes.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { WorldTurns } from '../world-turns.ts'
import { HistoryRefusal } from '../history-refusal.ts'
import type { HistoryPlace } from '../history-places.ts'
import { logPages } from '../row-pages.ts'
import type { DraftRowAuthor, NewDraftLog } from '../worker/merge-jobs.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import { LostDocument } from '../history-pool.ts'
import type { ReplayCall } from '../document-replays.ts'
import type { OfferedParent } from './draft-lines.ts'
import type { WorldVersions } from '../version-table.ts'
import { DraftFollowing, kindOf, pinOf, type DraftFollowingParts } from './draft-following.ts'
import { draftRow, DraftReading, openIn, sceneOf, type DraftWithParent } from './draft-reading.ts'
import { copyOfSelection, keptConflicts, mergesInto, addingMerge, type MergeRecord } from './merge-table.ts'

interface MergeRequest {
  readonly take: Selection | null
  readonly choices: readonly Choice[]
  /** Its rows say so; refused where it would write nothing, and nothing was chosen. */
  readonly isPublishing: boolean
}

interface MergeResult {
  readonly merge: string
  readonly revision: number
  readonly conflicts: readonly Conflict[]
}

/**
 * The parent is kept as a version before each of its merges and reverts. With a `signal`, work of somebody
 * who is gone before it is their turn is not done: it rejects with the signal's reason.
 */
export interface DraftMerging {
  /** What parent and draft both changed, and whether the parent changed at all since the base. */
  review(
    draft: WorldRecord,
    by: MemberId,
    signal?: AbortSignal,
  ): Promise<{ conflicts: readonly Conflict[]; isBehind: boolean }>
  /** Rejects with a HistoryRefusal, and then nothing was written. */
  merge(draft: WorldRecord, by: MemberId, asked: MergeRequest, signal?: AbortSignal): Promise<MergeResult>
  /**
   * Brings the parent as it is now into the draft; with `told`, as it was before its node told what became of
   * the draft's offer.
   */
  update(
    draft: WorldRecord,
    by: MemberId,
    told?: ToldOffer | null,
    signal?: AbortSignal,
  ): Promise<{ base: number; conflicts: readonly Conflict[] }>
  /** What a draft changed since its base, as it was at a revision: to be offered to the parent's node. */
  difference(draft: WorldRecord, revision: Revision | null, by: MemberId): Promise<OfferedDifference>
  /** Takes a merge back out of the world, and gives its differences back to the draft. */
  revert(
    parent: WorldRecord,
    merge: string,
    by: MemberId,
    signal?: AbortSignal,
  ): Promise<{ revision: Revision }>
  /**
   * What people wrote since a merge, without having seen it, where that had conflicts. Rejects with a
   * HistoryRefusal.
   */
  lateWrites(parent: WorldRecord, merge: string, by: MemberId): Promise<readonly LateWrite<DraftRowAuthor>[]>
  /** Newest first. */
  mergesInto(parent: WorldRecord): readonly (readonly [string, MergeRecord])[]
  /** Acts while nothing is merged or reverted in a world and its drafts. */
  between<Answer>(world: WorldId, act: () => Promise<Answer>): Promise<Answer>
  /** Makes good what a stop left in the middle. */
  begin(): Promise<void>
}

/** What the node of a draft's parent says of its offer. */
export interface ToldOffer extends Omit<OfferedParent, 'names' | 'takenBack'> {
  /** Of the draft's letters, as they are called when the draft is written anew. */
  readonly names: () => readonly NewName[]
  /** The draft's items that its world does not have, or not any more. */
  readonly missing: () => readonly IdRange[]
}

export interface OfferedDifference extends WrittenDifference<DraftRowAuthor> {
  /** The clocks of the base, encoded. */
  readonly base: Uint8Array
  readonly open: readonly OpenConflict[]
  readonly place: HistoryPlace
}

interface MergingParts extends DraftFollowingParts {
  readonly versions: Pick<WorldVersions, 'keepBefore'>
  readonly onFault: (error: unknown) => void
}

const NO_MERGE = new HistoryRefusal(
  'missing',
  'This world has no such merge, or it was reverted already. Its list of merges tells.',
)
const NOTHING_NEW = new HistoryRefusal(
  'missing',
  'There is nothing to publish: this world has all that is in its draft.',
)
const CONFLICTS_ALONE = new HistoryRefusal(
  'missing',
  'There is nothing to publish but conflicts. Choose in the review of the draft what counts.',
)

const ELSEWHERE = new HistoryRefusal(
  'malformed',
  'This is a draft of a world on another node, where nothing can be written from here.',
)

const NOT_YET = new HistoryRefusal(
  'missing',
  'What was merged of the offer, or taken back, is not here yet. Try again in a moment.',
)

export function createDraftMerging(parts: MergingParts): DraftMerging {
  return new Merging(parts)
}

class Merging implements DraftMerging {
  readonly #parts: MergingParts
  readonly #reading: DraftReading
  readonly #following: DraftFollowing
  /** Merges change parents and drafts alike: a world and all that began as it was have one turn. */
  readonly #turns = new WorldTurns()

  constructor(parts: MergingParts) {
    this.#parts = parts
    this.#reading = new DraftReading(parts)
    this.#following = new DraftFollowing(parts, this.#reading)
  }

  review(
    draft: WorldRecord,
    by: MemberId,
    signal?: AbortSignal,
  ): Promise<{ conflicts: readonly Conflict[]; isBehind: boolean }> {
    const review = async (): Promise<{ conflicts: readonly Conflict[]; isBehind: boolean }> => {
      const found = await this.#settled(draft)
      const ends = await this.#reading.ends(found)
      const open = openIn(found.record)
      return this.#reading.compared(found, ends, by, async (call) => {
        const conflicts = await call('conflicts', { open })
        // The rows of a copy of another node's world tell nothing: it may have been fetched anew.
        const isBehind =
          found.record.host === undefined
            ? ends.parent.revision > found.record.base
            : !(await call('relation', {})).isSame
        return { conflicts, isBehind }
      })
    }
    return this.#turns.take(this.#rootOf(draft), by, review, signal)
  }

  merge(draft: WorldRecord, by: MemberId, asked: MergeRequest, signal?: AbortSignal): Promise<MergeResult> {
    const merge = async (): Promise<MergeResult> => {
      const found = await this.#settled(draft)
      const { parent, record } = found
      if (record.host !== undefined) throw ELSEWHERE
      this.#parts.merges.judgeRoom(by)
      // Its room opens, while the merge is worked out.
      const holding = this.#parts.sync.writableScene(parent)
      holding.catch(() => undefined)
      try {
        const ends = await this.#reading.ends(found)
        const open = openIn(record)
        const { merged, following } = await this.#reading.compared(found, ends, by, async (call) => {
          const merged = await call('merge', { ...asked, open, clientIds: this.#reading.clientIds() })
          judgeChoices(merged.conflicts, asked.choices)
          if (asked.isPublishing) judgePublished(merged, asked)
          // It is worked out while the merge is written.
          return { merged, following: this.#followed(call, asked.choices, open) }
        })
        const id = Buffer.from(this.#parts.random(12)).toString('base64url')
        const { take, choices, isPublishing } = asked
        const revision = ends.parent.revision + merged.updates.length
        const made: MergeRecord = {
          parent: parent.id,
          draft: draft.id,
          title: record.title,
          by,
          at: this.#parts.clock.now(),
          from: ends.parent.revision,
          revision,
          conflicts: keptConflicts(merged.conflicts),
          isReverted: false,
          ...(isPublishing && { isPublished: true }),
          returning: null,
          unfinished: {
            parent: ends.parent.revision,
            draft: ends.draft.revision,
            client: merged.client,
            take: take && copyOfSelection(take),
            choices: [...choices],
          },
        }
        const kind = isPublishing ? 'publish' : 'merge'
        const edits = merged.updates.map(({ update, parts, by: who }) => ({
          update,
          ...(parts && { parts }),
          note: { kind, id } as const,
          ...(who !== null && { author: who.author, writtenAt: who.writtenAt }),
        }))
        const scene = await holding
        await scene.judgeAll(edits, by)
        await this.#parts.versions.keepBefore(parent, 'merge', by)
        await this.#parts.store.pin(sceneOf(draft), ends.draft.sequence, pinOf(id))
        await this.#parts.drafts.change(addingMerge(this.#parts.merges, id, made), async (records) => {
          await scene.writeAll(edits, by, { records })
          return true
        })
        // The merge is done. What is left is made good before anything else is done with the draft.
        const of = {
          draft: { ...found.draft, revision: ends.draft.revision },
          parent: { ...parent, revision: revision as Revision },
        }
        const log = await following
        const known = log && { log, of }
        await this.#following.finish(id, made, known).catch(this.#parts.onFault)
        const end = await this.#parts.history.end(parent)
        return { merge: id, revision: end.revision, conflicts: merged.conflicts }
      } finally {
        void holding.then(
          (scene) => scene.release(),
          () => undefined,
        )
      }
    }
    return this.#turns.take(this.#rootOf(draft), by, merge, signal)
  }

  /**
   * How the draft goes on once the merge is written; null, never a rejection: it is worked out again then.
   */
  async #followed(
    call: ReplayCall,
    settled: readonly Choice[],
    open: readonly OpenConflict[],
  ): Promise<NewDraftLog | null> {
    try {
      const clientIds = this.#reading.clientIds()
      return await call('follow', { clientIds, isWritten: false, settled, open })
    } catch (error) {
      if (!(error instanceof WorkFault || error instanceof LostDocument)) this.#parts.onFault(error)
      return null
    }
  }

  update(
    draft: WorldRecord,
    by: MemberId,
    told: ToldOffer | null = null,
    signal?: AbortSignal,
  ): Promise<{ base: number; conflicts: readonly Conflict[] }> {
    const update = async (): Promise<{ base: number; conflicts: readonly Conflict[] }> => {
      const found = await this.#settled(draft)
      const now = await this.#reading.ends(found)
      // What is merged later is not in the parent that is followed, or its words would come twice.
      const ends = { ...now, parent: told?.parent ?? now.parent }
      const open = openIn(found.record)
      const { conflicts, names, takenBack } = await this.#reading.compared(found, ends, by, async (call) => ({
        conflicts: await call('conflicts', { open }),
        names: await call('believed', { names: told?.names() ?? [] }),
        takenBack: await call('takenBack', { items: told?.missing() ?? [] }),
      }))
      if (names === null || takenBack === null) throw NOT_YET
      const offered = told && { ...told, names, takenBack }
      const base = await this.#following.update(found, offered)
      return { base, conflicts }
    }
    return this.#turns.take(this.#rootOf(draft), by, update, signal)
  }

  difference(draft: WorldRecord, revision: Revision | null, by: MemberId): Promise<OfferedDifference> {
    return this.#turns.take(this.#rootOf(draft), by, async () => {
      const record = this.#parts.drafts.of(draft.id)
      const now = (await this.#parts.store.findById(draft.id)) ?? draft
      const held = await this.#parts.sync.hold(now)
      try {
        const { history } = this.#parts
        const place = revision === null ? await history.end(now) : await history.place(now, revision)
        const from = { sequence: 0, by }
        const made = await this.#reading.replays.at(sceneOf(now), from, async (call) => {
          await this.#reading.giveDraft(now, call, 0, place.sequence)
          const open = record === null ? [] : openIn(record)
          return call('difference', { clientIds: this.#reading.clientIds(), open })
        })
        return { ...made, place }
      } finally {
        held.release()
      }
    })
  }

  revert(
    parent: WorldRecord,
    id: string,
    by: MemberId,
    signal?: AbortSignal,
  ): Promise<{ revision: Revision }> {
    const revert = async (): Promise<{ revision: Revision }> => {
      const { merges, sync, history, drafts, versions } = this.#parts
      const merge = merges.get(id)
      if (merge === null || merge.parent !== parent.id || merge.isReverted) throw NO_MERGE
      if (merge.unfinished !== null) await this.#following.finish(id, merge)
      const scene = await sync.writableScene(parent)
      try {
        const from = await history.place(parent, merge.from as Revision)
        const end = await history.end(parent)
        const update = await this.#takenBack(parent, id, { from: from.sequence, to: end.sequence }, by)
        const reverted = { ...merge, unfinished: null, isReverted: true, returning: update && end.revision }
        const kind = merge.isPublished === true ? 'unpublish' : 'revert'
        const edits = update === null ? [] : [{ update, note: { kind, id } as const }]
        await scene.judgeAll(edits, by)
        await versions.keepBefore(parent, 'revert', by)
        const changes = [merges.set(id, reverted), ...this.#parts.offersRevert(merge.draft, update)]
        await drafts.change(changes, async (records) => {
          await scene.writeAll(edits, by, { records })
          return true
        })
        await this.#following.giveBack(id, reverted).catch(this.#parts.onFault)
        return { revision: (await history.end(parent)).revision }
      } finally {
        scene.release()
      }
    }
    return this.#turns.take(this.#rootOf(parent), by, revert, signal)
  }

  async #takenBack(
    parent: WorldRecord,
    id: string,
    { from, to }: { readonly from: number; readonly to: number },
    by: MemberId,
  ): Promise<Uint8Array | null> {
    const place = { sequence: from, by }
    return this.#reading.replays.at(sceneOf(parent), place, async (call) => {
      for await (const page of logPages(this.#parts.store, sceneOf(parent), { after: from, upTo: to })) {
        const rows = page.filter((row) => !row.quarantined)
        await call('mergeRows', { rows: rows.map((row) => ({ update: row.bytes, is: kindOf(row, id) })) })
      }
      return call('takeMergeBack', { clientIds: this.#reading.clientIds() })
    })
  }

  async lateWrites(
    parent: WorldRecord,
    id: string,
    by: MemberId,
  ): Promise<readonly LateWrite<DraftRowAuthor>[]> {
    const { merges, store, history } = this.#parts
    const merge = merges.get(id)
    if (merge === null || merge.parent !== parent.id) throw NO_MERGE
    const { conflicts, revision } = merge
    if (conflicts.length === 0) return []
    const { sequence: after } = await history.place(parent, revision as Revision)
    const { sequence: upTo } = await history.end(parent)
    const place = { sequence: after, by }
    return this.#reading.replays.at(sceneOf(parent), place, async (call) => {
      await call('noteLate', { conflicts, rows: [] })
      for await (const page of logPages(store, sceneOf(parent), { after, upTo })) {
        const rows = page.filter((row) => !row.quarantined).map(draftRow)
        await call('noteLate', { conflicts, rows })
      }
      return call('lateWrites', {})
    })
  }

  mergesInto(parent: WorldRecord): readonly (readonly [string, MergeRecord])[] {
    return mergesInto(this.#parts.merges, parent.id)
  }

  between<Answer>(world: WorldId, act: () => Promise<Answer>): Promise<Answer> {
    return this.#turns.take(this.#rootOf({ id: world }), null, act)
  }

  async begin(): Promise<void> {
    for (const [id, merge] of this.#parts.merges.entries()) {
      const act = (): Promise<void> => this.#following.makeGood(id, merge).catch(this.#parts.onFault)
      await this.#turns.take(this.#rootOf({ id: merge.draft }), null, act)
    }
  }

  /** The world that a draft, or a draft of a draft, began from in the end. */
  #rootOf({ id }: Pick<WorldRecord, 'id'>): WorldId {
    const record = this.#parts.drafts.of(id)
    return record === null ? id : this.#rootOf({ id: record.parent })
  }

  /** A draft and its parent, once what a stop left in the middle is made good. */
  async #settled(draft: WorldRecord): Promise<DraftWithParent> {
    for (const [id, merge] of this.#parts.merges.entries())
      if (merge.draft === draft.id) await this.#following.makeGood(id, merge)
    return this.#reading.find((await this.#parts.store.findById(draft.id)) ?? draft)
  }
}

function judgeChoices(conflicts: readonly Conflict[], choices: readonly Choice[]): void {
  const wrong = choices.find((choice) => !conflicts.some((conflict) => isAbout(choice, conflict)))
  if (wrong === undefined) return
  throw new HistoryRefusal(
    'malformed',
    `There is no conflict about \`${wrong.key}\` of ${wrong.id}. Look at the review again: something changed since.`,
  )
}

/** A choice of the parent's side writes nothing, either, but settles a conflict. */
function judgePublished(
  { updates, conflicts }: Pick<Merged<RowAuthor>, 'updates' | 'conflicts'>,
  { choices }: MergeRequest,
): void {
  if (updates.length > 0 || choices.length > 0) return
  throw conflicts.length > 0 ? CONFLICTS_ALONE : NOTHING_NEW
}
