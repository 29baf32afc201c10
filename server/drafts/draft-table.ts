// Which worlds are drafts, of which world, and where they start from. A draft whose parent is gone for good
// is a whole world: its record goes with the parent. The copy of another node's world may go and come again.
import { z } from 'zod'
import {
  nodeOf,
  parseAnyAddress,
  parseLineId,
  type Address,
  type LineId,
  type MemberId,
  type WorldId,
} from '../../shared/world/address.ts'
import { RIGHTS } from '../../shared/world/rights.ts'
import { memberId, plainJson, thingId, worldId } from '../records/record-shapes.ts'
import type {
  RecordTable,
  RecordTables,
  RecordWrite,
  TableChange,
  TableChanges,
} from '../records/record-tables.ts'
import type { Store } from '../storage/store.ts'
import { KeyedLock } from '../time/keyed-lock.ts'

const lineId = z.string().transform((text, context): LineId => {
  const id = parseLineId(text)
  if (id === null) context.addIssue('not the id of a line')
  return id ?? z.NEVER
})

const foreignAddress = z.string().transform((text, context): Address => {
  const address = parseAnyAddress(text)
  if (address === null || nodeOf(address) === null) context.addIssue('not the address of a world elsewhere')
  return address ?? z.NEVER
})

/** Of a conflict of words: where it is, by ids of its document. */
export const textSpots = {
  kind: z.literal('text').exactOptional(),
  spots: z.array(z.object({ client: z.number(), clock: z.number(), length: z.number() })).exactOptional(),
}

/** Of one draft, under the id of its world. */
const DraftRecord = z.object({
  parent: worldId,
  /**
   * Where the parent is, if that is a world of another node: `parent` is the copy of it, which may be away.
   */
  host: foreignAddress.exactOptional(),
  /** Its own name, beside the title that its scene has. */
  title: z.string(),
  /** The parent's revision that it starts from, or was last rebased to, and the line of that revision. */
  base: z.number(),
  baseLine: lineId,
  /**
   * Conflicts that a merge or an update left open: the values or words before both changed them.
   */
  open: z
    .array(
      z.object({
        id: thingId,
        key: z.string(),
        ...textSpots,
        base: z.exactOptional(plainJson),
        /** The value is left out, since it was too large. */
        isCut: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
  /** Its base was too old for what programs remembered then: they began in it as after a reset. */
  isReset: z.literal(true).exactOptional(),
  /** The key of the offer of another node's person that it is; nobody edits it, and nothing runs in it. */
  offer: z.string().exactOptional(),
  /** Its maker; null: somebody without a session. */
  by: memberId.nullable(),
  /** Its maker asked to have it looked at. */
  review: z
    .object({
      /** ms since 1970. */
      at: z.number(),
      /** The draft's revision then; 0: of an earlier line, and it was changed since. */
      of: z.number(),
      /** Whom that let in, and what they could do before. */
      gave: z.object({ to: memberId, before: z.enum(RIGHTS) }).exactOptional(),
      /** Somebody looked at it, and did not merge it; without one it is open. */
      answer: z.object({ by: memberId, at: z.number(), words: z.string() }).exactOptional(),
    })
    .exactOptional(),
  /** ms since 1970. */
  createdAt: z.number(),
})
export type DraftRecord = z.infer<typeof DraftRecord>

export const isReviewOpen = ({ review }: Pick<DraftRecord, 'review'>): boolean =>
  review !== undefined && review.answer === undefined

/** Since when its maker asks to have it looked at, for lists. */
export const askedSince = ({ review }: DraftRecord): { readonly reviewAskedAt?: number } =>
  review !== undefined && isReviewOpen({ review }) ? { reviewAskedAt: review.at } : {}

export function withoutReview(draft: DraftRecord): DraftRecord {
  const { review: _, ...rest } = draft
  return rest
}

export interface Drafts {
  /** The draft that a world is; null for a world of its own. */
  of(world: WorldId): DraftRecord | null
  /** The drafts of a world, in the bin or not, oldest first. */
  ofParent(parent: WorldId): readonly (readonly [WorldId, DraftRecord])[]
  /** The drafts of worlds of other nodes. */
  elsewhere(): readonly WorldId[]
  /** The drafts that are offers of people of other nodes. */
  offers(): readonly WorldId[]
  /** How many drafts somebody asked to have looked at, and nobody has yet. */
  openReviewsOf(by: MemberId): number
  /** Throws a RecordsFull where somebody can have no draft more. */
  judgeRoom(by: MemberId): void
  /** Notes a draft before its world can be found, so that it is never taken for a world of its own. */
  add(world: WorldId, draft: DraftRecord): Promise<void>
  /** A change of a draft's record, to be stored together with others. */
  changed(world: WorldId, draft: DraftRecord): TableChange
  /** Stores changes, all or none. */
  change(changes: TableChanges, write?: RecordWrite): Promise<boolean>
  /** A world is gone for good: it is no draft any more, and its drafts are whole worlds. */
  forget(world: WorldId): Promise<void>
  /**
   * Begins a draft of a world while that keeps its line: a draft that rests on an old one could not follow.
   */
  whileBeginning<Answer>(parent: WorldId, act: () => Promise<Answer>): Promise<Answer>
  /**
   * Acts on a world and all drafts of it, as to give them new lines, while nobody begins one more and their
   * records stay as they are.
   */
  whileMoving<Answer>(world: WorldId, act: () => Promise<Answer>): Promise<Answer>
}

/**
 * Reads the records. A draft whose world was never published, or was ended by another process, is forgotten;
 * so is one whose parent is gone.
 */
export async function openDrafts(tables: RecordTables, store: Pick<Store, 'worlds'>): Promise<Drafts> {
  const records: RecordTable<DraftRecord> = await tables.table('draft', DraftRecord, ({ by }) => by)
  const byParent = new Map<WorldId, Set<WorldId>>()
  records.watch((id, now, before) => {
    // The table is kept under ids of worlds alone.
    const world = id as WorldId
    if (before !== null) byParent.get(before.parent)?.delete(world)
    if (now === null) return
    const drafts = byParent.get(now.parent) ?? new Set()
    byParent.set(now.parent, drafts.add(world))
  })

  const turns = new KeyedLock<WorldId>()
  /** A world comes before its drafts, so that nobody waits for each other. */
  function takeAll<Answer>(
    world: WorldId,
    act: () => Promise<Answer>,
    taken: ReadonlySet<WorldId> = new Set(),
  ): Promise<Answer> {
    const all = [world]
    for (const each of all) all.push(...(byParent.get(each) ?? []))
    const next = all.find((id) => !taken.has(id))
    if (next === undefined) return act()
    return turns.take(next, () => takeAll(world, act, new Set([...taken, next])))
  }

  const forgetting = (world: WorldId): TableChange[] => [
    ...(records.get(world) === null ? [] : [records.forget(world)]),
    ...[...(byParent.get(world) ?? [])]
      .filter((draft) => !outlives(records.get(draft)))
      .map((draft) => records.forget(draft)),
  ]

  if (records.size > 0) {
    const here = await worldsIn(store)
    await tables.change(() =>
      [...records.entries()]
        .filter(([id, draft]) => !here.has(id) || (!here.has(draft.parent) && !outlives(draft)))
        .map(([id]) => records.forget(id)),
    )
  }

  return {
    of: (world) => records.get(world),
    ofParent: (parent) =>
      [...(byParent.get(parent) ?? [])]
        .flatMap((world) => {
          const draft = records.get(world)
          return draft === null ? [] : [[world, draft] as const]
        })
        .toSorted(([, one], [, other]) => one.createdAt - other.createdAt),
    elsewhere: () =>
      // The table is kept under ids of worlds alone.
      [...records.entries()].flatMap(([id, { host }]) => (host === undefined ? [] : [id as WorldId])),
    offers: () =>
      // The table is kept under ids of worlds alone.
      [...records.entries()].flatMap(([id, { offer }]) => (offer === undefined ? [] : [id as WorldId])),
    openReviewsOf: (by) =>
      [...records.entries()].filter(([, draft]) => draft.by === by && isReviewOpen(draft)).length,
    judgeRoom: (by) => records.judgeRoom(by),
    async add(world, draft) {
      await tables.change([records.set(world, draft)])
    },
    changed: (world, draft) => records.set(world, draft),
    change: (changes, write) => tables.change(changes, write),
    async forget(world) {
      await tables.change(() => forgetting(world))
    },
    whileBeginning: (parent, act) => turns.take(parent, act),
    whileMoving: takeAll,
  }
}

/**
 * The copy of another node's world may come again; an offer goes with its parent, and is no world of its own.
 */
const outlives = (draft: DraftRecord | null): boolean =>
  draft?.host !== undefined || draft?.offer !== undefined

/** The ids of all worlds that this node has, in the bin too. */
async function worldsIn(store: Pick<Store, 'worlds'>): Promise<ReadonlySet<string>> {
  const lists = await Promise.all([store.worlds('here'), store.worlds('binned')])
  return new Set(lists.flat().map(({ id }) => id))
}
