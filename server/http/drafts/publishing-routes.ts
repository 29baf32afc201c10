// `GET|PUT …/publishing` of a world, `POST …/publish` and `POST …/unpublish`: writing a world in a draft, of
// which everybody sees what was published.
import {
  PublishAsk,
  PublishingAsk,
  type PublishingState,
  type Unpublished,
} from '../../../shared/wire/api/publishing-bodies.ts'
import type { WorldId } from '../../../shared/world/address.ts'
import type { MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { Publishing } from '../../history/drafts/publishing.ts'
import type { DraftMerging } from '../../history/drafts/draft-merging.ts'
import { toldConflicts, type MergeRecord } from '../../history/drafts/merge-table.ts'
import type { Owner } from '../../owner/world-owner.ts'
import type { Store } from '../../storage/store.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { goneSignal } from '../edge/gone-signal.ts'
import { STEP_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { toldWell } from '../history/history-refusals.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { MakeDraft } from './draft-creation.ts'

interface PublishingRouteParts {
  readonly store: Pick<Store, 'findById'>
  readonly drafts: Pick<Drafts, 'of'>
  readonly publishing: Publishing
  readonly merging: DraftMerging
  readonly makeDraft: MakeDraft
  readonly owner: Pick<Owner, 'look'>
  readonly names: PersonNames
  readonly audit: Audit
  readonly clock: ServerClock
}

const WORLD = '/worlds/:account/:world'
const OWN = { world: 'own' } as const

const IS_DRAFT = new HttpRefusal(
  400,
  'malformed',
  'This world is a draft itself. Publish the world that it is a draft of.',
)
const NOT_ON = new HttpRefusal(
  409,
  'malformed',
  'This world is not written in a draft: what people write in it is there for everybody at once. Turn publishing on first.',
)
const BINNED = new HttpRefusal(
  409,
  'malformed',
  'The draft that this world is written in is in the bin. Put it back, or turn publishing off.',
)
const NOTHING = new HttpRefusal(
  404,
  'missing',
  'Nothing was published from that draft yet, or all was taken back.',
)

export function addPublishingRoutes(routes: Routes, parts: PublishingRouteParts): void {
  const { publishing, merging, audit } = parts
  /** A world is written in one draft at most. */
  const turns = new KeyedLock<WorldId>()

  routes.add('get', `${WORLD}/publishing`, { world: 'edit' }, async ({ response, world }) => {
    response.json(await stateOf(parts, world))
  })

  routes.add('put', `${WORLD}/publishing`, OWN, async ({ request, response, member, world }) => {
    const { isOn } = bodyOf(PublishingAsk, request)
    await turns.take(world.id, async () => {
      if (isOn) await begin(parts, world, member)
      else if (publishing.draftOf(world.id) !== null) {
        await publishing.end(world.id)
        audit.note(member.id, 'world.publishingEnded', world.address, {})
      }
    })
    response.json(await stateOf(parts, world))
  })

  routes.add('post', `${WORLD}/publish`, OWN, async ({ request, response, member, world }) => {
    response.setTimeout(STEP_MS)
    const { choices = [] } = bodyOf(PublishAsk, request)
    const draft = await draftOf(parts, world)
    const asked = { take: null, choices, isPublishing: true }
    const made = await toldWell(merging.merge(draft, member.id, asked, goneSignal(response)))
    const { merge, revision, conflicts } = made
    audit.note(member.id, 'world.published', world.address, { merge })
    response.json({ merge, revision, conflicts: toldConflicts(conflicts) } satisfies MergeMade)
  })

  routes.add('post', `${WORLD}/unpublish`, OWN, async ({ response, member, world }) => {
    response.setTimeout(STEP_MS)
    await draftOf(parts, world)
    const last = lastPublished(parts, world)
    if (last === null) throw NOTHING
    const [merge] = last
    const { revision } = await toldWell(merging.revert(world, merge, member.id, goneSignal(response)))
    audit.note(member.id, 'world.unpublished', world.address, { merge })
    response.json({ revision } satisfies Unpublished)
  })
}

/** Has a world written in a draft, unless it is already. */
async function begin(
  { drafts, publishing, makeDraft, owner, audit, clock }: PublishingRouteParts,
  world: WorldRecord,
  member: Member,
): Promise<void> {
  if (drafts.of(world.id) !== null) throw IS_DRAFT
  if (publishing.draftOf(world.id) !== null) return
  const draft = await toldWell(makeDraft(world, member, { title: 'Next version', revision: null }))
  await publishing.begin(world, draft.id, { by: member.id, since: clock.now() })
  void owner.look(draft)
  audit.note(member.id, 'world.publishingBegun', world.address, { draft: draft.address })
}

/** The draft that a world is written in; throws where it cannot be used. */
async function draftOf(
  { store, publishing }: PublishingRouteParts,
  world: WorldRecord,
): Promise<WorldRecord> {
  const id = publishing.draftOf(world.id)
  if (id === null) throw NOT_ON
  const draft = await store.findById(id)
  if (draft === null || draft.binnedAt !== null) throw BINNED
  return draft
}

async function stateOf(parts: PublishingRouteParts, world: WorldRecord): Promise<PublishingState> {
  const id = parts.publishing.draftOf(world.id)
  if (id === null) return { draft: null, published: null }
  const found = await parts.store.findById(id)
  const title = parts.drafts.of(id)?.title ?? ''
  const address = found === null || found.binnedAt !== null ? null : found.address
  const last = lastPublished(parts, world)
  if (last === null) return { draft: { title, address }, published: null }
  const [, { at, revision, by }] = last
  const who = (by && (await parts.names.of([by])).get(by)) ?? null
  return { draft: { title, address }, published: { at, revision, by: who } }
}

/** The last merge of the draft that is still in the world; one that wrote nothing took nothing there. */
function lastPublished(
  { publishing, merging }: Pick<PublishingRouteParts, 'publishing' | 'merging'>,
  world: WorldRecord,
): readonly [string, MergeRecord] | null {
  const id = publishing.draftOf(world.id)
  const isThere = ({ draft, isReverted, from, revision }: MergeRecord): boolean =>
    draft === id && !isReverted && revision > from
  return merging.mergesInto(world).find(([, merge]) => isThere(merge)) ?? null
}
