// `GET /api/worlds/ACCOUNT/WORLD/writers` and `POST …/revert`: who wrote in a world, and taking back what one
// of them wrote since a time. What is taken back is an edit like any other, by whoever owns the world and
// asked: everybody's open page gets it, and goes on.
import {
  ANONYMOUS,
  BEHAVIOR,
  OWNER,
  parseAnyAccount,
  parseMemberId,
  type MemberId,
} from '../../../shared/world/address.ts'
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import {
  Revert,
  type PersonRef,
  type Reverted,
  type Writers,
} from '../../../shared/wire/api/sharing-bodies.ts'
import { revertMember, type RevertResult } from '../../../shared/history/revert.ts'
import { clientIdFor } from '../../owner/worlds/owner-copies.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { lentOf } from './lent-things.ts'
import { judgeRoom } from './world-creation.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { namesOf } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { createRoutes, type Routes } from '../routing/route-rules.ts'
import { logRows } from './log-pages.ts'
import { replay } from './log-replay.ts'

/** So many read a whole log at once: each holds a world in memory, with all that was ever deleted in it. */
const AT_ONCE_MAX = 2
/** So many are asked for and not answered: more would wait longer than people do. */
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

/** All who came without a session write as one. */
const WITHOUT_SESSION: PersonRef = { account: 'guest', name: 'Somebody without a name' }

export function revertRoutes(parts: RouteParts): Routes {
  const { store, sync, accounts, audit, clock, random } = parts
  const routes = createRoutes(parts)
  const own = { world: 'own' } as const
  const lent = lentOf(parts)
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

  const rowsOf = ({ key }: WorldRecord) => logRows(store, clock, { world: key, kind: 'scene' })

  routes.add('get', '/worlds/:account/:world/writers', own, async ({ request, response, world }) => {
    const since = timeIn(request.query['since'])
    const isOver = since > world.changedAt
    response.json(isOver ? { writers: [] } : await oneOfFew(() => writersOf(world, since)))
  })

  async function writersOf(world: WorldRecord, since: number): Promise<Writers> {
    const known = new Map<MemberId, { updates: number; firstAt: number; lastAt: number }>()
    for await (const { member, lastAt, firstAt, updates } of rowsOf(world)) {
      if (lastAt < since || member === BEHAVIOR || member === OWNER) continue
      const before = known.get(member) ?? { updates: 0, firstAt, lastAt }
      known.set(member, {
        updates: before.updates + updates,
        firstAt: Math.min(before.firstAt, firstAt),
        lastAt: Math.max(before.lastAt, lastAt),
      })
    }
    const refs = await refsOf([...known.keys()])
    const writers = [...known].flatMap(([id, wrote]) => {
      const ref = refs.get(id)
      return ref === undefined ? [] : [{ ...ref, ...wrote }]
    })
    return { writers: writers.toSorted((a, b) => b.lastAt - a.lastAt) }
  }

  async function refsOf(ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, PersonRef>> {
    const refs = new Map(
      await namesOf(
        parts,
        ids.filter((id) => id !== ANONYMOUS),
      ),
    )
    for (const id of ids) {
      // Their account is gone, and what they wrote can still be taken back.
      if (!refs.has(id))
        refs.set(id, id === ANONYMOUS ? WITHOUT_SESSION : { account: id, name: 'Somebody who left' })
    }
    return refs
  }

  routes.add('post', '/worlds/:account/:world/revert', own, async (asked) => {
    const { request, response, member, world } = asked
    const { account, since, isTrial } = bodyOf(Revert, request)
    if (!isTrial) judgeRoom(parts, member)
    const wrote = await oneOfFew(() => revert(world, account, since, isTrial ? null : member.id))
    const reverted = { ...wrote, carried: await carriedOff(world, account, since, isTrial) }
    if (!isTrial) audit.note(member.id, 'world.reverted', world.address, { account, since, ...reverted })
    response.json(reverted)
  })

  async function revert(
    world: WorldRecord,
    account: string,
    since: number,
    by: MemberId | null,
  ): Promise<Omit<Reverted, 'carried'>> {
    const { id: who, isKnown } = await writerNamed(account)
    // Held first: then all that was on its way is in the log.
    const held = await sync.hold(world)
    try {
      const { scene, wrote, from } = await replay(rowsOf(world), who, since)
      if (from === null && !isKnown) throw WROTE_NOTHING
      scene.clientID = clientIdFor(scene, random)
      const updates: Uint8Array[] = []
      scene.on('update', (update: Uint8Array) => updates.push(update))
      const done = revertMember(scene, wrote)
      scene.destroy()
      if (by !== null) {
        if (updates.some(({ length }) => length > FRAME_BYTES_MAX)) throw TOO_MUCH
        for (const update of updates) await held.scene.append(update, by)
      }
      return toldOf(done, from)
    } finally {
      held.release()
    }
  }

  /** What somebody carried off since a time comes back, as far as it can; answers how much. */
  async function carriedOff(
    { id }: WorldRecord,
    account: string,
    since: number,
    isTrial: boolean,
  ): Promise<number> {
    const who = (await writerNamed(account)).id
    const theirs = lent.from(id).filter((each) => each.holder === who && each.since >= since)
    if (isTrial) return theirs.length
    let back = 0
    for (const each of theirs) if ((await lent.callBack(each)) === null) back += 1
    return back
  }

  /**
   * Whom a name means: an account, a guest, who came without a session, or, by their id, who left: of them
   * nothing but what they wrote is known.
   */
  async function writerNamed(account: string): Promise<{ readonly id: MemberId; readonly isKnown: boolean }> {
    if (account === WITHOUT_SESSION.account) return { id: ANONYMOUS, isKnown: true }
    const word = parseAnyAccount(account)
    const person = word && (accounts.find(word) ?? (await store.personNamed(word)))
    const id = person?.id ?? parseMemberId(account)
    if (id === null || id === BEHAVIOR || id === OWNER) throw WROTE_NOTHING
    return { id, isKnown: person !== null }
  }

  return routes
}

function toldOf(
  { changed, removed, restored, letters }: RevertResult,
  from: number | null,
): Omit<Reverted, 'carried'> {
  return { changed: changed.size, removed: removed.size, restored: restored.size, letters, from }
}

function timeIn(query: unknown): number {
  const since = typeof query === 'string' ? Number(query) : Number.NaN
  if (!Number.isFinite(since)) throw NO_TIME
  return since
}
