// Makes drafts: worlds of their own that begin with the state of their parent at a revision, with the same
// item ids, so that what they change can be written into the parent later.
import {
  ANONYMOUS,
  makeLineId,
  makeWorldId,
  OWNER,
  nodeOf,
  partsOf,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { RowNote } from '../../../shared/world/author.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { DRAFTS_MAX } from '../../../shared/wire/api/draft-bodies.ts'
import { SHARED_PART } from '../../../shared/world/limits.ts'
import type { Store } from '../../storage/store.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { DraftRecord, Drafts } from '../../drafts/draft-table.ts'
import type { HistoryPlace } from '../../history/history-places.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { Pictures } from '../../assets/node-pictures.ts'
import { updatesIn } from '../../sync/document/stored-document.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import { TAKEN } from '../worlds/world-routes.ts'

/** A draft of an older state than that begins as after a reset: live's log does not tell how it was then. */
const RECENT_MS = DAY_MS

/** A draft's first row is its parent's state. */
export const DRAFT_BEGIN = 1 as Revision

const NOW_ALONE = new HttpRefusal(
  409,
  'elsewhere',
  'The past of a world on another node is there. Here a draft of it begins as the world is now.',
)
const GONE = new HttpRefusal(404, 'missing', 'That world is gone for good, so no draft of it was begun.')
const TOO_MANY = new HttpRefusal(
  409,
  'bound',
  `This world has ${DRAFTS_MAX} drafts, which is the limit. Merge or delete one first.`,
)

/** Of these, most of one person who does not own the world, and of all such people together. */
const DRAFTS_OF_ONE_MAX = DRAFTS_MAX / 2
const SHARED_DRAFTS_MAX = SHARED_PART * DRAFTS_MAX
const TOO_MANY_OF_ONE = new HttpRefusal(
  409,
  'bound',
  `You have ${DRAFTS_OF_ONE_MAX} drafts of this world, which is the limit for one person. Merge or delete one first.`,
)
const LEFT_TO_OWNER = new HttpRefusal(
  409,
  'bound',
  `This world has ${SHARED_DRAFTS_MAX} drafts of people who do not own it. The rest is kept for its owner. Merge or delete one first.`,
)

/** Why somebody can make no draft beside these; null where they can. All without a session are one. */
export function whyNoDraft(
  drafts: readonly Pick<DraftRecord, 'by'>[],
  by: MemberId,
  owner: MemberId | null,
): HttpRefusal | null {
  if (drafts.length >= DRAFTS_MAX) return TOO_MANY
  if (owner === null || by === owner) return null
  const makers = drafts.map((draft) => draft.by ?? ANONYMOUS).filter((maker) => maker !== owner)
  if (makers.filter((maker) => maker === by).length >= DRAFTS_OF_ONE_MAX) return TOO_MANY_OF_ONE
  return makers.length >= SHARED_DRAFTS_MAX ? LEFT_TO_OWNER : null
}

interface DraftCreationParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'flush'>
  readonly history: Pick<WorldHistory, 'draftAt' | 'end' | 'place'>
  readonly drafts: Drafts
  readonly pictures: Pick<Pictures, 'carry' | 'heldBy'>
  readonly creation: WorldCreation
  readonly clock: ServerClock
  readonly random: RandomBytes
}

interface DraftAsk {
  readonly title: string
  /** Null: as the world is now. */
  readonly revision: Revision | null
}

/** Makes a draft of a world; rejects with an HttpRefusal, and then nothing is left of it. */
export type MakeDraft = (parent: WorldRecord, member: Member, asked: DraftAsk) => Promise<WorldRecord>

export function createDraftCreation(parts: DraftCreationParts): MakeDraft {
  const { drafts } = parts
  return (parent, member, asked) => {
    if (asked.revision !== null && nodeOf(parent.address) !== null) throw NOW_ALONE
    return drafts.whileBeginning(parent.id, () => begin(parts, parent.id, member, asked))
  }
}

async function begin(
  parts: DraftCreationParts,
  of: WorldId,
  member: Member,
  { title, revision }: DraftAsk,
): Promise<WorldRecord> {
  const { store, drafts, creation, history } = parts
  // It may have got another line, or have gone, while this waited.
  const parent = await store.findById(of)
  if (parent === null) throw GONE
  creation.judgeRoom(member)
  drafts.judgeRoom(member.id)
  const own = drafts.ofParent(parent.id).flatMap(([, draft]) => (draft.offer === undefined ? [draft] : []))
  const refusal = whyNoDraft(own, member.id, parent.owner)
  if (refusal !== null) throw refusal
  const base = await baseOf(parts, parent, revision)
  const live = base.isRecent ? await liveOf(parts, parent) : null
  const begun = await history.draftAt(parent, base.place, live, member.id)
  return creation.withPlace(member, () =>
    creation.withRoom(member, begun.scene.length, () =>
      make(parts, { parent, member, title, place: base.place, begun, client: live?.client ?? null }),
    ),
  )
}

interface Base {
  readonly place: HistoryPlace
  /** Whether programs go on from what they remember now. */
  readonly isRecent: boolean
}

async function baseOf(
  { sync, history, clock }: DraftCreationParts,
  parent: WorldRecord,
  revision: Revision | null,
): Promise<Base> {
  // What was answered is in the log, wherever the parent is open.
  await sync.flush(parent)
  const end = await history.end(parent)
  const place = revision === null ? end : await history.place(parent, revision)
  const isRecent = place.revision === end.revision || place.at > clock.now() - RECENT_MS
  return { place, isRecent }
}

/** A world's live document as it is stored, and the client id under which a draft takes what holds of it. */
async function liveOf(
  { store, random }: DraftCreationParts,
  parent: WorldRecord,
): Promise<{ readonly live: readonly Uint8Array[]; readonly client: number }> {
  const stored = await store.open({ world: parent.key, kind: 'live' })
  return { live: updatesIn(stored), client: Buffer.from(random(4)).readUInt32LE() }
}

interface NewDraftWorld {
  readonly parent: WorldRecord
  readonly member: Member
  readonly title: string
  readonly place: HistoryPlace
  readonly begun: { readonly scene: Uint8Array; readonly live: Uint8Array | null }
  /** Of its live document; null: that begins empty. */
  readonly client: number | null
}

async function make(parts: DraftCreationParts, draft: NewDraftWorld): Promise<WorldRecord> {
  const { store, drafts, creation, pictures, clock, random } = parts
  const { parent, member, title, place } = draft
  const at = clock.now()
  const identity = { id: makeWorldId(random), line: makeLineId(random) }
  // None of the words of its title, which may have to be erased one day: an address stands in links and logs.
  const addresses = await creation.addressesFor(member, null, `${partsOf(parent.address).world} draft`)
  const base = { base: place.revision, baseLine: parent.line, by: member.id, createdAt: at }
  const pinned = { world: parent.key, kind: 'scene' } as const
  await store.pin(pinned, place.sequence, pinOf(identity.id))
  const host = nodeOf(parent.address) === null ? {} : { host: parent.address }
  const reset = draft.client === null ? { isReset: true as const } : {}
  await drafts.add(identity.id, { parent: parent.id, ...host, title, ...base, ...reset })
  const staged = await store.stage(at)
  try {
    await fill(parts, staged, draft, { kind: 'draft', id: identity.id })
    const owner = creation.ownerFor(member)
    for (const address of addresses) {
      const as = { ...identity, address, title: parent.title, names: [], owner }
      const world = await store.publish(staged, as)
      if (world === null) continue
      await pictures.carry(parent.id, world, pictures.heldBy(parent.id).keys())
      return world
    }
    throw TAKEN
  } catch (error) {
    // What cannot be taken back now is gone after the next start.
    await store.destroy(staged).catch(() => {})
    await drafts.forget(identity.id).catch(() => {})
    await store.unpin(pinned, pinOf(identity.id)).catch(() => {})
    throw error
  }
}

/** Holds the row of a parent's log at which a draft begins. */
const pinOf = (draft: string): string => `draft:${draft}`

/** Writes both documents of a draft that is not published yet. */
async function fill(
  { store, clock }: DraftCreationParts,
  staged: WorldKey,
  { parent, begun, client }: NewDraftWorld,
  note: RowNote,
): Promise<void> {
  const at = clock.now()
  const row = { member: OWNER, firstAt: at, lastAt: at, updates: 1, quarantined: false, note }
  const { clients } = await store.open({ world: parent.key, kind: 'scene' })
  await store.importLog({ world: staged, kind: 'scene' }, { rows: [{ ...row, bytes: begun.scene }], clients })
  if (begun.live === null || client === null) return
  const owners = new Map<number, MemberId>([[client, OWNER]])
  await store.importLog(
    { world: staged, kind: 'live' },
    { rows: [{ ...row, bytes: begun.live }], clients: owners },
  )
}
