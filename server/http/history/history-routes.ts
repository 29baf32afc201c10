// The past of a world: `GET /api/worlds/ACCOUNT/WORLD/history`, the states, steps and authors below it, and
// `…/changes`. Who may see the world may look as far back as the world is set to
// (server/history/look-back.ts).
import type { Response } from 'express'
import type { Revision } from '../../../shared/history/revision.ts'
import {
  REVISION_HEADER,
  SESSIONS_MAX,
  STATE_TYPE,
  STEPS_MAX,
  type AuthorsAnswer,
  type ChangesAnswer,
  type HistoryAnswer,
  type StepsAnswer,
} from '../../../shared/wire/api/history-bodies.ts'
import { ANONYMOUS, parseAnyAccount, parseMemberId } from '../../../shared/world/address.ts'
import type { AuthorId } from '../../../shared/world/author.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { MayLookBack } from '../../history/look-back.ts'
import type { HistoryPlace } from '../../history/history-places.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { createPlaces, senderOf } from '../edge/body-slots.ts'
import {
  BODY_GRACE_MS,
  BODY_SLOWEST_BYTES_PER_S,
  PAST_PLACES,
  SILENCE_MS,
  STEP_MS,
  TRANSFER_SILENCE_MS,
} from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Guard } from '../edge/origin-guard.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import { authorRefs } from './author-refs.ts'
import { FEED_SESSIONS, FEED_TYPE, feedOf } from './world-feed.ts'
import type { SeenBy } from '../words/seen-worlds.ts'
import {
  authorIn,
  judgeLine,
  limitIn,
  neededRevision,
  neededThing,
  revisionIn,
  thingIn,
} from './history-query.ts'
import { authorsOf, changedThing, sessionOf } from './history-json.ts'
import { toldWell } from './history-refusals.ts'

interface HistoryParts extends Pick<AccountServices, 'store' | 'accounts' | 'rights'> {
  readonly guard: Pick<Guard, 'linkOriginOf'>
  readonly seenBy: SeenBy
  readonly history: WorldHistory
  readonly mayLookBack: MayLookBack
  readonly names: PersonNames
  readonly clock: ServerClock
}

type PastRequest = RouteRequest<WorldRecord>

const SEE = { world: 'see' } as const
const NOT_YOURS = new HttpRefusal(
  403,
  'right',
  'You can see this world, but its past is only for people who may edit it.',
)
const BEFORE_YOUR_TIME = new HttpRefusal(
  403,
  'right',
  'You can see the past of this world only from a later day on: `since` in its history says from which.',
)
const NO_SUCH_THING = new HttpRefusal(404, 'missing', 'At that revision this world had no such thing.')
const NO_FEED = new HttpRefusal(
  404,
  'missing',
  'This world has no feed. Its owner can let search engines find it: then it has one.',
)
const BUSY = new HttpRefusal(503, 'busy', 'Others look into the past now. Try again in a moment.', 2)

const WORLD = '/worlds/:account/:world'

export function addHistoryRoutes(routes: Routes, parts: HistoryParts): void {
  const place = createPlaces(PAST_PLACES, BUSY)

  /** Adds a route that looks at the past: few at once, and refused in words. */
  function add(path: string, answer: (parts: HistoryParts, asked: PastRequest) => Promise<void>): void {
    routes.add('get', `${WORLD}${path}`, SEE, async (asked) => {
      const { request, response, member, world } = asked
      judgeLine(request, world)
      // While it is worked out; who reads the answer has as long as everybody.
      response.setTimeout(STEP_MS)
      place({ response, ...senderOf(member, parts.accounts) })
      await toldWell(answer(parts, asked))
    })
  }

  add('/history', sendSessions)
  add('/history/steps', sendSteps)
  add('/history/:revision', sendState)
  add('/history/:revision/authors', sendAuthors)
  add('/changes', sendChanges)
  add('/feed', sendFeed)
}

/** The first place that somebody may see; throws where they may see none. */
async function firstPlace(
  { history, mayLookBack }: HistoryParts,
  { member, world }: Pick<PastRequest, 'member' | 'world'>,
): Promise<HistoryPlace> {
  const lookBack = mayLookBack(world, member)
  if (lookBack === 'nothing') throw NOT_YOURS
  return lookBack === 'everything'
    ? history.place(world, 0 as Revision)
    : history.placeSince(world, lookBack.since)
}

/** The places of revisions, all of which somebody may see. */
async function placesOf(
  parts: HistoryParts,
  asked: PastRequest,
  ...revisions: readonly Revision[]
): Promise<HistoryPlace[]> {
  const first = await firstPlace(parts, asked)
  const places = await Promise.all(revisions.map((each) => parts.history.place(asked.world, each)))
  if (places.some(({ revision }) => revision < first.revision)) throw BEFORE_YOUR_TIME
  return places
}

async function sendSessions(parts: HistoryParts, asked: PastRequest): Promise<void> {
  const { request, response, world } = asked
  const first = await firstPlace(parts, asked)
  const query = {
    from: Math.max(first.revision, revisionIn(request.query['from'], 0)),
    to: revisionIn(request.query['to'], Number.MAX_SAFE_INTEGER),
    limit: limitIn(request.query['limit'], SESSIONS_MAX),
    isSoon: request.query['soon'] === '1',
    isBy: await isByIn(parts, request.query['author']),
    thing: thingIn(request.query['thing']),
  }
  const beginning = await parts.history.beginning(world)
  const since = beginning.revision > first.revision ? beginning : first
  const { revision, sessions, hasMore, reached } = await parts.history.sessions(world, query)
  const ref = await authorRefs(
    parts,
    world,
    sessions.flatMap(({ authors }) => authors),
  )
  response.setTimeout(SILENCE_MS)
  response.json({
    revision,
    line: world.line,
    sessions: sessions.map((session) => sessionOf(session, ref)),
    hasMore,
    ...(reached !== null && { reached }),
    ...(since.revision > 0 && { since: { revision: since.revision, at: since.at } }),
  } satisfies HistoryAnswer)
}

/** Whoever asks gets what anybody gets: readers share it. */
async function sendFeed(parts: HistoryParts, { request, response, world }: PastRequest): Promise<void> {
  const { history, mayLookBack, seenBy, guard } = parts
  const seen = await seenBy(NO_MEMBER, world.address)
  if (seen?.isFound !== true) throw NO_FEED
  const anybody = { member: NO_MEMBER, world }
  const query = { to: Number.MAX_SAFE_INTEGER, limit: FEED_SESSIONS, isBy: null, thing: null }
  const list =
    mayLookBack(world, NO_MEMBER) === 'nothing'
      ? null
      : await history.sessions(world, { from: (await firstPlace(parts, anybody)).revision, ...query })
  const ref = await authorRefs(parts, world, list?.sessions.flatMap(({ authors }) => authors) ?? [])
  const origin = guard.linkOriginOf(request)
  response
    .type(FEED_TYPE)
    .send(feedOf({ ...world, lang: seen.words?.lang ?? null }, list?.sessions ?? null, ref, origin))
}

async function isByIn(parts: HistoryParts, raw: unknown): Promise<((author: AuthorId) => boolean) | null> {
  const asked = authorIn(raw, parts.names)
  if (asked === null) return null
  if ('isBy' in asked) return asked.isBy
  const member = await memberNamed(parts, asked.account)
  // Nobody of that name wrote here, which is an answer, too.
  return (author) => author === member
}

async function memberNamed({ accounts, store }: HistoryParts, account: string): Promise<string | null> {
  if (account === 'guest') return ANONYMOUS
  const word = parseAnyAccount(account)
  const person = word && (accounts.find(word) ?? (await store.personNamed(word)))
  return person?.id ?? parseMemberId(account)
}

async function sendState(parts: HistoryParts, asked: PastRequest): Promise<void> {
  const { request, response, member, world } = asked
  const [place] = await placesOf(parts, asked, neededRevision(request.params['revision']))
  if (place === undefined) return
  const etag = `"${world.line}-${place.revision}"`
  // With its line it is the same for good; without, another line may have come.
  const isForGood = request.query['line'] !== undefined
  response.set({
    'Cache-Control': isForGood ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    ETag: etag,
    [REVISION_HEADER]: String(place.revision),
  })
  if (request.headers['if-none-match'] === etag) {
    response.status(304).end()
    return
  }
  const state = await parts.history.state(world, place, member.id)
  sendBytes(response, state, parts.clock)
}

/** Cuts off a reader who is too slow: all of it is in memory until it is sent. */
function sendBytes(response: Response, bytes: Uint8Array, clock: ServerClock): void {
  const takesMs = BODY_GRACE_MS + (1000 * bytes.length) / BODY_SLOWEST_BYTES_PER_S
  const cancel = clock.after(takesMs, () => response.destroy())
  response.once('close', cancel)
  response.setTimeout(TRANSFER_SILENCE_MS)
  response.type(STATE_TYPE).setHeader('Content-Length', bytes.length)
  // Not by Express, which would hash and copy all of it.
  response.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}

async function sendChanges(parts: HistoryParts, asked: PastRequest): Promise<void> {
  const { request, response, member, world } = asked
  const wanted = [neededRevision(request.query['from']), neededRevision(request.query['to'])]
  const [from, to] = await placesOf(parts, asked, ...wanted)
  if (from === undefined || to === undefined) return
  const changes = await parts.history.changes(world, from, to, member.id)
  const ref = await authorRefs(parts, world, authorsOf(changes))
  response.setTimeout(SILENCE_MS)
  response.json({
    from: from.revision,
    to: to.revision,
    things: changes.map((change) => changedThing(change, ref)),
  } satisfies ChangesAnswer)
}

async function sendSteps(parts: HistoryParts, asked: PastRequest): Promise<void> {
  const { request, response, member, world } = asked
  const end = revisionIn(request.query['to'], null)
  const [from, to] = await placesOf(
    parts,
    asked,
    neededRevision(request.query['from']),
    ...(end === null ? [] : [end]),
  )
  if (from === undefined) return
  const stretch = {
    from,
    to: to ?? (await parts.history.end(world)),
    limit: limitIn(request.query['limit'], STEPS_MAX),
    isWhole: to !== undefined,
  }
  const steps = await parts.history.steps(world, stretch, member.id)
  const ref = await authorRefs(
    parts,
    world,
    steps.flatMap(({ authors, things }) => [...authors, ...authorsOf(things ?? [])]),
  )
  response.setTimeout(SILENCE_MS)
  response.json({
    steps: steps.map(({ things, authors, ...step }) => ({
      ...step,
      authors: authors.map(ref),
      things: things === null ? null : things.map((change) => changedThing(change, ref)),
    })),
  } satisfies StepsAnswer)
}

async function sendAuthors(parts: HistoryParts, asked: PastRequest): Promise<void> {
  const { request, response, member, world } = asked
  const thing = neededThing(request.query['thing'])
  const [place] = await placesOf(parts, asked, neededRevision(request.params['revision']))
  const found = place === undefined ? null : await parts.history.authors(world, place, thing, member.id)
  if (found === null) throw NO_SUCH_THING
  const { text, values } = found
  const authors = [...text, ...values].flatMap(({ author }) => author ?? [])
  const ref = await authorRefs(parts, world, authors)
  const named = <T extends { readonly author: AuthorId | null }>(part: T) => ({
    ...part,
    author: part.author && ref(part.author),
  })
  response.setTimeout(SILENCE_MS)
  response.json({ text: text.map(named), values: values.map(named) } satisfies AuthorsAnswer)
}
