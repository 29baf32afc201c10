// `…/review`, `…/update` and `…/merge` of a draft, and `…/merges` of the world that it is a draft of.
import type { LateWrite } from '../../../shared/history/merge/late-writes.ts'
import {
  ListedConflict,
  MERGES_PAGE,
  MergeAsk,
  REVIEW_THINGS_MAX,
  type DraftReview,
  type DraftUpdated,
  type LateWritesAnswer,
  type MergeConflictsAnswer,
  type MergeList,
  type MergeMade,
} from '../../../shared/wire/api/draft-bodies.ts'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import type { AuthorId } from '../../../shared/world/author.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { DraftMerging } from '../../history/drafts/draft-merging.ts'
import { toldConflicts } from '../../history/drafts/merge-table.ts'
import type { DraftRowAuthor } from '../../history/worker/merge-jobs.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import { goneSignal } from '../edge/gone-signal.ts'
import { SILENCE_MS, STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { authorRefs } from '../history/author-refs.ts'
import { authorsOf, changedThing } from '../history/history-json.ts'
import { judgePublisher, toldWell } from '../history/history-refusals.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { Routes } from '../routing/route-rules.ts'
import { DRAFT_BEGIN } from './draft-creation.ts'
import type { DraftParents } from './draft-parents.ts'
import type { ReviewComments } from './review-comments.ts'

interface MergeRouteParts extends Pick<AccountServices, 'store' | 'rightOf'> {
  readonly drafts: Drafts
  readonly parents: DraftParents
  readonly offers: WorldServices['offers']
  readonly publishing: Pick<Publishing, 'mayPublish'>
  readonly merging: DraftMerging
  readonly history: WorldHistory
  readonly comments: ReviewComments
  readonly names: PersonNames
  readonly audit: Audit
}

const WORLD = '/worlds/:account/:world'
const EDIT = { world: 'edit' } as const

const NO_DRAFT = new HttpRefusal(
  400,
  'malformed',
  'This world is no draft. Open one of its drafts, or make one, and ask for that.',
)
const NO_PARENT = new HttpRefusal(
  403,
  'right',
  'You may edit this draft, but not the world that it is a draft of. Ask somebody who may edit both.',
)

const NO_MERGE = new HttpRefusal(
  404,
  'missing',
  'This world has no such merge. Its list of merges tells which it has.',
)

const ELSEWHERE = new HttpRefusal(
  409,
  'elsewhere',
  'The world that this is a draft of is on another node, so it cannot be merged from here.',
)

export function addMergeRoutes(routes: Routes, parts: MergeRouteParts): void {
  const { store, rightOf, drafts, parents, offers, publishing, merging, history, comments, names, audit } =
    parts

  /**
   * The world that a draft is of, if the sender may do that much in it; throws where not. `isFresh`: as its
   * node has it now, where it is one of another node.
   */
  async function parentOf(
    draft: WorldRecord,
    member: Member,
    rights: readonly Right[],
    isFresh = false,
  ): Promise<WorldRecord> {
    const record = drafts.of(draft.id)
    if (record === null) throw NO_DRAFT
    const parent = await (isFresh ? parents.upToDate(record, member) : parents.of(record, member))
    if (parent === null) throw NO_DRAFT
    const right = rightOf(member, parent)
    if (!rights.some((each) => each === right)) throw NO_PARENT
    return parent
  }

  routes.add('get', `${WORLD}/review`, EDIT, async ({ response, member, world }) => {
    response.setTimeout(STEP_MS)
    const isElsewhere = drafts.of(world.id)?.host !== undefined
    await parentOf(world, member, ['see', 'act', 'edit', 'own'], isElsewhere)
    if (isElsewhere) await offers?.following.follow(world.id)
    const { conflicts, isBehind } = await toldWell(merging.review(world, member.id, goneSignal(response)))
    // A rebase may have given it another line meanwhile.
    const draft = (await store.findById(world.id)) ?? world
    const from = await history.place(draft, DRAFT_BEGIN)
    const end = await history.end(draft)
    const { things: changes, isCut } = await toldWell(history.listedChanges(draft, from, end, member.id))
    const things = changes.slice(0, REVIEW_THINGS_MAX)
    const told = toldConflicts(conflicts)
    const ref = await authorRefs(parts, draft, authorsOf(things))
    response.setTimeout(SILENCE_MS)
    response.json({
      base: drafts.of(world.id)?.base ?? 0,
      isBehind,
      things: things.map((change) => changedThing(change, ref)),
      conflicts: told,
      comments: await comments.of(world.id),
      ...((isCut || things.length < changes.length || told.length < conflicts.length) && { isCut: true }),
    } satisfies DraftReview)
  })

  routes.add('post', `${WORLD}/update`, EDIT, async ({ response, member, world }) => {
    response.setTimeout(STEP_MS)
    const parent = await parentOf(world, member, ['see', 'act', 'edit', 'own'], true)
    const isOffered = offers !== null && drafts.of(world.id)?.host !== undefined
    const told = isOffered ? await toldWell(offers.sending.toldBefore(world, parent)) : null
    const { base, conflicts } = await toldWell(merging.update(world, member.id, told, goneSignal(response)))
    response.json({ base, conflicts: toldConflicts(conflicts) } satisfies DraftUpdated)
  })

  routes.add('post', `${WORLD}/merge`, EDIT, async ({ request, response, member, world }) => {
    if (drafts.of(world.id)?.host !== undefined) throw ELSEWHERE
    const parent = await parentOf(world, member, ['edit', 'own'])
    judgePublisher(publishing, member, parent)
    response.setTimeout(STEP_MS)
    const { take, pages, passages, choices = [] } = bodyOf(MergeAsk, request)
    const isWhole = take === undefined && pages === undefined && passages === undefined
    const selection = { things: take ?? [], pages: pages ?? [], passages: passages ?? [] }
    const asked = { take: isWhole ? null : selection, choices, isPublishing: false }
    const made = await toldWell(merging.merge(world, member.id, asked, goneSignal(response)))
    const { merge, revision, conflicts } = made
    audit.note(member.id, 'world.merged', parent.address, { draft: world.address, merge })
    response.json({ merge, revision, conflicts: toldConflicts(conflicts) } satisfies MergeMade)
  })

  routes.add('get', `${WORLD}/merges`, EDIT, async ({ request, response, member, world }) => {
    const { found, next } = mergePage(merging.mergesInto(world), request.query['before'])
    const people = await names.of(found.map(([, { by }]) => by))
    const ids = [...new Set(found.map(([, { draft }]) => draft))]
    const worlds = new Map((await store.worldsBy(ids, ids.length)).map((draft) => [draft.id, draft]))
    const addressOf = (draft: WorldRecord | undefined): string | null =>
      draft !== undefined && draft.binnedAt === null && rightOf(member, draft) !== 'none'
        ? draft.address
        : null
    response.json({
      merges: found.map(([id, { draft, title, by, at, revision, conflicts, isReverted }]) => ({
        id,
        draft: { title, address: addressOf(worlds.get(draft)) },
        by: (by && people.get(by)) ?? null,
        at,
        revision,
        conflicts: conflicts.map((conflict) => ListedConflict.parse(conflict)),
        isReverted,
      })),
      next,
    } satisfies MergeList)
  })

  routes.add('get', `${WORLD}/merges/:merge`, EDIT, ({ request, response, world }) => {
    const found = merging.mergesInto(world).find(([id]) => id === request.params['merge'])
    if (found === undefined) throw NO_MERGE
    const [, { conflicts }] = found
    response.json({ conflicts: toldConflicts(conflicts) } satisfies MergeConflictsAnswer)
  })

  routes.add('get', `${WORLD}/merges/:merge/late`, EDIT, async ({ request, response, member, world }) => {
    response.setTimeout(STEP_MS)
    const merge = String(request.params['merge'])
    const found = await toldWell(merging.lateWrites(world, merge, member.id))
    const ref = await authorRefs(parts, world, new Set(found.map(({ by }) => by.author)))
    response.json({ late: lateOf(found, ref) } satisfies LateWritesAnswer)
  })
}

/** A page of merges, from the newest on or behind the one with that id, and the id to ask for the next by. */
export function mergePage<T>(
  all: readonly (readonly [id: string, T])[],
  before: unknown,
): { readonly found: readonly (readonly [id: string, T])[]; readonly next: string | null } {
  const from = before === undefined ? 0 : all.findIndex(([id]) => id === before) + 1
  if (from === 0 && before !== undefined) throw NO_MERGE
  const found = all.slice(from, from + MERGES_PAGE)
  const last = found.at(-1)?.[0] ?? null
  return { found, next: from + found.length < all.length ? last : null }
}

/** What was written late, with as many values as an answer tells of conflicts. */
function lateOf(
  found: readonly LateWrite<DraftRowAuthor>[],
  ref: (author: AuthorId) => HistoryAuthor,
): LateWritesAnswer['late'] {
  const told = toldConflicts(found.map(({ id, key, value }) => ({ id, key, parent: value })))
  return found.flatMap(({ id, key, by, isShown }, at) => {
    const value = told[at]?.parent
    return [{ id, key, ...(value !== undefined && { value }), by: ref(by.author), at: by.writtenAt, isShown }]
  })
}
