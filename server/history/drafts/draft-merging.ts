// Merging drafts into their parents, and bringing drafts up to them. The parent's rows and the record of the
// merge are one transaction; then the draft follows under a new line, in another one. A stop in between is
// made good before anything else is done with the draft.
import {
  makeLineId,
  OWNER,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import type {
  AuthoredRow,
  Choice,
  Conflict,
  NewName,
  OpenConflict,
  Rebased,
  Selection,
} from '../../../shared/history/merge/merge-types.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Json } from '../../../shared/json/json-value.ts'
import { isPlainJson } from '../../../shared/json/plain-json.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { DraftRecord, Drafts } from '../../drafts/draft-table.ts'
import type { DocumentKey, ImportedRow, LogRow, Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { Semaphore } from '../../time/semaphore.ts'
import { createReplays, type ReplayCall } from '../document-replays.ts'
import type { HistoryPool } from '../history-pool.ts'
import { HistoryRefusal } from '../history-refusal.ts'
import { logPages } from '../row-pages.ts'
import type { WorldHistory } from '../world-history.ts'
import type { DraftRowAuthor } from '../worker/merge-jobs.ts'
import { mergesInto, type MergeRecord, type MergeTable } from './merge-table.ts'

export interface MergeRequest {
  readonly take: Selection | null
  readonly choices: readonly Choice[]
}

export interface MergeResult {
  readonly merge: string
  readonly revision: number
  readonly conflicts: readonly Conflict[]
}

export interface DraftMerging {
  /** What parent and draft both changed, and whether the parent changed at all since the base. */
  review(draft: WorldRecord, by: MemberId): Promise<{ conflicts: readonly Conflict[]; isBehind: boolean }>
  /** Rejects with a HistoryRefusal, and then nothing was written. */
  merge(draft: WorldRecord, by: MemberId, asked: MergeRequest): Promise<MergeResult>
  /** Brings the parent as it is now into the draft. */
  update(draft: WorldRecord, by: MemberId): Promise<{ base: number; conflicts: readonly Conflict[] }>
  /** Takes a merge back out of the world, and gives its differences back to the draft. */
  revert(parent: WorldRecord, merge: string, by: MemberId): Promise<{ revision: Revision }>
  /** Newest first. */
  mergesInto(parent: WorldRecord): readonly (readonly [string, MergeRecord])[]
  /** Makes good what a stop left in the middle. */
  begin(): Promise<void>
}

export interface MergingParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'apart' | 'hold'>
  readonly history: Pick<WorldHistory, 'end' | 'forget' | 'place'>
  readonly pool: HistoryPool
  readonly drafts: Drafts
  readonly merges: MergeTable
  readonly clock: ServerClock
  readonly random: RandomBytes
  /** A draft goes on under a new line. */
  readonly onFollowed: (draft: WorldRecord) => void
  readonly onFault: (error: unknown) => void
}

const GONE = new HistoryRefusal(
  'missing',
  'This world is no draft, or the world that it is a draft of is gone.',
)
const NO_MERGE = new HistoryRefusal(
  'missing',
  'This world has no such merge, or it was reverted already. Its list of merges tells.',
)
const BINNED = new HistoryRefusal(
  'malformed',
  'The world that this is a draft of is in the bin. Put it back first, then merge.',
)
const FOLLOWS = { code: CLOSE.fault, reason: 'This draft was brought up to its world. It opens again now.' }
/** Client ids to choose from: of so many at least one is in no scene. */
const CLIENT_IDS = 16
/** Most conflicts that a record keeps, and most bytes of JSON of each value. */
const KEPT_CONFLICTS = 200
const KEPT_BYTES = 2_000

const sceneOf = ({ key }: WorldRecord): DocumentKey => ({ world: key, kind: 'scene' })

export function createDraftMerging(parts: MergingParts): DraftMerging {
  return new Merging(parts)
}

/** The last row of each that counts. */
interface LastRows {
  readonly draft: { readonly sequence: number }
  readonly parent: { readonly sequence: number }
}

type NewDraftLog = Rebased<DraftRowAuthor> & { readonly client: number }

interface DraftWithParent {
  readonly draft: WorldRecord
  readonly record: DraftRecord
  readonly parent: WorldRecord
}

class Merging implements DraftMerging {
  readonly #parts: MergingParts
  readonly #replays: ReturnType<typeof createReplays>
  /** Merges change parents and drafts alike: one after the other. */
  readonly #turns = new Semaphore(1)

  constructor(parts: MergingParts) {
    this.#parts = parts
    this.#replays = createReplays(parts.store, parts.pool.call, parts.clock, 'merge')
  }

  review(draft: WorldRecord, by: MemberId): Promise<{ conflicts: readonly Conflict[]; isBehind: boolean }> {
    return this.#turns.take(async () => {
      const found = await this.#settled(draft)
      const ends = await this.#ends(found)
      const open = openIn(found.record)
      const conflicts = await this.#compared(found, ends, by, (call) => call('conflicts', { open }))
      return { conflicts, isBehind: ends.parent.revision > found.record.base }
    })
  }

  merge(draft: WorldRecord, by: MemberId, asked: MergeRequest): Promise<MergeResult> {
    return this.#turns.take(async () => {
      const found = await this.#settled(draft)
      const { parent, record } = found
      const held = await this.#parts.sync.hold(parent)
      try {
        const ends = await this.#ends(found)
        const open = openIn(record)
        const merged = await this.#compared(found, ends, by, async (call) => {
          judgeChoices(await call('conflicts', { open }), asked.choices)
          return call('merge', { ...asked, open, clientIds: this.#clientIds() })
        })
        const id = Buffer.from(this.#parts.random(12)).toString('base64url')
        const at = this.#parts.clock.now()
        const { take, choices } = asked
        const revision = ends.parent.revision + merged.updates.length
        const made: MergeRecord = {
          parent: parent.id,
          draft: draft.id,
          title: record.title,
          by,
          at,
          from: ends.parent.revision,
          revision,
          conflicts: keptConflicts(merged.conflicts),
          isReverted: false,
          returning: null,
          unfinished: {
            parent: ends.parent.revision,
            draft: ends.draft.revision,
            client: merged.client,
            take: take && copyOfSelection(take),
            choices: [...choices],
          },
        }
        const edits = merged.updates.map(({ update, by: who }) => ({
          update,
          note: { kind: 'merge', id } as const,
          ...(who !== null && { author: who.author, writtenAt: who.writtenAt }),
        }))
        await this.#parts.store.pin(sceneOf(draft), ends.draft.sequence, pinOf(id))
        await this.#parts.drafts.change([this.#parts.merges.set(id, made)], async (records) => {
          await held.scene.writeAll(edits, by, { records })
          return true
        })
        await this.#finish(id, made)
        const end = await this.#parts.history.end(parent)
        return { merge: id, revision: end.revision, conflicts: merged.conflicts }
      } finally {
        held.release()
      }
    })
  }

  update(draft: WorldRecord, by: MemberId): Promise<{ base: number; conflicts: readonly Conflict[] }> {
    return this.#turns.take(async () => {
      const found = await this.#settled(draft)
      const ends = await this.#ends(found)
      const open = openIn(found.record)
      const conflicts = await this.#compared(found, ends, by, (call) => call('conflicts', { open }))
      const base = await this.#follow(found, [], (upTo) => this.#rebased(found, upTo, null))
      return { base, conflicts }
    })
  }

  revert(parent: WorldRecord, id: string, by: MemberId): Promise<{ revision: Revision }> {
    return this.#turns.take(async () => {
      const { merges, sync, history, drafts } = this.#parts
      const merge = merges.get(id)
      if (merge === null || merge.parent !== parent.id || merge.isReverted) throw NO_MERGE
      if (merge.unfinished !== null) await this.#finish(id, merge)
      const held = await sync.hold(parent)
      try {
        const from = await history.place(parent, merge.from as Revision)
        const end = await history.end(parent)
        const update = await this.#takenBack(parent, id, { from: from.sequence, to: end.sequence }, by)
        const reverted = { ...merge, unfinished: null, isReverted: true, returning: update && end.revision }
        const edits = update === null ? [] : [{ update, note: { kind: 'revert', id } as const }]
        await drafts.change([merges.set(id, reverted)], async (records) => {
          await held.scene.writeAll(edits, by, { records })
          return true
        })
        await this.#giveBack(id, reverted)
        return { revision: (await history.end(parent)).revision }
      } finally {
        held.release()
      }
    })
  }

  async #takenBack(
    parent: WorldRecord,
    id: string,
    { from, to }: { readonly from: number; readonly to: number },
    by: MemberId,
  ): Promise<Uint8Array | null> {
    const place = { sequence: from, by: `${parent.key} ${by}` }
    return this.#replays.at(sceneOf(parent), place, async (call) => {
      for await (const page of logPages(this.#parts.store, sceneOf(parent), { after: from, upTo: to })) {
        const rows = page.filter((row) => !row.quarantined)
        await call('mergeRows', { rows: rows.map((row) => ({ update: row.bytes, is: kindOf(row, id) })) })
      }
      return call('takeMergeBack', { clientIds: this.#clientIds() })
    })
  }

  /** The draft of a merge that was reverted differs by all of that again. */
  async #giveBack(id: string, merge: MergeRecord): Promise<void> {
    const { store, drafts, merges } = this.#parts
    if (merge.returning === null) return
    const done = merges.set(id, { ...merge, returning: null })
    const draft = await store.findById(merge.draft)
    if (draft === null || drafts.of(draft.id) === null) return void (await drafts.change([done]))
    const found = await this.#find(draft)
    await this.#follow(found, [done], (ends) => this.#returned(found, ends, id, merge))
  }

  async #returned(
    { draft, parent, record }: DraftWithParent,
    ends: LastRows,
    id: string,
    merge: MergeRecord,
  ): Promise<NewDraftLog> {
    const { history, store } = this.#parts
    const base = await history.place(parent, baseOf(record))
    const from = await history.place(parent, merge.from as Revision)
    const rows: AuthoredRow<DraftRowAuthor>[] = []
    for await (const page of logPages(store, sceneOf(parent), {
      after: from.sequence,
      upTo: ends.parent.sequence,
    }))
      rows.push(...page.filter((row) => kindOf(row, id) === 'merge').map(draftRow))
    const place = { sequence: base.sequence, by: `${parent.key} ${OWNER}` }
    return this.#replays.at(sceneOf(parent), place, async (call) => {
      const stretch = { after: base.sequence, upTo: ends.parent.sequence }
      for await (const page of logPages(store, sceneOf(parent), stretch)) {
        for (const row of page.filter(({ quarantined }) => !quarantined)) {
          const isRevert = row.note?.kind === 'revert' && row.note.id === id
          if (isRevert) await call('mark', { as: 'before' })
          await call('keep', { rows: [row.bytes] })
          if (isRevert) await call('mark', { as: 'after' })
        }
      }
      await this.#giveDraft(draft, call, 0, ends.draft.sequence)
      const open = [...openIn(record), ...merge.conflicts]
      return call('returned', { clientIds: this.#clientIds(), rows, open })
    })
  }

  mergesInto(parent: WorldRecord): readonly (readonly [string, MergeRecord])[] {
    return mergesInto(this.#parts.merges, parent.id)
  }

  begin(): Promise<void> {
    return this.#turns.take(async () => {
      for (const [id, merge] of this.#parts.merges.entries())
        await this.#makeGood(id, merge).catch(this.#parts.onFault)
    })
  }

  /** A draft and its parent, once what a stop left in the middle is made good. */
  async #settled(draft: WorldRecord): Promise<DraftWithParent> {
    for (const [id, merge] of this.#parts.merges.entries())
      if (merge.draft === draft.id) await this.#makeGood(id, merge)
    return this.#find((await this.#parts.store.findById(draft.id)) ?? draft)
  }

  async #makeGood(id: string, merge: MergeRecord): Promise<void> {
    if (merge.unfinished !== null) await this.#finish(id, merge)
    else await this.#giveBack(id, merge)
  }

  async #find(draft: WorldRecord): Promise<DraftWithParent> {
    const record = this.#parts.drafts.of(draft.id)
    const parent = record && (await this.#parts.store.findById(record.parent))
    if (record === null || parent === null) throw GONE
    if (parent.binnedAt !== null) throw BINNED
    if (parent.line !== record.baseLine)
      throw new HistoryRefusal(
        'missing',
        'The world was restored from elsewhere since, so its draft cannot follow it.',
      )
    return { draft, record, parent }
  }

  /** The last rows of both, with what was on its way. */
  async #ends({ draft, parent }: DraftWithParent) {
    const held = [await this.#parts.sync.hold(draft), await this.#parts.sync.hold(parent)]
    try {
      const { history } = this.#parts
      return { draft: await history.end(draft), parent: await history.end(parent) }
    } finally {
      for (const each of held) each.release()
    }
  }

  /** Both as they are after these rows, for what `use` asks of them. */
  async #compared<Answer>(
    { draft, record, parent }: DraftWithParent,
    upTo: LastRows,
    by: MemberId,
    use: (call: ReplayCall) => Promise<Answer>,
  ): Promise<Answer> {
    const base = await this.#parts.history.place(parent, baseOf(record))
    const place = { sequence: base.sequence, by: `${parent.key} ${by}` }
    return this.#replays.at(sceneOf(parent), place, async (call) => {
      await this.#keep(parent, call, base.sequence, upTo.parent.sequence)
      await this.#giveDraft(draft, call, 0, upTo.draft.sequence)
      return use(call)
    })
  }

  async #keep(parent: WorldRecord, call: ReplayCall, after: number, upTo: number): Promise<void> {
    await call('keep', { rows: [] })
    for await (const page of logPages(this.#parts.store, sceneOf(parent), { after, upTo }))
      await call('keep', { rows: page.filter((row) => !row.quarantined).map(({ bytes }) => bytes) })
  }

  async #giveDraft(draft: WorldRecord, call: ReplayCall, after: number, upTo: number): Promise<void> {
    for await (const page of logPages(this.#parts.store, sceneOf(draft), { after, upTo }))
      await call('draftRows', { rows: page.filter((row) => !row.quarantined).map(draftRow) })
  }

  /** The draft of a merge that is on the disk goes on from the parent as it is now. */
  async #finish(id: string, merge: MergeRecord): Promise<void> {
    const { store, drafts, merges } = this.#parts
    const draft = await store.findById(merge.draft)
    const done = merges.set(id, { ...merge, unfinished: null })
    // A draft that was deleted, or whose parent was, follows nothing.
    if (draft === null || drafts.of(draft.id) === null) return void (await drafts.change([done]))
    const found = await this.#find(draft)
    await this.#follow(found, [done], (ends) => this.#rebased(found, ends, merge))
  }

  /** A draft goes on under a new line; so do the drafts of it. */
  async #follow(
    found: DraftWithParent,
    changes: readonly TableChange[],
    workOut: (ends: LastRows) => Promise<NewDraftLog>,
  ): Promise<number> {
    const { draft, parent, record } = found
    const { sync, store, history, drafts, random } = this.#parts
    const { base, names } = await sync.apart(draft.key, null, FOLLOWS, async () => {
      const ends = { draft: await history.end(draft), parent: await history.end(parent) }
      const rebased = await workOut(ends)
      const staged = await store.stage(this.#parts.clock.now())
      const line = makeLineId(random)
      await this.#write(staged, found, rebased)
      // Held before the draft rests on it, and under a name of its own until it does.
      await store.pin(sceneOf(parent), ends.parent.sequence, `${pinOf(draft.id)}:${line}`)
      const open = keptConflicts(rebased.open).map(({ id, key, ...values }) => ({
        id,
        key,
        ...kept('base', values.base),
      }))
      const next = { ...record, base: ends.parent.revision, baseLine: parent.line, open }
      await drafts.change([drafts.changed(draft.id, next), ...changes], async (records) => {
        await store.replaceLog(draft.key, staged, { line, records })
        return true
      })
      await store.pin(sceneOf(parent), ends.parent.sequence, `draft:${draft.id}`)
      await store.unpin(sceneOf(parent), `${pinOf(draft.id)}:${line}`)
      history.forget(draft.key)
      return { base: ends.parent.revision, names: rebased.names }
    })
    const now = await store.findById(draft.id)
    if (now === null) return base
    this.#parts.onFollowed(now)
    for (const [id, child] of drafts.ofParent(draft.id)) await this.#followChild(now, id, child, names)
    return base
  }

  /** The parent of a draft of a draft has other ids now: these names lead from the old ones to them. */
  async #followChild(
    parent: WorldRecord,
    id: WorldId,
    record: DraftRecord,
    names: readonly NewName[],
  ): Promise<void> {
    const draft = await this.#parts.store.findById(id)
    if (draft === null) return
    const found = { draft, record, parent }
    await this.#follow(found, [], async (ends) => {
      const place = { sequence: ends.parent.sequence, by: `${parent.key} ${OWNER}` }
      return this.#replays.at(sceneOf(parent), place, async (call) => {
        await call('keep', { rows: [] })
        await this.#giveDraft(draft, call, 0, ends.draft.sequence)
        return call('rebase', { clientIds: this.#clientIds(), names, settled: [], open: openIn(record) })
      })
    })
  }

  /** The names that the merge gave are worked out again, from what it was worked out from. */
  async #rebased(found: DraftWithParent, ends: LastRows, merge: MergeRecord | null): Promise<NewDraftLog> {
    const { draft, parent, record } = found
    const open = openIn(record)
    const clientIds = this.#clientIds()
    if (merge === null || merge.unfinished === null) {
      const as = { clientIds, names: [], settled: [], open }
      return this.#compared(found, ends, OWNER, (call) => call('rebase', as))
    }
    const { unfinished } = merge
    const { history } = this.#parts
    const at = {
      parent: await history.place(parent, unfinished.parent as Revision),
      draft: await history.place(draft, unfinished.draft as Revision),
    }
    return this.#compared(found, at, OWNER, async (call) => {
      const { take, choices, client } = unfinished
      const { names } = await call('merge', { clientIds: [client], take, choices, open })
      await this.#keep(parent, call, at.parent.sequence, ends.parent.sequence)
      await this.#giveDraft(draft, call, at.draft.sequence, ends.draft.sequence)
      return call('rebase', { clientIds, names, settled: choices, open })
    })
  }

  /** Writes both documents of a draft under its new line. */
  async #write(
    staged: WorldRecord['key'],
    { draft, parent }: DraftWithParent,
    { state, updates, client }: NewDraftLog,
  ): Promise<void> {
    const { store, clock } = this.#parts
    const at = clock.now()
    const row = { member: OWNER, firstAt: at, lastAt: at, updates: 1, quarantined: false }
    const note = { kind: 'draft', id: draft.id } as const
    const rows: ImportedRow[] = [
      { ...row, bytes: state, note },
      ...updates.map(({ update, by }) => ({
        ...row,
        bytes: update,
        ...(by !== null && { member: by.member, author: by.author, writtenAt: by.writtenAt }),
        ...(by?.note && { note: by.note }),
      })),
    ]
    const { clients } = await store.open(sceneOf(parent))
    await store.importLog(
      { world: staged, kind: 'scene' },
      { rows, clients: new Map([...clients, [client, OWNER]]) },
    )
    const live: DocumentKey = { world: draft.key, kind: 'live' }
    const { clients: owners } = await store.open(live)
    for await (const page of logPages(store, live, { after: 0, upTo: Infinity }))
      await store.importLog({ world: staged, kind: 'live' }, { rows: page.map(importedRow), clients: owners })
  }

  #clientIds(): number[] {
    return Array.from({ length: CLIENT_IDS }, () => Buffer.from(this.#parts.random(4)).readUInt32LE())
  }
}

/** Holds a row that a merge was worked out from, or that a draft rests on. */
const pinOf = (id: string): string => `merge:${id}`

const baseOf = ({ base }: DraftRecord): Revision => base as Revision
const openIn = ({ open = [] }: DraftRecord): readonly OpenConflict[] => open

function draftRow({ bytes, author, member, writtenAt, lastAt, note }: LogRow): AuthoredRow<DraftRowAuthor> {
  const by = { author: author ?? member, member, writtenAt: writtenAt ?? lastAt, ...(note && { note }) }
  return { update: bytes, by }
}

/** A row without its place in the log. */
function importedRow(row: LogRow): ImportedRow {
  const { sequence, ...rest } = row
  return sequence > 0 ? rest : row
}

/** What a row is for the revert of a merge. */
function kindOf({ note }: LogRow, merge: string): 'merge' | 'revert' | 'other' {
  if (note?.kind === 'merge' && note.id === merge) return 'merge'
  return note?.kind === 'revert' ? 'revert' : 'other'
}

function judgeChoices(conflicts: readonly Conflict[], choices: readonly Choice[]): void {
  const names = new Set(conflicts.map(({ id, key }) => `${id} ${key}`))
  const wrong = choices.find(({ id, key }) => !names.has(`${id} ${key}`))
  if (wrong === undefined) return
  throw new HistoryRefusal(
    'malformed',
    `There is no conflict about \`${wrong.key}\` of ${wrong.id}. Look at the review again: something changed since.`,
  )
}

/** Values that are too large for a record are left out of it. */
function keptConflicts(conflicts: readonly Conflict[]): MergeRecord['conflicts'] {
  return conflicts.slice(0, KEPT_CONFLICTS).map(({ id, key, ...values }) => ({
    id,
    key,
    ...kept('base', values.base),
    ...kept('parent', values.parent),
    ...kept('draft', values.draft),
  }))
}

function kept(name: string, value: unknown): Record<string, Json> {
  const isKept = isPlainJson(value, Infinity) && JSON.stringify(value).length <= KEPT_BYTES
  return isKept ? { [name]: value } : {}
}

const copyOfSelection = ({ things, pages, passages }: Selection) => ({
  things: [...things],
  pages: [...pages],
  passages: [...passages],
})
