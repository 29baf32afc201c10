// `GET /api/worlds/ACCOUNT/WORLD/writers` and `POST …/revert`: the people who wrote in a world, and taking
// edits back. Taking back is an edit like any other, by the owner who asked: everybody's open page gets it,
// and goes on.
import {
  ANONYMOUS,
  BEHAVIOR,
  OWNER,
  parseAnyAccount,
  parseMemberId,
  type MemberId,
} from '../../../shared/world/address.ts'
import { isMergeNote, type AuthorId, type RowNote } from '../../../shared/world/author.ts'
import { Revert, type Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import type { PersonRef, Writers } from '../../../shared/wire/api/sharing-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { DraftMerging } from '../../history/drafts/draft-merging.ts'
import type { RowSelection } from '../../history/past-edits.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import { goneSignal } from '../edge/gone-signal.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { LentOutThings } from '../worlds/lent-things.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import { authorRefs } from './author-refs.ts'
import { authorsOf, changedThing } from './history-json.ts'
import { authorIn, judgeLine } from './history-query.ts'
import { toldWell } from './history-refusals.ts'
import type { PastWriter } from './past-writer.ts'

const WROTE_NOTHING = new HttpRefusal(404, 'person', 'Nobody with that name has written here.')
const NO_MERGE = new HttpRefusal(
  404,
  'missing',
  'This world had no such merge. Its history lists those that it had.',
)
const NO_REVERT = new HttpRefusal(
  404,
  'missing',
  'Nothing was taken back here under that name. The history lists what was.',
)
const NO_TIME = new HttpRefusal(400, 'malformed', 'Say since when, as ?since= and milliseconds since 1970.')
const ONE_OF = new HttpRefusal(
  400,
  'malformed',
  'Say what to take back: `account` or `author` with `since`, `session` with `from` and `to`, `merge`, or `revert`.',
)
const BACKWARDS = new HttpRefusal(400, 'malformed', 'A session goes forward: `from` is the older revision.')

/** Everybody who came without a session counts as one writer. */
const WITHOUT_SESSION: PersonRef = { account: 'guest', name: 'Somebody without a name' }

interface RevertParts
  extends Pick<AccountServices, 'store' | 'accounts'>, Pick<WorldServices, 'history' | 'audit'> {
  readonly names: PersonNames
  readonly creation: WorldCreation
  readonly lent: LentOutThings
  readonly writer: PastWriter
  readonly merging: Pick<DraftMerging, 'revert'>
}

const OWN = { world: 'own' } as const

export function addRevertRoutes(routes: Routes, parts: RevertParts): void {
  routes.add('get', '/worlds/:account/:world/writers', OWN, async ({ request, response, world }) => {
    const since = timeIn(request.query['since'])
    const isOver = since > world.changedAt
    response.json(isOver ? { writers: [] } : await toldWell(writersOf(parts, world, since)))
  })

  routes.add('post', '/worlds/:account/:world/revert', OWN, async (asked) => {
    asked.response.setTimeout(STEP_MS)
    judgeLine(asked.request, asked.world)
    const body = bodyOf(Revert, asked.request)
    if (body.isTrial !== true) parts.creation.judgeRoom(asked.member)
    asked.response.json(await toldWell(revert(parts, asked, body)))
  })
}

async function writersOf(parts: RevertParts, world: WorldRecord, since: number): Promise<Writers> {
  const known = new Map<MemberId, { updates: number; firstAt: number; lastAt: number }>()
  for await (const { member, lastAt, firstAt, updates } of parts.history.rowsSince(world, since)) {
    if (member === BEHAVIOR || member === OWNER) continue
    const before = known.get(member) ?? { updates: 0, firstAt, lastAt }
    known.set(member, {
      updates: before.updates + updates,
      firstAt: Math.min(before.firstAt, firstAt),
      lastAt: Math.max(before.lastAt, lastAt),
    })
  }
  const refs = await parts.names.of([...known.keys()].filter((id) => id !== ANONYMOUS))
  const writers = [...known].map(([id, wrote]) => ({ ...(refs.get(id) ?? namelessRef(id)), ...wrote }))
  return { writers: writers.toSorted((a, b) => b.lastAt - a.lastAt) }
}

/** A person whose account is gone is named by their id: their edits can still be taken back. */
const namelessRef = (id: MemberId): PersonRef =>
  id === ANONYMOUS ? WITHOUT_SESSION : { account: id, name: 'Somebody who left' }

/** What is to be taken back. */
interface AskedRevert {
  readonly selection: RowSelection
  /** For the log of deeds. */
  readonly words: string
  /** Whose carried things come back, too, since when; null: nobody's. */
  readonly carriedBy: { readonly id: MemberId; readonly since: number } | null
  /** Whether finding nothing means that nobody of the name was ever here. */
  readonly isUnknown: boolean
}

async function revert(parts: RevertParts, asked: RouteRequest<WorldRecord>, body: Revert): Promise<Reverted> {
  const { response, member, world } = asked
  const { merge } = body
  const isTrial = body.isTrial === true
  const { edit, revision, id } = await parts.writer.write(world, member.id, {
    kind: 'revert',
    // A merge is taken back by who merged it, so that its draft has its differences again.
    isTrial: isTrial || merge !== undefined,
    edit: async () => {
      // Only then: rows have other numbers once room was made, or something was erased.
      const { selection, isUnknown, ...asked } = await askedIn(parts, world, body)
      const found = await parts.history.takingBack(world, selection, member.id)
      if (found.from === null && isUnknown) throw WROTE_NOTHING
      return { ...found, ...asked }
    },
  })
  const { changed, removed, restored, letters, from, things, hasMore, words, carriedBy } = edit
  const carried = carriedBy === null ? 0 : await carriedOff(parts.lent, world, carriedBy, isTrial)
  const counts = { changed, removed, restored, letters, carried, from }
  if (!isTrial) {
    parts.audit.note(member.id, 'world.reverted', world.address, {
      account: words,
      ...(body.since !== undefined && { since: body.since }),
      ...counts,
    })
    if (merge === undefined) return { ...counts, ...(id !== null && { id }), revision }
    const made = await parts.merging.revert(world, merge, member.id, goneSignal(response))
    return { ...counts, revision: made.revision }
  }
  const ref = await authorRefs(parts, world, authorsOf(things))
  return {
    ...counts,
    things: things.map((change) => changedThing(change, ref)),
    ...(hasMore && { hasMore }),
    revision: edit.revision,
  }
}

async function askedIn(parts: RevertParts, world: WorldRecord, body: Revert): Promise<AskedRevert> {
  const { account, author, since, session, merge, revert: earlier } = body
  const named = [account, session ?? author, merge, earlier].filter((each) => each !== undefined)
  if (named.length !== 1) throw ONE_OF
  if (session !== undefined) return ofSession(parts, world, session, author)
  if (merge !== undefined) {
    const isSuch = (note: RowNote): boolean => isMergeNote(note) && note.id === merge
    return ofRows(parts, world, { isSuch, words: 'a merge', none: NO_MERGE })
  }
  if (earlier !== undefined) {
    const isSuch = (note: RowNote): boolean => note.kind === 'revert' && note.id === earlier
    return ofRows(parts, world, { isSuch, words: 'what was taken back', none: NO_REVERT })
  }
  if (since === undefined) throw NO_TIME
  if (account !== undefined) {
    const { id, isKnown } = await writerNamed(parts, account)
    const isSelected: RowSelection['isSelected'] = (row) => row.member === id && row.lastAt >= since
    return {
      selection: { since: { at: since }, isSelected },
      words: account,
      carriedBy: { id, since },
      isUnknown: !isKnown,
    }
  }
  return ofAuthor(parts, author ?? { kind: 'owner' }, since)
}

async function ofAuthor(
  parts: RevertParts,
  author: NonNullable<Revert['author']>,
  since: number,
): Promise<AskedRevert> {
  const { isBy, words, isUnknown } = await authorNamed(parts, author)
  const isSelected: RowSelection['isSelected'] = (row) => row.lastAt >= since && isBy(row)
  return { selection: { since: { at: since }, isSelected }, words, carriedBy: null, isUnknown }
}

interface NamedAuthor extends Pick<AskedRevert, 'words' | 'isUnknown'> {
  readonly isBy: RowSelection['isSelected']
}

async function authorNamed(
  parts: RevertParts,
  { kind, id = '' }: NonNullable<Revert['author']>,
): Promise<NamedAuthor> {
  const asked = authorIn(kind === 'owner' ? kind : `${kind}:${id}`, parts.names)
  const person = asked !== null && 'account' in asked ? await writerNamed(parts, asked.account) : null
  const isOne = (author: AuthorId): boolean =>
    asked !== null && 'isBy' in asked ? asked.isBy(author) : author === person?.id
  return {
    isBy: ({ author, member }) => isOne(author ?? member),
    words: authorWords(kind, id),
    isUnknown: person !== null && !person.isKnown,
  }
}

/** An author as the audit log names them. */
function authorWords(kind: NonNullable<Revert['author']>['kind'], id: string): string {
  if (kind === 'person') return id
  return kind === 'node' ? `everybody from ${id}` : AUTHORS[kind]
}

const AUTHORS = { program: 'a program', agent: 'an agent', owner: 'this node' } as const

/** What everybody wrote in a session, or one author alone: in a list of theirs others' edits are between. */
async function ofSession(
  parts: RevertParts,
  world: WorldRecord,
  { from, to }: NonNullable<Revert['session']>,
  author: Revert['author'],
): Promise<AskedRevert> {
  if (from >= to) throw BACKWARDS
  const { history } = parts
  const [first, last] = await Promise.all([history.place(world, from), history.place(world, to)])
  return between(
    { after: first.sequence, upTo: last.sequence },
    author === undefined ? EVERYBODY : await authorNamed(parts, author),
  )
}

const EVERYBODY: NamedAuthor = { isBy: () => true, words: 'everybody in one session', isUnknown: false }

/** Rows that were written together, under a note of their own. */
interface NotedRows {
  readonly isSuch: (note: RowNote) => boolean
  readonly words: string
  /** Told where there are none. */
  readonly none: HttpRefusal
}

async function ofRows(
  { history }: RevertParts,
  world: WorldRecord,
  { isSuch, words, none }: NotedRows,
): Promise<AskedRevert> {
  const rows = await history.noted(world, isSuch)
  if (rows === null) throw none
  return between(rows, { ...EVERYBODY, words })
}

const between = (
  { after, upTo }: { readonly after: number; readonly upTo: number },
  { isBy, words, isUnknown }: NamedAuthor,
): AskedRevert => ({
  selection: {
    since: { sequence: after },
    isSelected: (row) => row.sequence > after && row.sequence <= upTo && isBy(row),
  },
  words,
  carriedBy: null,
  isUnknown,
})

/** Calls back the things that somebody carried off since a time; answers how many came. */
async function carriedOff(
  lent: LentOutThings,
  world: WorldRecord,
  by: { readonly id: MemberId; readonly since: number },
  isTrial: boolean,
): Promise<number> {
  const theirs = lent.from(world.id).filter(({ holder, since }) => holder === by.id && since >= by.since)
  if (isTrial) return theirs.length
  let back = 0
  for (const each of theirs) if ((await lent.callBack(each)) === null) back += 1
  return back
}

/**
 * The writer of a name: an account, a guest, everybody who came without a session, or, by their id, somebody
 * who left.
 */
async function writerNamed(
  { accounts, store }: Pick<RevertParts, 'accounts' | 'store'>,
  account: string,
): Promise<{ readonly id: MemberId; readonly isKnown: boolean }> {
  if (account === WITHOUT_SESSION.account) return { id: ANONYMOUS, isKnown: true }
  const word = parseAnyAccount(account)
  const person = word && (accounts.find(word) ?? (await store.personNamed(word)))
  const id = person?.id ?? parseMemberId(account)
  if (id === null || id === BEHAVIOR || id === OWNER) throw WROTE_NOTHING
  return { id, isKnown: person !== null }
}

function timeIn(query: unknown): number {
  const since = typeof query === 'string' ? Number(query) : Number.NaN
  if (!Number.isFinite(since)) throw NO_TIME
  return since
}
