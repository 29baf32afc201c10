// Merges, in the process of the history: the document that is replayed is the parent, and the draft's log
// stands beside it.
import * as Y from 'yjs'
import { conflictsIn, mergeDraft, rebaseDraft } from '../../../shared/history/merge/merge-draft.ts'
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
import type { MemberId } from '../../../shared/world/address.ts'
import type { AuthorId, RowNote } from '../../../shared/world/author.ts'
import { hasClient } from '../../../shared/yjs/document-state.ts'
import { applyRows } from './row-replay.ts'

/** Who wrote a row of a draft, and what the row says of itself. */
export interface DraftRowAuthor extends RowAuthor {
  readonly author: AuthorId
  readonly member: MemberId
  readonly note?: RowNote
}

/** What a job is called, what it is given, and what it answers. */
export interface MergeCalls {
  /** Applies rows of the parent since the draft's base; nothing is collected from here on. */
  keep: { readonly of: { readonly rows: readonly Uint8Array[] }; readonly answer: null }
  /** More rows of the draft; the first of all is the state that it began with. */
  draftRows: { readonly of: { readonly rows: readonly AuthoredRow<DraftRowAuthor>[] }; readonly answer: null }
  conflicts: { readonly of: { readonly open: readonly OpenConflict[] }; readonly answer: readonly Conflict[] }
  /** Writes the merge under the first of these client ids that is in no document. */
  merge: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly take: Selection | null
      readonly choices: readonly Choice[]
      readonly open: readonly OpenConflict[]
    }
    readonly answer: Merged<DraftRowAuthor> & { readonly client: number }
  }
  rebase: {
    readonly of: {
      readonly clientIds: readonly number[]
      readonly names: readonly NewName[]
      readonly settled: readonly Choice[]
      readonly open: readonly OpenConflict[]
    }
    readonly answer: Rebased<DraftRowAuthor> & { readonly client: number }
  }
}

export type MergeCallName = keyof MergeCalls

export type MergeJob = {
  [Name in MergeCallName]: { readonly call: Name } & MergeCalls[Name]['of']
}[MergeCallName]

/** The log of a draft, as far as it was given. */
export class GivenDraft {
  readonly base = new Y.Doc({ gc: false })
  readonly draft = new Y.Doc({ gc: false })
  readonly rows: AuthoredRow<DraftRowAuthor>[] = []
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
  { doc: parent, draft: given }: { readonly doc: Y.Doc; readonly draft: GivenDraft },
): MergeCalls[MergeCallName]['answer'] {
  const input = (open: readonly OpenConflict[]): DraftAndParent<DraftRowAuthor> => {
    const { base, draft, rows } = given
    return { base, draft, parent, rows, open }
  }
  switch (job.call) {
    case 'keep':
      parent.gc = false
      applyRows(parent, job.rows)
      return null
    case 'draftRows':
      given.add(job.rows)
      return null
    case 'conflicts':
      return conflictsIn(input(job.open))
    case 'merge': {
      const client = unused(job.clientIds, parent, given)
      return { ...mergeDraft(input(job.open), { client, take: job.take, choices: job.choices }), client }
    }
    case 'rebase': {
      const client = unused(job.clientIds, parent, given)
      return { ...rebaseDraft(input(job.open), { client, names: job.names, settled: job.settled }), client }
    }
  }
  return job satisfies never
}

function unused(clientIds: readonly number[], parent: Y.Doc, { base, draft }: GivenDraft): number {
  const found = clientIds.find((client) => ![parent, base, draft].some((doc) => hasClient(doc, client)))
  if (found === undefined) throw new Error('each of these client ids is in a document')
  return found
}
