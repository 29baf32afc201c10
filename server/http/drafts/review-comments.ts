// Comments on the differences of a draft: `…/review/comments`.
import { COMMENTS_MAX, NewComment, type ReviewComment } from '../../../shared/wire/api/draft-bodies.ts'
import type { MemberId, RandomBytes, WorldId } from '../../../shared/world/address.ts'
import type { CommentRecord, CommentTable } from '../../drafts/comment-table.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'

export interface ReviewComments {
  /** Oldest first. */
  of(draft: WorldId): Promise<ReviewComment[]>
}

interface CommentParts {
  readonly comments: CommentTable
  readonly drafts: Drafts
  readonly creation: Pick<WorldCreation, 'judgeRoom'>
  readonly names: PersonNames
  readonly clock: ServerClock
  readonly random: RandomBytes
}

export function createReviewComments({ comments, names }: CommentParts): ReviewComments {
  return {
    async of(draft) {
      const found = commentsOf(comments, draft)
      const people = await names.of(found.map(([, { by }]) => by))
      return found.map(([id, { thing, words, by, at }]) => ({
        id,
        thing,
        words,
        by: people.get(by) ?? null,
        at,
      }))
    },
  }
}

const commentsOf = (comments: CommentTable, draft: WorldId): [string, CommentRecord][] =>
  [...comments.entries()].filter(([, each]) => each.draft === draft).toSorted(([, a], [, b]) => a.at - b.at)

const countOf = (comments: CommentTable, member: MemberId): number =>
  [...comments.entries()].reduce((count, [, { by }]) => (by === member ? count + 1 : count), 0)

const WORLD = '/worlds/:account/:world'
const NO_DRAFT = new HttpRefusal(
  400,
  'malformed',
  'This world is no draft, so there is nothing to review in it.',
)
const TOO_MANY = new HttpRefusal(
  409,
  'bound',
  `This draft has ${COMMENTS_MAX} comments, which is the limit. Delete some first.`,
)
/** Comments of one person in all drafts: all of a node are in memory. */
const COMMENTS_OF_ONE_MAX = 2_000
const TOO_MANY_OF_ONE = new HttpRefusal(
  409,
  'bound',
  `You have written ${COMMENTS_OF_ONE_MAX} comments that are still there, which is the limit. Delete some, or drafts that are done.`,
)
const NO_COMMENT = new HttpRefusal(404, 'missing', 'There is no such comment any more.')
const NOT_YOURS = new HttpRefusal(403, 'right', 'This comment is somebody else’s. Only they can delete it.')

export function addCommentRoutes(routes: Routes, parts: CommentParts): void {
  const { comments, drafts, creation, names, clock, random } = parts

  routes.add(
    'post',
    `${WORLD}/review/comments`,
    { world: 'edit' },
    async ({ request, response, member, world }) => {
      const { thing, words } = bodyOf(NewComment, request)
      if (drafts.of(world.id) === null) throw NO_DRAFT
      if (commentsOf(comments, world.id).length >= COMMENTS_MAX) throw TOO_MANY
      if (countOf(comments, member.id) >= COMMENTS_OF_ONE_MAX) throw TOO_MANY_OF_ONE
      creation.judgeRoom(member, words.length)
      const id = Buffer.from(random(12)).toString('base64url')
      const made = { draft: world.id, thing, words, by: member.id, at: clock.now() }
      await drafts.change([comments.set(id, made)])
      const by = (await names.of([member.id])).get(member.id) ?? null
      response.status(201).json({ id, thing, words, by, at: made.at } satisfies ReviewComment)
    },
  )

  routes.add(
    'delete',
    `${WORLD}/review/comments/:comment`,
    { world: 'edit' },
    async ({ request, response, member, world }) => {
      const id = String(request.params['comment'])
      if (drafts.of(world.id) === null) throw NO_DRAFT
      const found = comments.get(id)
      if (found === null || found.draft !== world.id) throw NO_COMMENT
      if (found.by !== member.id) throw NOT_YOURS
      await drafts.change([comments.forget(id)])
      response.status(204).end()
    },
  )
}
