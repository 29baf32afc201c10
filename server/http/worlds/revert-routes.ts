// `GET /api/worlds/ACCOUNT/WORLD/writers` and `POST …/revert`: the people who wrote in a world, and taking
// back the edits of one of them since a time. Taking back is an edit like any other, by the owner who asked:
// everybody's open page gets it, and goes on.
import {
  ANONYMOUS,
  BEHAVIOR,
  OWNER,
  parseAnyAccount,
  parseMemberId,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import {
  Revert,
  type PersonRef,
  type Reverted,
  type Writers,
} from '../../../shared/wire/api/sharing-bodies.ts'
import { revertMember } from '../../../shared/history/revert.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { clientIdFor } from '../../owner/worlds/owner-copies.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { LentOutThings } from './lent-things.ts'
import type { WorldCreation } from './world-creation.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'
import { logRows } from './log-pages.ts'
import { replay } from './log-replay.ts'

/**
 * Requests that read a whole log at once: each holds a world in memory, with everything that was ever deleted
 * in it.
 */
const AT_ONCE_MAX = 2
/** Requests that wait or run: more would wait longer than people do. */
const WAITING_MAX = 10

const BUSY = new HttpRefusal(
  503,
  'busy',
  'This node is busy searching another world. Try again in a minute.',
  30,
)
const WROTE_NOTHING = new HttpRefusal(404, 'person', 'Nobody with that name has written here.')
const TOO_MUCH = new HttpRefusal(
  413,
  'bound',
  'That is more than can be taken back at once. Start with a later time, then go further back.',
)
const NO_TIME = new HttpRefusal(400, 'malformed', 'Say since when, as ?since= and milliseconds since 1970.')

/** Everybody who came without a session counts as one writer. */
const WITHOUT_SESSION: PersonRef = { account: 'guest', name: 'Somebody without a name' }

interface RevertParts
  extends Pick<AccountServices, 'store' | 'accounts'>, Pick<WorldServices, 'sync' | 'audit'> {
  readonly names: PersonNames
  readonly creation: WorldCreation
  readonly lent: LentOutThings
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

export function addRevertRoutes(routes: Routes, parts: RevertParts): void {
  const { creation, lent, audit } = parts
  const own = { world: 'own' } as const
  const turns = new Semaphore(AT_ONCE_MAX)
  let waiting = 0

  async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= WAITING_MAX) throw BUSY
    waiting++
    try {
      return await turns.take(work)
    } finally {
      waiting--
    }
  }

  routes.add('get', '/worlds/:account/:world/writers', own, async ({ request, response, world }) => {
    const since = timeIn(request.query['since'])
    const isOver = since > world.changedAt
    response.json(isOver ? { writers: [] } : await oneOfFew(() => writersOf(parts, world, since)))
  })

  routes.add('post', '/worlds/:account/:world/revert', own, async (asked) => {
    const { request, response, member, world } = asked
    const { account, since, isTrial } = bodyOf(Revert, request)
    if (!isTrial) creation.judgeRoom(member)
    const by = isTrial ? null : member.id
    const wrote = await oneOfFew(() => revert(parts, world, { account, since }, by))
    const { id } = await writerNamed(parts, account)
    const reverted = { ...wrote, carried: await carriedOff(lent, world, { id, since }, isTrial) }
    if (!isTrial) audit.note(member.id, 'world.reverted', world.address, { account, since, ...reverted })
    response.json(reverted)
  })
}

const rowsOf = ({ store, clock }: Pick<RevertParts, 'store' | 'clock'>, { key }: WorldRecord) =>
  logRows(store, clock, { world: key, kind: 'scene' })

async function writersOf(parts: RevertParts, world: WorldRecord, since: number): Promise<Writers> {
  const known = new Map<MemberId, { updates: number; firstAt: number; lastAt: number }>()
  for await (const { member, lastAt, firstAt, updates } of rowsOf(parts, world)) {
    if (lastAt < since || member === BEHAVIOR || member === OWNER) continue
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

/** Reverts what somebody wrote since a time, as an edit of `by`; null: only says what would change. */
async function revert(
  parts: RevertParts,
  world: WorldRecord,
  { account, since }: { readonly account: string; readonly since: number },
  by: MemberId | null,
): Promise<Omit<Reverted, 'carried'>> {
  const { id: who, isKnown } = await writerNamed(parts, account)
  // Held first: then everything that was on its way is in the log.
  const held = await parts.sync.hold(world)
  try {
    const { scene, wrote, from } = await replay(rowsOf(parts, world), who, since)
    if (from === null && !isKnown) throw WROTE_NOTHING
    scene.clientID = clientIdFor(scene, parts.random)
    const updates: Uint8Array[] = []
    scene.on('update', (update: Uint8Array) => updates.push(update))
    const { changed, removed, restored, letters } = revertMember(scene, wrote)
    scene.destroy()
    if (by !== null) {
      if (updates.some(({ length }) => length > FRAME_BYTES_MAX)) throw TOO_MUCH
      for (const update of updates) await held.scene.append(update, by)
    }
    return { changed: changed.size, removed: removed.size, restored: restored.size, letters, from }
  } finally {
    held.release()
  }
}

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
