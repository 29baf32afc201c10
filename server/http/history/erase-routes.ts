// `POST /api/worlds/ACCOUNT/WORLD/erase`: takes deleted words out of a world, and out of its drafts, for
// good. `POST …/room`: takes ids of which nothing stands out of a world, so that people can write there
// again.
import {
  ANONYMOUS,
  BEHAVIOR,
  OWNER,
  parseAnyAccount,
  parseMemberId,
  type MemberId,
} from '../../../shared/world/address.ts'
import { Erase, MakeRoom, type Erased, type RoomMade } from '../../../shared/wire/api/history-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { WhatToErase } from '../../history/erasing.ts'
import type { UpkeepServices, WorldServices } from '../routing/http-services.ts'
import { goneSignal } from '../edge/gone-signal.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import { toldWell } from './history-refusals.ts'

interface EraseParts
  extends
    Pick<AccountServices, 'store' | 'accounts'>,
    Pick<WorldServices, 'audit' | 'drafts' | 'erasing' | 'offers'>,
    Pick<UpkeepServices, 'backups'> {}

const WROTE_NOTHING = new HttpRefusal(404, 'person', 'Nobody with that name has written here.')
const ONE_OF_BOTH = new HttpRefusal(
  400,
  'malformed',
  'Say what to erase: `before` (a time) or `account` (a person), one of both.',
)

const IS_DRAFT = new HttpRefusal(
  400,
  'malformed',
  'This is a draft. Bring it up to its world: what it wrote and deleted is left out then.',
)

export function addEraseRoutes(routes: Routes, parts: EraseParts): void {
  const { audit, erasing } = parts
  const rule = { world: 'own', isProven: true } as const

  routes.add('post', '/worlds/:account/:world/erase', rule, async ({ request, response, member, world }) => {
    response.setTimeout(STEP_MS)
    const { before, account, isTrial = false } = bodyOf(Erase, request)
    if ((before === undefined) === (account === undefined)) throw ONE_OF_BOTH
    const what: WhatToErase =
      account === undefined ? { before: before ?? 0 } : { member: await writerOf(parts, account) }
    const erased = await parts.drafts.whileMoving(world.id, async () => {
      const all = await withDrafts(parts, world)
      const offered = new Set(parts.drafts.offers())
      const worlds = all.filter(({ id }) => !offered.has(id))
      const gone = goneSignal(response)
      if (isTrial) return toldWell(erasing.count(worlds, what, member.id, gone))
      const begin = async (): Promise<void> => {
        // Before: what is written over meanwhile goes from the disk with it.
        await audit.forgetWords()
        // What is offered rests on what is erased; it can be offered again after an update.
        for (const each of all) await parts.offers?.receiving.endAll(each.id)
      }
      return toldWell(erasing.erase(worlds, what, member.id, begin, gone))
    })
    let backups: Erased['backups'] = 'kept'
    if (!isTrial) {
      const of = account === undefined ? { before: before ?? 0 } : { account }
      audit.note(member.id, 'world.erased', world.address, { erased, ...of })
      backups = (await parts.backups?.renew()) ?? 'none'
    }
    response.json({ erased, backups } satisfies Erased)
  })

  routes.add('post', '/worlds/:account/:world/room', rule, async ({ request, response, member, world }) => {
    response.setTimeout(STEP_MS)
    const { isTrial = false } = bodyOf(MakeRoom, request)
    if (parts.drafts.of(world.id) !== null) throw IS_DRAFT
    if (isTrial) {
      const counted = await toldWell(erasing.countRoom(world, member.id, goneSignal(response)))
      response.json(counted satisfies RoomMade)
      return
    }
    // What is offered names ids that may be left out; it can be offered again.
    const begin = async (): Promise<void> => parts.offers?.receiving.endAll(world.id)
    const made = await parts.drafts.whileMoving(world.id, () =>
      toldWell(erasing.makeRoom(world, member.id, begin, goneSignal(response))),
    )
    audit.note(member.id, 'world.roomMade', world.address, {
      writers: made.before.writers - made.after.writers,
      pieces: made.before.pieces - made.after.pieces,
    })
    response.json(made satisfies RoomMade)
  })
}

/** A world, and all that began as it was. */
async function withDrafts({ store, drafts }: EraseParts, world: WorldRecord): Promise<WorldRecord[]> {
  const all = [world]
  for (const each of all) {
    for (const [id] of drafts.ofParent(each.id)) {
      const draft = await store.findById(id)
      if (draft !== null) all.push(draft)
    }
  }
  return all
}

/** Somebody who may have written here, by the name that the list of writers has. */
async function writerOf({ accounts, store }: EraseParts, account: string): Promise<MemberId> {
  if (account === 'guest') return ANONYMOUS
  const word = parseAnyAccount(account)
  const person = word && (accounts.find(word) ?? (await store.personNamed(word)))
  const id = person?.id ?? parseMemberId(account)
  if (id === null || id === BEHAVIOR || id === OWNER) throw WROTE_NOTHING
  return id
}
