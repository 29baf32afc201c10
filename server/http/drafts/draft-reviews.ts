// `…/review/ask` on a draft: its maker asks the owner of its parent to look at it, who needs the right to
// edit it for that; and what became of that.
import { ReviewAnswer, REVIEWS_OF_ONE_MAX, type DraftOf } from '../../../shared/wire/api/draft-bodies.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { isReviewOpen, withoutReview, type DraftRecord, type Drafts } from '../../drafts/draft-table.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { SharingService } from '../worlds/sharing-service.ts'

interface ReviewParts extends Pick<AccountServices, 'store' | 'rights' | 'rightOf'> {
  readonly drafts: Drafts
  readonly publishing: Pick<Publishing, 'mayPublish'>
  readonly history: Pick<WorldHistory, 'end'>
  readonly names: PersonNames
}

interface ReviewRouteParts extends ReviewParts {
  readonly sharing: Pick<SharingService, 'give'>
  readonly sync: Pick<Sync, 'flush'>
  readonly audit: Audit
  readonly clock: { now(): number }
}

const NO_DRAFT = new HttpRefusal(
  400,
  'malformed',
  'This world is no draft, so there is nothing to review in it.',
)
const NOT_MAKER = new HttpRefusal(
  403,
  'right',
  'Only who made this draft asks to have it reviewed, for as long as it is theirs.',
)
const NOBODY = new HttpRefusal(
  409,
  'missing',
  'There is nobody to ask for a review: merge the draft yourself, or offer it where its world is.',
)
const TOO_MANY = new HttpRefusal(
  409,
  'bound',
  `You ask for ${REVIEWS_OF_ONE_MAX} reviews already, which is the limit. Take one back first.`,
)
const NOT_ASKED = new HttpRefusal(404, 'missing', 'Nobody asks for a review of this draft now.')
const NO_ANSWER = new HttpRefusal(
  403,
  'right',
  'Only people who could merge this draft can say that they looked at it.',
)

/** Whether somebody may merge a draft, which is not their own, into its parent. */
function mayAnswer(parts: ReviewParts, member: Member, record: DraftRecord, parent: WorldRecord): boolean {
  const { rightOf, publishing } = parts
  if (record.by === member.id || record.host !== undefined || record.offer !== undefined) return false
  return atLeast(rightOf(member, parent), 'edit') && publishing.mayPublish(member, parent)
}

/** Whom the maker of a draft can ask to look at it; null: nobody, or it is not for this person to ask. */
function reviewerOf(
  { rights, rightOf }: ReviewParts,
  member: Member,
  { draft, record, parent }: DraftToReview,
): MemberId | null {
  if (rights === null || record.by !== member.id || rightOf(member, draft) !== 'own') return null
  if (record.host !== undefined || record.offer !== undefined) return null
  const owner = rights.ownerOf(parent)
  return owner === member.id ? null : owner
}

interface DraftToReview {
  readonly draft: WorldRecord
  readonly record: DraftRecord
  /** The world that it is a draft of, which is not in the bin. */
  readonly parent: WorldRecord
}

type ToldReview = Pick<NonNullable<DraftOf['draft']>, 'review' | 'reviewer' | 'mayAnswer'>

/** What somebody who may edit a draft is told of its review. */
export async function toldReview(
  parts: ReviewParts,
  member: Member,
  found: DraftToReview,
): Promise<ToldReview> {
  const { history, names } = parts
  const { review } = found.record
  const reviewer = reviewerOf(parts, member, found)
  const people = await names.of([reviewer, review?.answer?.by ?? null])
  const asked = reviewer === null ? undefined : people.get(reviewer)
  const told = {
    mayAnswer: mayAnswer(parts, member, found.record, found.parent),
    ...(asked !== undefined && { reviewer: asked }),
  }
  if (review === undefined) return told
  const { at: askedAt, of, answer } = review
  const isChanged = (await history.end(found.draft)).revision > of
  const by = answer === undefined ? null : (people.get(answer.by) ?? null)
  return {
    ...told,
    review: { askedAt, isChanged, answer: answer === undefined ? null : { ...answer, by } },
  }
}

export function addReviewRoutes(routes: Routes, parts: ReviewRouteParts): void {
  const { store, rights, drafts, history, names, sharing, sync, audit, clock } = parts
  const path = '/worlds/:account/:world/review/ask'

  async function find(draft: WorldRecord): Promise<DraftToReview> {
    const record = drafts.of(draft.id)
    if (record === null) throw NO_DRAFT
    const parent = await store.findById(record.parent)
    if (parent === null || parent.binnedAt !== null) throw NOBODY
    return { draft, record, parent }
  }

  /** Changes the record of a draft as it is then; what is thrown meanwhile changes nothing. */
  const change = (draft: WorldRecord, how: (record: DraftRecord) => DraftRecord): Promise<boolean> =>
    drafts.change(() => {
      const record = drafts.of(draft.id)
      if (record === null) throw NO_DRAFT
      return [drafts.changed(draft.id, how(record))]
    })

  async function ask(member: Member, found: DraftToReview): Promise<void> {
    const { draft, parent } = found
    if (found.record.by !== member.id) throw NOT_MAKER
    const owner = reviewerOf(parts, member, found)
    const account = owner && (await names.of([owner])).get(owner)?.account
    if (rights === null || owner === null || account === undefined) throw NOBODY
    const isIn = atLeast(rights.rightOf({ ...NO_MEMBER, id: owner }, draft), 'edit')
    const before = rights.stateOf(draft).people.find(([id]) => id === owner)?.[1] ?? 'none'
    const gave = isIn ? found.record.review?.gave : { to: owner, before }
    // What was answered is in the log.
    await sync.flush(draft)
    const of = (await history.end(draft)).revision
    await change(draft, (record) => {
      const isNew = !isReviewOpen(record)
      if (isNew && drafts.openReviewsOf(member.id) >= REVIEWS_OF_ONE_MAX) throw TOO_MANY
      return { ...withoutReview(record), review: { at: clock.now(), of, ...(gave && { gave }) } }
    })
    try {
      if (!isIn) await sharing.give(member, draft, await names.find(account), 'edit')
    } catch (error) {
      await change(draft, withoutReview)
      throw error
    }
    audit.note(member.id, 'world.reviewAsked', parent.address, { draft: draft.address })
  }

  async function takeBack(member: Member, { draft, record, parent }: DraftToReview): Promise<void> {
    const gave = record.review?.gave
    const now = rights?.stateOf(draft).people.find(([id]) => id === gave?.to)?.[1]
    const account = gave && (await names.of([gave.to])).get(gave.to)?.account
    // Whoever was given more by now, or less, keeps that.
    if (gave !== undefined && account !== undefined && now === 'edit')
      await sharing.give(member, draft, await names.find(account), gave.before)
    await change(draft, withoutReview)
    audit.note(member.id, 'world.reviewTakenBack', parent.address, { draft: draft.address })
  }

  routes.add('post', path, { world: 'own' }, async ({ response, member, world }) => {
    response.setTimeout(STEP_MS)
    await drafts.whileMoving(world.id, async () => ask(member, await find(world)))
    response.status(204).end()
  })

  routes.add('delete', path, { world: 'edit' }, async ({ request, response, member, world }) => {
    const { words = '' } = bodyOf(ReviewAnswer, request)
    response.setTimeout(STEP_MS)
    await drafts.whileMoving(world.id, async () => {
      const found = await find(world)
      const isMaker = found.record.by === member.id
      if (!isMaker && !mayAnswer(parts, member, found.record, found.parent)) throw NO_ANSWER
      if (!isReviewOpen(found.record)) throw NOT_ASKED
      if (isMaker) return takeBack(member, found)
      const answer = { by: member.id, at: clock.now(), words }
      await change(world, ({ review, ...record }) => ({
        ...record,
        ...(review && { review: { ...review, answer } }),
      }))
      audit.note(member.id, 'world.reviewAnswered', found.parent.address, { draft: world.address })
    })
    response.status(204).end()
  })
}
