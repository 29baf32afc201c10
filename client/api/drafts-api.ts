// Drafts over HTTP: making one, what differs in it, and merging it into its parent.
import {
  DraftList,
  DraftMade,
  DraftOf,
  DraftUpdated,
  MergeConflictsAnswer,
  MergeList,
  MergeMade,
  DraftReview,
  LateWritesAnswer,
  ReviewComment,
  type MergeAsk,
  type MergeSummary,
  type NewComment,
  type NewDraft,
  type ReviewAnswer,
} from '../../shared/wire/api/draft-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { call, worldPath } from './request.ts'

export const fetchDrafts = async (world: Address): Promise<DraftList['drafts']> =>
  (await call('GET', `${worldPath(world)}/drafts`, DraftList)).drafts

export const makeDraft = async (world: Address, body: NewDraft): Promise<string> =>
  (await call('POST', `${worldPath(world)}/drafts`, DraftMade, body)).address

/** Which draft a world is; null: it is none. */
export const fetchDraftOf = async (world: Address): Promise<DraftOf['draft']> =>
  (await call('GET', `${worldPath(world)}/draft`, DraftOf)).draft

/** What people wrote since a merge, without having seen it, where that had conflicts. */
export const fetchLateWrites = async (world: Address, merge: string): Promise<LateWritesAnswer['late']> =>
  (await call('GET', `${worldPath(world)}/merges/${encodeURIComponent(merge)}/late`, LateWritesAnswer)).late

/** How many things of a draft differ from its base; null: that is not known, or not for everybody. */
export const fetchDifferenceCount = async (draft: Address): Promise<number | null> =>
  (await call('GET', `${worldPath(draft)}/draft?differs=1`, DraftOf)).draft?.differs ?? null

/** How far the world is that a draft is of; null: that is not known, or not for everybody. */
export const fetchParentRevision = async (draft: Address): Promise<number | null> =>
  (await call('GET', `${worldPath(draft)}/draft?behind=1`, DraftOf)).draft?.parentRevision ?? null

export const fetchReview = (draft: Address): Promise<DraftReview> =>
  call('GET', `${worldPath(draft)}/review`, DraftReview)

export const addComment = (draft: Address, body: NewComment): Promise<ReviewComment> =>
  call('POST', `${worldPath(draft)}/review/comments`, ReviewComment, body)

export const removeComment = (draft: Address, id: string): Promise<null> =>
  call('DELETE', `${worldPath(draft)}/review/comments/${encodeURIComponent(id)}`, null)

/** Asks the owner of the world that a draft is of to look at it. */
export const askReview = (draft: Address): Promise<null> =>
  call('POST', `${worldPath(draft)}/review/ask`, null, {})

/** Its maker takes that back; somebody who could merge it says that they looked at it. */
export const endReview = (draft: Address, body: ReviewAnswer): Promise<null> =>
  call('DELETE', `${worldPath(draft)}/review/ask`, null, body)

/** Brings what the parent is now into a draft. */
export const updateDraft = (draft: Address): Promise<DraftUpdated> =>
  call('POST', `${worldPath(draft)}/update`, DraftUpdated, {})

export const mergeDraft = (draft: Address, body: MergeAsk): Promise<MergeMade> =>
  call('POST', `${worldPath(draft)}/merge`, MergeMade, body)

/** The last merges into a world, so many pages of them, and whether there are more. */
export async function fetchMerges(
  world: Address,
  pages: number,
): Promise<{ readonly merges: readonly MergeSummary[]; readonly hasMore: boolean }> {
  const merges: MergeSummary[] = []
  let before = ''
  for (let page = 0; page < pages; page++) {
    const list: MergeList = await call('GET', `${worldPath(world)}/merges${before}`, MergeList)
    merges.push(...list.merges)
    if (list.next === null) return { merges, hasMore: false }
    before = `?before=${encodeURIComponent(list.next)}`
  }
  return { merges, hasMore: true }
}

/** The conflicts that a merge had, with the values that are kept. */
export const fetchMergeConflicts = async (
  world: Address,
  merge: string,
): Promise<MergeConflictsAnswer['conflicts']> =>
  (await call('GET', `${worldPath(world)}/merges/${encodeURIComponent(merge)}`, MergeConflictsAnswer))
    .conflicts
