// `/api/worlds/ACCOUNT/WORLD/drafts`: the drafts of a world, and making one. `…/draft`: which draft a world
// is.
import type { Revision } from '../../../shared/history/revision.ts'
import {
  NewDraft,
  type DraftList,
  type DraftMade,
  type DraftOf,
} from '../../../shared/wire/api/draft-bodies.ts'
import { nodeOf, type MemberId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { askedSince, type Drafts } from '../../drafts/draft-table.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { Owner } from '../../owner/world-owner.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { judgeNoOffer, toldWell } from '../history/history-refusals.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'
import { DRAFT_BEGIN, type MakeDraft } from './draft-creation.ts'
import { toldReview } from './draft-reviews.ts'

const AT_HOME = new HttpRefusal(
  409,
  'elsewhere',
  'Drafts are kept on the node of the person who makes them. Begin yours on your own node.',
)

interface DraftRouteParts extends Pick<AccountServices, 'store' | 'rightOf' | 'rights' | 'accounts'> {
  readonly drafts: Drafts
  readonly offers: WorldServices['offers']
  readonly publishing: Pick<Publishing, 'isWorkingDraft' | 'mayPublish'>
  readonly history: Pick<WorldHistory, 'place' | 'end' | 'listedChanges'>
  readonly makeDraft: MakeDraft
  readonly owner: Pick<Owner, 'look'>
  readonly names: PersonNames
  readonly audit: Audit
}

export function addDraftRoutes(routes: Routes, parts: DraftRouteParts): void {
  const { store, rightOf, rights, accounts, drafts, offers, publishing } = parts
  const { history, makeDraft, owner, names, audit } = parts

  routes.add('post', '/worlds/:account/:world/drafts', { world: 'edit' }, async (asked) => {
    const { request, response, member, world } = asked
    response.setTimeout(STEP_MS)
    if (member.kind === 'peer') throw AT_HOME
    judgeNoOffer(drafts, world)
    // Guests may look at a world elsewhere, and make none here.
    if (nodeOf(world.address) !== null && rights !== null && !accounts.isAccount(member)) throw SIGN_IN
    const { title, revision } = bodyOf(NewDraft, request)
    // The body's schema says that it is a whole number from 0 on.
    const at = revision === undefined ? null : (revision as Revision)
    const draft = await toldWell(makeDraft(world, member, { title, revision: at }))
    audit.note(member.id, 'world.drafted', world.address, { draft: draft.address })
    void owner.look(draft)
    response.status(201).json({ address: draft.address } satisfies DraftMade)
  })

  routes.add('get', '/worlds/:account/:world/drafts', { world: 'edit' }, async (asked) => {
    const { response, member, world } = asked
    const records = new Map(drafts.ofParent(world.id).filter(([, { offer }]) => offer === undefined))
    const worlds = await store.worldsBy([...records.keys()], records.size)
    const seen = worlds.filter((draft) => draft.binnedAt === null && rightOf(member, draft) !== 'none')
    const people = await names.of(seen.map(({ id }) => records.get(id)?.by ?? null))
    const list = seen.flatMap((draft) => {
      const record = records.get(draft.id)
      if (record === undefined) return []
      const { title, by, createdAt, base } = record
      const { address, changedAt } = draft
      const maker = (by && people.get(by)) ?? null
      const facts = { address, title, by: maker, createdAt, changedAt, base, ...askedSince(record) }
      return [{ ...facts, right: rightOf(member, draft) }]
    })
    response.json({ drafts: list.toSorted((a, b) => b.createdAt - a.createdAt) } satisfies DraftList)
  })

  routes.add('get', '/worlds/:account/:world/draft', { world: 'see' }, async (asked) => {
    const { request, response, member, world } = asked
    const record = drafts.of(world.id)
    if (record === null) {
      response.json({ draft: null } satisfies DraftOf)
      return
    }
    const found = await store.findById(record.parent)
    const isSeen = found !== null && found.binnedAt === null && rightOf(member, found) !== 'none'
    const parent = isSeen ? { address: found.address, title: found.title } : null
    const { title, by, createdAt, base, host, isReset = false } = record
    const maker = (by && (await names.of([by])).get(by)) ?? null
    const isWorking = publishing.isWorkingDraft(world.id)
    // A copy may be away; its place is known.
    const elsewhere = host === undefined ? null : { address: host, title: host }
    const node = host === undefined ? null : nodeOf(host)
    const said = offers?.receiving.offerOf(world.id)?.words
    const offer = said === undefined ? null : { words: said }
    const mayEdit = atLeast(rightOf(member, world), 'edit')
    const isCounted = request.query['differs'] !== undefined && mayEdit
    const isFollowed = request.query['behind'] !== undefined && mayEdit && isSeen
    const now = isFollowed ? await history.end(found) : null
    const told =
      mayEdit && found !== null && isSeen
        ? await toldReview(parts, member, { draft: world, record, parent: found })
        : { mayAnswer: false }
    const differs = isCounted ? await toldWell(differencesOf(history, world, member.id)) : undefined
    response.json({
      draft: {
        title,
        parent: parent ?? elsewhere,
        node,
        by: maker,
        createdAt,
        base,
        isReset,
        isWorking,
        offer,
        ...told,
        ...(differs !== undefined && { differs }),
        ...(now !== null && { parentRevision: now.revision }),
      },
    } satisfies DraftOf)
  })
}

/** How many things of a draft differ from its base, as its review lists them. */
async function differencesOf(
  history: DraftRouteParts['history'],
  draft: WorldRecord,
  by: MemberId,
): Promise<number> {
  const from = await history.place(draft, DRAFT_BEGIN)
  const { things } = await history.listedChanges(draft, from, await history.end(draft), by)
  return things.length
}
