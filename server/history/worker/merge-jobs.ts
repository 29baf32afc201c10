// Merges, in the process of the history: the document that is replayed is the parent, and the draft's log
// stands beside it.
import * as Y from 'yjs'
import { mergeAuthorship, type MergeOrOther } from '../../../shared/history/merge/merge-authorship.ts'
import {
  conflictsIn,
  mergeDraft,
  NOTHING_MERGED,
  rebaseDraft,
  rebaseMerged,
  returnMerge,
  returnOffered,
} from '../../../shared/history/merge/merge-draft.ts'
import type {
  AuthoredRow,
  Choice,
  Conflict,
  DraftAndParent,
  Merged,
  NewName,
  OpenConflict,
  Rebased,
  RowAuthor,
  Selection,
} from '../../../shared/history/merge/merge-types.ts'
import { packedNames, unpackedNames, type PackedNames } from '../../../shared/history/merge/packed-names.ts'
import { believedNames } from '../../../shared/history/merge/believed-names.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { AuthorId, RowNote } from '../../../shared/world/author.ts'
import { revertMember } from '../../../shared/history/revert.ts'
import { deletedBetween, hasClient, isIn, shownIn } from '../../../shared/yjs/document-state.ts'
import { applyRows } from './row-replay.ts'
import { followRows, followUpdates, type RenewableDocument } from './renewals.ts'

/** Who wrote a row of a draft, and what the row says of itself. */
export interface DraftRowAuthor extends RowAuthor {
  readonly author: AuthorId
  readonly member: MemberId
  readonly note?: RowNote
}

/** What a job is called, what it is given, and what it answers. */
export interface MergeCalls extends ReturnCalls {
  /** Applies rows of the parent since the draft's base; nothing is collected from here on. */
  keep: { readonly of: { readonly rows: readonly Uint8Array[] }; readonly answer: null }
  /** More rows of the draft; the first of all is the state that it began with. */
  draftRows: { readonly of: { readonly rows: readonly AuthoredRow<DraftRowAuthor>[] }; readonly answer: null }
  /** Whether the parent is as the draft's base was, and whether it has all that the base has. */
  relation: {
    readonly of: object
    readonly answer: { readonly isSame: boolean; readonly hasBase: boolean }
  }
  conflicts: { readonly of: { readonly open: readonly OpenConflict[] }; readonly answer: readonly Conflict[] }
  /** What the draft changed since its base, written on that under the first of these that is in neither. */
  difference: {
    readonly of: { readonly clientIds: readonly number[]; readonly open: readonly OpenConflict[] }
    readonly answer: Pick<Rebased<DraftRowAuthor>, 'updates' | 'names' | 'open'> & {
      readonly client: number
      /** The clocks of the base, encoded. */
      readonly base: Uint8Array
    }
  }
  /**
   * Of these names those under which the parent has the draft's letters, or deleted them; null: it lacks some
   * of the items that they name.
   */
  believed: {
    readonly of: { readonly names: readonly NewName[] }
    readonly answer: readonly NewName[] | null
  }
  /** Writes the merge under the first of these client ids that is in no document. */
  merge: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly take: Selection | null
      readonly choices: readonly Choice[]
      readonly open: readonly OpenConflict[]
    }
    /** The names stay here, for the rebase: there may be one for each letter. */
    readonly answer: Omit<Merged<DraftRowAuthor>, 'names' | 'dropped' | 'deleted'> & {
      readonly client: number
    }
  }
  rebase: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly names: PackedNames
      readonly settled: readonly Choice[]
      readonly open: readonly OpenConflict[]
    }
    readonly answer: NewDraftLog
  }
  /**
   * The same after the merge that was worked out last, by the names that it gave; `isWritten`: the parent's
   * rows that were given since have it. Otherwise it comes right after the last of them.
   */
  follow: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly isWritten: boolean
      readonly settled: readonly Choice[]
      readonly open: readonly OpenConflict[]
    }
    readonly answer: NewDraftLog
  }
}

/** A draft anew, under a client id. */
export interface NewDraftLog extends Omit<Rebased<DraftRowAuthor>, 'names'> {
  readonly names: PackedNames
  readonly client: number
}

/** Jobs of taking a merge back out of its parent, and of giving it back to the draft. */
interface ReturnCalls {
  /** Applies rows of the parent from before the merge on; nothing is collected. */
  mergeRows: { readonly of: { readonly rows: readonly MergeOrOther[] }; readonly answer: null }
  /** What takes the merge among these rows back; null: nothing of it is there any more. */
  takeMergeBack: {
    readonly of: { readonly clientIds: readonly number[] }
    readonly answer: Uint8Array | null
  }
  /** Keeps the parent as it is now: right before the revert, or right after it. */
  mark: { readonly of: { readonly as: 'before' | 'after' }; readonly answer: null }
  /** Of these items of the base those that the parent has deleted; null: it shows all of them. */
  takenBack: {
    readonly of: { readonly items: readonly IdRange[] }
    readonly answer: readonly IdRange[] | null
  }
  /** The draft anew after its parent's node took these items of the base back. */
  returnedOffer: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly items: readonly IdRange[]
      readonly names: PackedNames
      readonly by: DraftRowAuthor
      readonly open: readonly OpenConflict[]
    }
    readonly answer: NewDraftLog
  }
  /** The draft anew after the revert; `rows` are those of the merge. */
  returned: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly rows: readonly AuthoredRow<DraftRowAuthor>[]
      readonly open: readonly OpenConflict[]
    }
    readonly answer: NewDraftLog
  }
}

type MergeCallName = keyof MergeCalls

type MergeJob = {
  [Name in MergeCallName]: { readonly call: Name } & MergeCalls[Name]['of']
}[MergeCallName]

/** The log of a draft, as far as it was given. */
export class GivenDraft {
  readonly base = new Y.Doc({ gc: false })
  readonly draft = new Y.Doc({ gc: false })
  readonly rows: AuthoredRow<DraftRowAuthor>[] = []
  readonly merged: MergeOrOther[] = []
  /** The merge that was worked out last, with what it calls the draft's new items. */
  last: Pick<Merged<DraftRowAuthor>, 'updates' | 'names' | 'isWhole' | 'dropped' | 'deleted'> = {
    updates: [],
    names: [],
    isWhole: false,
    dropped: [],
    deleted: [],
  }
  before: Y.Doc | null = null
  after: Y.Doc | null = null
  #hasState = false

  add(rows: readonly AuthoredRow<DraftRowAuthor>[]): void {
    const [first, ...rest] = rows
    const more = this.#hasState || first === undefined ? rows : rest
    if (!this.#hasState && first !== undefined) {
      applyRows(this.base, [first.update])
      applyRows(this.draft, [first.update])
      this.#hasState = true
    }
    for (const row of more) this.rows.push(row)
    applyRows(
      this.draft,
      more.map(({ update }) => update),
    )
  }
}

export function mergeAnswer(
  job: MergeJob,
  held: RenewableDocument,
  given: GivenDraft,
): MergeCalls[MergeCallName]['answer'] {
  const { doc: parent } = held
  const input = (open: readonly OpenConflict[]): DraftAndParent<DraftRowAuthor> => {
    const { base, draft, rows } = given
    return { base, draft, parent, rows, open }
  }
  switch (job.call) {
    case 'keep':
      parent.gc = false
      followRows(
        held,
        job.rows.map((bytes) => ({ bytes })),
        (rows) =>
          applyRows(
            parent,
            rows.map(({ bytes }) => bytes),
          ),
      )
      return null
    case 'draftRows':
      given.add(job.rows)
      return null
    case 'relation': {
      const isSame = Y.equalSnapshots(Y.snapshot(given.base), Y.snapshot(parent))
      return { isSame, hasBase: isIn(given.base, parent) }
    }
    case 'conflicts':
      return conflictsIn(input(job.open))
    case 'difference': {
      const client = unused(job.clientIds, parent, given)
      const onBase = { ...input(job.open), parent: given.base }
      const { updates, names, open } = rebaseDraft(onBase, { client, names: [], ...NOTHING_MERGED })
      return { updates, names, open, client, base: Y.encodeStateVector(given.base) }
    }
    case 'believed':
      return believedNames(given.draft, parent, job.names)
    case 'merge': {
      const client = unused(job.clientIds, parent, given)
      const { take, choices } = job
      const { names, dropped, deleted, ...merged } = mergeDraft(input(job.open), { client, take, choices })
      given.last = { updates: merged.updates, names, isWhole: merged.isWhole, dropped, deleted }
      return { ...merged, updates: fittedUpdates(held, merged.updates), client }
    }
    case 'rebase': {
      const client = unused(job.clientIds, parent, given)
      const as = { client, names: unpackedNames(job.names), ...NOTHING_MERGED, settled: job.settled }
      return newLog(held, rebaseDraft(input(job.open), as), client)
    }
    case 'follow': {
      const { names, updates, isWhole, dropped, deleted } = given.last
      if (!job.isWritten)
        applyRows(
          parent,
          updates.map(({ update }) => update),
        )
      const client = unused(job.clientIds, parent, given)
      if (isWhole && !job.isWritten) return newLog(held, rebaseMerged(parent, names), client)
      const as = { client, names, settled: job.settled, dropped, deleted }
      return newLog(held, rebaseDraft(input(job.open), as), client)
    }
    case 'mergeRows':
    case 'takeMergeBack':
    case 'mark':
    case 'returned':
    case 'takenBack':
    case 'returnedOffer':
      return returnAnswer(job, held, given, input)
  }
  return job satisfies never
}

type ReturnJob = Extract<MergeJob, { readonly call: keyof ReturnCalls }>

function returnAnswer(
  job: ReturnJob,
  held: RenewableDocument,
  given: GivenDraft,
  input: (open: readonly OpenConflict[]) => DraftAndParent<DraftRowAuthor>,
): MergeCalls[keyof ReturnCalls]['answer'] {
  const { doc: parent } = held
  switch (job.call) {
    case 'mergeRows':
      parent.gc = false
      followUpdates(held, job.rows, (rows) => {
        applyRows(
          parent,
          rows.map(({ update }) => update),
        )
        for (const row of rows) given.merged.push(row)
      })
      return null
    case 'takeMergeBack': {
      const scene = copyOf(parent)
      const updates: Uint8Array[] = []
      scene.clientID = unused(job.clientIds, parent, given)
      scene.on('update', (update: Uint8Array) => void updates.push(update))
      revertMember(scene, mergeAuthorship(parent, given.merged))
      if (updates.length === 0) return null
      const update = Y.mergeUpdates(updates)
      return held.renewal?.fitUpdates(scene, [update])[0] ?? update
    }
    case 'mark':
      given[job.as] = copyOf(parent)
      return null
    case 'returned': {
      const { before, after } = given
      if (before === null || after === null) throw new Error('the revert is not among the rows')
      const client = unused(job.clientIds, parent, given)
      return newLog(held, returnMerge(input(job.open), { before, after, rows: job.rows }, client), client)
    }
    case 'takenBack': {
      const items = deletedBetween(given.base, parent, job.items)
      return items.length === 0 && shownIn(given.base, job.items).length > 0 ? null : items
    }
    case 'returnedOffer': {
      const client = unused(job.clientIds, parent, given)
      const { items, by } = job
      const lost = { items, names: unpackedNames(job.names), by }
      return newLog(held, returnOffered(input(job.open), lost, client), client)
    }
  }
  return job satisfies never
}

/** The draft goes on from its parent as it is: without what a renewal left out. */
function newLog(
  held: RenewableDocument,
  { names, updates, state, ...rebased }: Rebased<DraftRowAuthor>,
  client: number,
): NewDraftLog {
  return {
    ...rebased,
    updates: fittedUpdates(held, updates),
    state: held.renewal?.encodeState(held.doc) ?? state,
    names: packedNames(names),
    client,
  }
}

/** Updates that were worked out on the parent, for the parent as it is. */
function fittedUpdates<Row extends { readonly update: Uint8Array }>(
  { doc, renewal }: RenewableDocument,
  rows: readonly Row[],
): readonly Row[] {
  if (renewal === null || rows.length === 0) return rows
  const scene = copyOf(doc)
  for (const { update } of rows) Y.applyUpdate(scene, update)
  const fitted = renewal.fitUpdates(
    scene,
    rows.map(({ update }) => update),
  )
  scene.destroy()
  return rows.map((row, at) => ({ ...row, update: fitted[at] ?? row.update }))
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: false })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

function unused(clientIds: readonly number[], parent: Y.Doc, { base, draft }: GivenDraft): number {
  const found = clientIds.find((client) => ![parent, base, draft].some((doc) => hasClient(doc, client)))
  if (found === undefined) throw new Error('each of these client ids is in a document')
  return found
}
