// A draft that follows its parent: after a merge, after the revert of one, and when it is brought up to its
// parent, it is the parent's state then and what it still differs by.
import { OWNER, type LineId, type WorldId } from '../../../shared/world/address.ts'
import type { AuthoredRow } from '../../../shared/history/merge/merge-types.ts'
import { packedNames } from '../../../shared/history/merge/packed-names.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { isMergeNote, isRevertNote } from '../../../shared/world/author.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { TableChange } from '../../records/record-tables.ts'
import type { LogRow } from '../../storage/store.ts'
import { logPages } from '../row-pages.ts'
import type { DraftRowAuthor, NewDraftLog } from '../worker/merge-jobs.ts'
import { DraftLines, type DraftLineParts, type OfferedParent } from './draft-lines.ts'
import {
  baseOf,
  draftRow,
  openIn,
  sceneOf,
  type DraftReading,
  type DraftWithParent,
  type LastRows,
} from './draft-reading.ts'
import type { MergeRecord, MergeTable } from './merge-table.ts'

export interface DraftFollowingParts extends DraftLineParts {
  readonly merges: MergeTable
  /** What changes of the records of offers when a merge of a draft is reverted, together with that. */
  readonly offersRevert: (draft: WorldId, update: Uint8Array | null) => readonly TableChange[]
}

/** A draft's next log, and from which lines and ends of the draft and its parent it was worked out. */
interface KnownDraftLog {
  readonly log: NewDraftLog
  readonly of: Record<'draft' | 'parent', LineRevision & Pick<WorldRecord, 'id'>>
}

interface LineRevision extends Pick<WorldRecord, 'line'> {
  readonly revision: Revision
}

export class DraftFollowing {
  readonly #parts: DraftFollowingParts
  readonly #reading: DraftReading
  readonly #lines: DraftLines

  constructor(parts: DraftFollowingParts, reading: DraftReading) {
    this.#parts = parts
    this.#reading = reading
    this.#lines = new DraftLines(parts, reading)
  }

  /**
   * Brings the parent as it is now into a draft, or as it was when its node told about an offer; resolves
   * with its new base.
   */
  update(found: DraftWithParent, offered: OfferedParent | null = null): Promise<number> {
    const rebase = (now: DraftWithParent, upTo: LastRows): Promise<NewDraftLog> =>
      offered === null
        ? this.#rebased(now, upTo, null)
        : this.#reading.compared(now, upTo, OWNER, (call) => {
            const { takenBack: items, by } = offered
            const as = {
              clientIds: this.#reading.clientIds(),
              names: packedNames(offered.names),
              open: openIn(now.record),
            }
            return items.length > 0
              ? call('returnedOffer', { ...as, items, by })
              : call('rebase', { ...as, settled: [] })
          })
    return this.#lines.follow(found, { workOut: rebase, changes: [], offered })
  }

  /** Whether nothing was written since, in either world, and nothing was erased. */
  async #fits({ of }: KnownDraftLog, { draft, parent }: LastRows): Promise<boolean> {
    const { store } = this.#parts
    const lines = [await store.findById(of.draft.id), await store.findById(of.parent.id)]
    return isAsKnown(of, {
      draft: { line: lines[0]?.line, revision: draft.revision },
      parent: { line: lines[1]?.line, revision: parent.revision },
    })
  }

  /** Does what a stop in the middle of a merge, or of its revert, left undone. */
  async makeGood(id: string, merge: MergeRecord): Promise<void> {
    if (merge.unfinished !== null) await this.finish(id, merge)
    else await this.giveBack(id, merge)
  }

  /**
   * The draft of a merge that is on the disk goes on from the parent as it is now. `known`: how, if neither
   * has changed since that was worked out.
   */
  async finish(id: string, merge: MergeRecord, known: KnownDraftLog | null = null): Promise<void> {
    const { store, drafts, merges } = this.#parts
    const draft = await store.findById(merge.draft)
    const done = merges.set(id, { ...merge, unfinished: null })
    // A draft that was deleted, or whose parent was, follows nothing.
    if (draft === null || drafts.of(draft.id) === null) return void (await drafts.change([done]))
    const found = await this.#reading.find(draft)
    await this.#lines.follow(found, {
      workOut: async (now, ends) =>
        known !== null && (await this.#fits(known, ends)) ? known.log : this.#rebased(now, ends, merge),
      changes: [done],
      isReviewed: merge.unfinished?.take === null,
    })
  }

  /** The draft of a merge that was reverted differs by all of that again. */
  async giveBack(id: string, merge: MergeRecord): Promise<void> {
    const { store, drafts, merges } = this.#parts
    if (merge.returning === null) return
    const done = merges.set(id, { ...merge, returning: null })
    const draft = await store.findById(merge.draft)
    if (draft === null || drafts.of(draft.id) === null) return void (await drafts.change([done]))
    const found = await this.#reading.find(draft)
    await this.#lines.follow(found, {
      workOut: (now, ends) => this.#returned(now, ends, id, merge),
      changes: [done],
    })
  }

  async #returned(
    { draft, parent, record }: DraftWithParent,
    ends: LastRows,
    id: string,
    merge: MergeRecord,
  ): Promise<NewDraftLog> {
    const { history, store } = this.#parts
    const base = await history.place(parent, baseOf(record))
    const from = await history.place(parent, merge.from as Revision)
    const rows: AuthoredRow<DraftRowAuthor>[] = []
    for await (const page of logPages(store, sceneOf(parent), {
      after: from.sequence,
      upTo: ends.parent.sequence,
    }))
      rows.push(...page.filter((row) => kindOf(row, id) === 'merge').map(draftRow))
    const place = { sequence: base.sequence, by: `${parent.key} ${OWNER}` }
    return this.#reading.replays.at(sceneOf(parent), place, async (call) => {
      const stretch = { after: base.sequence, upTo: ends.parent.sequence }
      for await (const page of logPages(store, sceneOf(parent), stretch)) {
        for (const row of page.filter(({ quarantined }) => !quarantined)) {
          const isRevert = row.note !== undefined && isRevertNote(row.note) && row.note.id === id
          if (isRevert) await call('mark', { as: 'before' })
          await call('keep', { rows: [row.bytes] })
          if (isRevert) await call('mark', { as: 'after' })
        }
      }
      await this.#reading.giveDraft(draft, call, 0, ends.draft.sequence)
      const open = [...openIn(record), ...merge.conflicts]
      return call('returned', { clientIds: this.#reading.clientIds(), rows, open })
    })
  }

  /** The names that the merge gave are worked out again, from what it was worked out from. */
  async #rebased(found: DraftWithParent, ends: LastRows, merge: MergeRecord | null): Promise<NewDraftLog> {
    const { draft, parent, record } = found
    const open = openIn(record)
    const clientIds = this.#reading.clientIds()
    if (merge === null || merge.unfinished === null) {
      const as = { clientIds, names: packedNames([]), settled: [], open }
      return this.#reading.compared(found, ends, OWNER, (call) => call('rebase', as))
    }
    const { unfinished } = merge
    const { history } = this.#parts
    const at = {
      parent: await history.place(parent, unfinished.parent as Revision),
      draft: await history.place(draft, unfinished.draft as Revision),
    }
    return this.#reading.compared(found, at, OWNER, async (call) => {
      const { take, choices, client } = unfinished
      await call('merge', { clientIds: [client], take, choices, open })
      await this.#reading.keep(parent, call, at.parent.sequence, ends.parent.sequence)
      await this.#reading.giveDraft(draft, call, at.draft.sequence, ends.draft.sequence)
      return call('follow', { clientIds, isWritten: true, settled: choices, open })
    })
  }
}

/** Whether a log that was worked out from these lines and ends is still that of the draft. */
export const isAsKnown = (
  of: Record<'draft' | 'parent', LineRevision>,
  now: Record<'draft' | 'parent', { readonly line: LineId | undefined; readonly revision: Revision }>,
): boolean =>
  (['draft', 'parent'] as const).every(
    (world) => of[world].line === now[world].line && of[world].revision === now[world].revision,
  )

/** Holds a row that a merge was worked out from. */
export const pinOf = (id: string): string => `merge:${id}`

/** What a row is for the revert of a merge. */
export function kindOf({ note }: LogRow, merge: string): 'merge' | 'revert' | 'other' {
  if (note === undefined) return 'other'
  if (isMergeNote(note) && note.id === merge) return 'merge'
  return isRevertNote(note) ? 'revert' : 'other'
}
