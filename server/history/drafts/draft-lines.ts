// The new lines of a draft and of the drafts of it. A draft that goes on from another state of its parent has
// other item ids, so the drafts of it must follow at once: all their logs are written beside them, and take
// their places in one transaction. A node that is killed meanwhile has done all of it, or nothing.
import {
  makeLineIdAfter,
  OWNER,
  type Address,
  type LineId,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { NewName } from '../../../shared/history/merge/merge-types.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import type { PackedNames } from '../../../shared/history/merge/packed-names.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { UnderLease } from '../../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { withoutReview, type DraftRecord, type Drafts } from '../../drafts/draft-table.ts'
import type { DocumentKey, ImportedRow, LogRow } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { logPages } from '../row-pages.ts'
import type { HistoryPlace } from '../history-places.ts'
import type { WorldHistory } from '../world-history.ts'
import type { DraftRowAuthor, NewDraftLog } from '../worker/merge-jobs.ts'
import {
  openIn,
  sceneOf,
  type DraftReading,
  type DraftReadingParts,
  type DraftWithParent,
  type LastRows,
} from './draft-reading.ts'
import { conflictPlace, keptBases } from './merge-table.ts'

const FOLLOWS = { code: CLOSE.fault, reason: 'This draft was brought up to its world. It opens again now.' }

/** What a draft rests on: a world as it is, or the new log of a draft, which is not its log yet. */
interface ParentLog {
  readonly document: DocumentKey
  readonly sequence: number
  readonly revision: Revision
  readonly line: LineId
  readonly address: Address
}

/** A draft with its new log, as it will be. */
interface NewDraftLine {
  readonly draft: WorldRecord
  readonly record: DraftRecord
  readonly log: ParentLog
  readonly names: PackedNames
  readonly client: number
  readonly hasRest: boolean
}

export interface DraftLineParts extends DraftReadingParts {
  readonly sync: Pick<Sync, 'apart' | 'flush' | 'hold' | 'writableScene'>
  readonly history: Pick<WorldHistory, 'end' | 'forget' | 'place'>
  readonly drafts: Drafts
  /** A draft goes on under a new line. */
  readonly onFollowed: (draft: WorldRecord) => void
  /** What changes of the records of offers when their draft is written anew, together with that. */
  readonly offersFollow: (draft: WorldId, step: FollowingStep) => readonly TableChange[]
}

/** How a draft was written anew. */
export interface FollowingStep extends Pick<NewDraftLog, 'names' | 'client'> {
  /** Whether it still differs from its parent. */
  readonly hasRest: boolean
  /** The merges and reverts at the parent's node that it follows, where it was offered there. */
  readonly round: number | null
}

/** The parent as it was when its node said what became of an offer. */
export interface OfferedParent {
  readonly parent: HistoryPlace
  /** The draft's letters that the parent has under other names. */
  readonly names: readonly NewName[]
  readonly round: number
  /** Items of the draft's base that were merged there, and were taken back. */
  readonly takenBack: readonly IdRange[]
  /** Who offered them. */
  readonly by: DraftRowAuthor
}

/** How a draft goes on. */
interface Following {
  readonly workOut: WorkOut
  /** What is stored with it. */
  readonly changes: readonly TableChange[]
  /** All of it was merged: who was asked to review it has answered. */
  readonly isReviewed?: boolean
  /** From its parent as that was when its node told; without it from its parent as it is now. */
  readonly offered?: OfferedParent | null
}

/** Works out a draft's next log, from the draft and its parent as they are when it is their turn. */
type WorkOut = (found: DraftWithParent, ends: LastRows) => Promise<NewDraftLog>

/** Worlds where nobody is, with the lease of each. */
type LeasesById = ReadonlyMap<WorldId, UnderLease>

export class DraftLines {
  readonly #parts: DraftLineParts
  readonly #reading: DraftReading

  constructor(parts: DraftLineParts, reading: DraftReading) {
    this.#parts = parts
    this.#reading = reading
  }

  /** A draft goes on under a new line; so do the drafts of it. Resolves with the new base. */
  follow({ draft }: Pick<DraftWithParent, 'draft'>, how: Following): Promise<number> {
    return this.#parts.drafts.whileMoving(draft.id, async () => {
      // Either may be on another line by now: room was made, or something was erased.
      const now = (await this.#parts.store.findById(draft.id)) ?? draft
      return this.#follow(await this.#reading.find(now), how)
    })
  }

  async #follow(
    found: DraftWithParent,
    { workOut, changes, isReviewed = false, offered = null }: Following,
  ): Promise<number> {
    const { draft, parent } = found
    const { store, history, onFollowed } = this.#parts
    const lines = await this.#withAllApart(draft.id, async (under) => {
      const end = offered?.parent ?? (await history.end(parent))
      const { line, address } = parent
      const log = { document: sceneOf(parent), line, address, ...end }
      const made: NewDraftLine[] = []
      try {
        const record = isReviewed ? withoutReview(found.record) : found.record
        made.push(await this.#write({ ...found, record }, log, workOut))
        for (const each of made)
          for (const child of await this.#draftsOf(each)) made.push(await this.#writeChild(child, each))
        const [first, ...rest] = made
        const steps = rest.map((line) => this.#parts.offersFollow(line.draft.id, { ...line, round: null }))
        const round = offered?.round ?? null
        const own = first === undefined ? [] : this.#parts.offersFollow(draft.id, { ...first, round })
        await this.#replace(parent, { made, under }, [...changes, ...own, ...steps.flat()])
      } catch (error) {
        for (const { log: staged } of made) await store.destroy(staged.document.world).catch(() => undefined)
        throw error
      }
      for (const each of made) history.forget(each.draft.key)
      return made
    })
    for (const { draft: followed } of lines) {
      const now = await store.findById(followed.id)
      if (now !== null) onFollowed(now)
    }
    return lines[0]?.record.base ?? 0
  }

  /** Works while nobody is in a draft, nor in any draft of it. */
  async #withAllApart<Answer>(
    draft: WorldId,
    work: (under: LeasesById) => Promise<Answer>,
    shut: LeasesById = new Map(),
  ): Promise<Answer> {
    const next = this.#allFrom(draft).find((id) => !shut.has(id))
    if (next === undefined) return work(shut)
    const world = await this.#parts.store.findById(next)
    const onward = (under: UnderLease = {}) =>
      this.#withAllApart(draft, work, new Map([...shut, [next, under]]))
    return world === null ? onward() : this.#parts.sync.apart(world.key, null, FOLLOWS, onward)
  }

  #allFrom(draft: WorldId): WorldId[] {
    const all = [draft]
    for (const each of all) all.push(...this.#parts.drafts.ofParent(each).map(([id]) => id))
    return all
  }

  async #draftsOf({ draft: parent }: NewDraftLine): Promise<DraftWithParent[]> {
    const found: DraftWithParent[] = []
    for (const [id, record] of this.#parts.drafts.ofParent(parent.id)) {
      const draft = await this.#parts.store.findById(id)
      if (draft !== null) found.push({ draft, record, parent })
    }
    return found
  }

  /** The parent has other ids in its new log: its names lead from the old ones to them. */
  #writeChild(found: DraftWithParent, { log, names }: NewDraftLine): Promise<NewDraftLine> {
    const { draft, record, parent } = found
    return this.#write(found, log, (_, ends) => {
      const place = { sequence: log.sequence, by: `${parent.key} ${OWNER}` }
      return this.#reading.replays.at(log.document, place, async (call) => {
        await call('keep', { rows: [] })
        await this.#reading.giveDraft(draft, call, 0, ends.draft.sequence)
        const clientIds = this.#reading.clientIds()
        return call('rebase', { clientIds, names, settled: [], open: openIn(record) })
      })
    })
  }

  /** Writes both documents of a draft beside it, from the end of its parent's log. */
  async #write(found: DraftWithParent, from: ParentLog, workOut: WorkOut): Promise<NewDraftLine> {
    const { draft, record } = found
    const { store, history, clock, random } = this.#parts
    const end = await history.end(draft)
    const made = await workOut(found, { draft: end, parent: from })
    const world = await store.stage(clock.now())
    try {
      const document = { world, kind: 'scene' } as const
      const rows = rowsOf(draft, made, clock.now())
      const { clients } = await store.open(from.document)
      const owners = new Map([...(await this.#earlierClients(draft)), ...clients, [made.client, OWNER]])
      const sequence = await store.importLog(document, { rows, clients: owners })
      await this.#copyLive(draft, world)
      // Held before the draft rests on it, and under a name of its own until it does.
      const line = makeLineIdAfter(draft.line, random)
      await store.pin(from.document, from.sequence, `${basePin(draft.id)}:${line}`)
      // What both changed at the host may be erased there by now.
      const isAnew = record.host !== undefined && record.baseLine !== from.line
      const open = isAnew ? made.open.map(conflictPlace) : made.open
      const base = { base: from.revision, baseLine: from.line, open: keptBases(open) }
      // Each row is one update.
      const revision = rows.length as Revision
      const { review } = record
      const next = {
        ...record,
        ...(record.host !== undefined && { host: from.address }),
        ...base,
        ...(review && { review: { ...review, of: end.revision > review.of ? 0 : revision } }),
      }
      const log = { document, sequence, revision, line, address: draft.address }
      const { names, client } = made
      return { draft, record: next, log, names, client, hasRest: made.updates.length > 0 }
    } catch (error) {
      await store.destroy(world).catch(() => undefined)
      throw error
    }
  }

  /**
   * Those who wrote on the draft's earlier lines: what they wrote there is written anew. A client that comes
   * back with it, since it knows nothing of lines, would write it twice. So nobody writes under their ids
   * again.
   */
  async #earlierClients(draft: WorldRecord): Promise<readonly (readonly [number, MemberId])[]> {
    const { clients } = await this.#parts.store.open(sceneOf(draft))
    return [...clients.keys()].map((client) => [client, OWNER])
  }

  async #copyLive(draft: WorldRecord, staged: WorldKey): Promise<void> {
    const { store } = this.#parts
    const live: DocumentKey = { world: draft.key, kind: 'live' }
    const { clients } = await store.open(live)
    for await (const page of logPages(store, live, { after: 0, upTo: Infinity }))
      await store.importLog({ world: staged, kind: 'live' }, { rows: page.map(importedRow), clients })
  }

  async #replace(
    parent: WorldRecord,
    { made, under }: { readonly made: readonly NewDraftLine[]; readonly under: LeasesById },
    changes: readonly TableChange[],
  ): Promise<void> {
    const { store, drafts } = this.#parts
    const changed = made.map(({ draft, record }) => drafts.changed(draft.id, record))
    await drafts.change([...changed, ...changes], async (records) => {
      const lines = made.map(({ draft, log: { document, line } }) => {
        return { world: draft.key, staged: document.world, line, ...under.get(draft.id) }
      })
      await store.replaceLogs(lines, records)
      return true
    })
    const keyOf = new Map(made.map(({ draft }) => [draft.id, draft.key]))
    for (const { draft, record, log } of made) {
      const document: DocumentKey = { world: keyOf.get(record.parent) ?? parent.key, kind: 'scene' }
      const pins = await store.pins(document)
      const held = pins.find(({ name }) => name === `${basePin(draft.id)}:${log.line}`)
      if (held === undefined) continue
      await store.pin(document, held.sequence, basePin(draft.id))
      await store.unpin(document, held.name)
    }
  }
}

/** Holds the row that a draft rests on. */
export const basePin = (draft: WorldId): string => `draft:${draft}`

function rowsOf(draft: WorldRecord, { state, updates }: NewDraftLog, at: number): ImportedRow[] {
  const row = { member: OWNER, firstAt: at, lastAt: at, updates: 1, quarantined: false }
  const note = { kind: 'draft', id: draft.id } as const
  return [
    { ...row, bytes: state, note },
    ...updates.map(({ update, by }) => ({
      ...row,
      bytes: update,
      ...(by !== null && { member: by.member, author: by.author, writtenAt: by.writtenAt }),
      ...(by?.note && { note: by.note }),
    })),
  ]
}

/** A row without its place in the log. */
function importedRow(row: LogRow): ImportedRow {
  const { sequence, ...rest } = row
  return sequence > 0 ? rest : row
}
