// A draft that goes on under a new line: after a merge, after the revert of one, and when it is brought up to its
// parent, it is the parent's state then and what it still differs by. So do the drafts of it.
import { makeLineId, OWNER, type WorldId } from '../../../shared/world/address.ts'
import type { AuthoredRow, Conflict, NewName, Rebased } from '../../../shared/history/merge/merge-types.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { isMergeNote, isRevertNote } from '../../../shared/world/author.ts'
import type { Json } from '../../../shared/json/json-value.ts'
import { isPlainJson } from '../../../shared/json/plain-json.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { DraftRecord, Drafts } from '../../drafts/draft-table.ts'
import type { DocumentKey, ImportedRow, LogRow } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { logPages } from '../row-pages.ts'
import type { WorldHistory } from '../world-history.ts'
import type { DraftRowAuthor } from '../worker/merge-jobs.ts'
import {
  baseOf,
  draftRow,
  openIn,
  sceneOf,
  type DraftReading,
  type DraftReadingParts,
  type DraftWithParent,
  type LastRows,
} from './draft-reading.ts'
import type { MergeRecord, MergeTable } from './merge-table.ts'

const FOLLOWS = { code: CLOSE.fault, reason: 'This draft was brought up to its world. It opens again now.' }
/** Most conflicts that a record keeps, and most bytes of JSON of each value. */
const KEPT_CONFLICTS = 200
const KEPT_BYTES = 2_000

type NewDraftLog = Rebased<DraftRowAuthor> & { readonly client: number }

export interface DraftFollowingParts extends DraftReadingParts {
  readonly sync: Pick<Sync, 'apart' | 'hold'>
  readonly history: Pick<WorldHistory, 'end' | 'forget' | 'place'>
  readonly drafts: Drafts
  readonly merges: MergeTable
  /** A draft goes on under a new line. */
  readonly onFollowed: (draft: WorldRecord) => void
}

export class DraftFollowing {
  readonly #parts: DraftFollowingParts
  readonly #reading: DraftReading

  constructor(parts: DraftFollowingParts, reading: DraftReading) {
    this.#parts = parts
    this.#reading = reading
  }

  /** Brings the parent as it is now into a draft; resolves with its new base. */
  update(found: DraftWithParent): Promise<number> {
    return this.#follow(found, [], (upTo) => this.#rebased(found, upTo, null))
  }

  /** Does what a stop in the middle of a merge, or of its revert, left undone. */
  async makeGood(id: string, merge: MergeRecord): Promise<void> {
    if (merge.unfinished !== null) await this.finish(id, merge)
    else await this.giveBack(id, merge)
  }

  /** The draft of a merge that is on the disk goes on from the parent as it is now. */
  async finish(id: string, merge: MergeRecord): Promise<void> {
    const { store, drafts, merges } = this.#parts
    const draft = await store.findById(merge.draft)
    const done = merges.set(id, { ...merge, unfinished: null })
    // A draft that was deleted, or whose parent was, follows nothing.
    if (draft === null || drafts.of(draft.id) === null) return void (await drafts.change([done]))
    const found = await this.#reading.find(draft)
    await this.#follow(found, [done], (ends) => this.#rebased(found, ends, merge))
  }

  /** The draft of a merge that was reverted differs by all of that again. */
  async giveBack(id: string, merge: MergeRecord): Promise<void> {
    const { store, drafts, merges } = this.#parts
    if (merge.returning === null) return
    const done = merges.set(id, { ...merge, returning: null })
    const draft = await store.findById(merge.draft)
    if (draft === null || drafts.of(draft.id) === null) return void (await drafts.change([done]))
    const found = await this.#reading.find(draft)
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
    return this.#reading.replays.at(sceneOf(parent), place, async (call) => {
      const stretch = { after: base.sequence, upTo: ends.parent.sequence }
      for await (const page of logPages(store, sceneOf(parent), stretch)) {
        for (const row of page.filter(({ quarantined }) => !quarantined)) {
          const isRevert = row.note !== undefined && isRevertNote(row.note) && row.note.id === id
          if (isRevert) await call('mark', { as: 'before' })
          await call('keep', { rows: [row.bytes] })
          if (isRevert) await call('mark', { as: 'after' })
        }
      }
      await this.#reading.giveDraft(draft, call, 0, ends.draft.sequence)
      const open = [...openIn(record), ...merge.conflicts]
      return call('returned', { clientIds: this.#reading.clientIds(), rows, open })
    })
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
      const next = {
        ...record,
        ...(record.host !== undefined && { host: parent.address }),
        base: ends.parent.revision,
        baseLine: parent.line,
        open,
      }
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
      return this.#reading.replays.at(sceneOf(parent), place, async (call) => {
        await call('keep', { rows: [] })
        await this.#reading.giveDraft(draft, call, 0, ends.draft.sequence)
        return call('rebase', {
          clientIds: this.#reading.clientIds(),
          names,
          settled: [],
          open: openIn(record),
        })
      })
    })
  }

  /** The names that the merge gave are worked out again, from what it was worked out from. */
  async #rebased(found: DraftWithParent, ends: LastRows, merge: MergeRecord | null): Promise<NewDraftLog> {
    const { draft, parent, record } = found
    const open = openIn(record)
    const clientIds = this.#reading.clientIds()
    if (merge === null || merge.unfinished === null) {
      const as = { clientIds, names: [], settled: [], open }
      return this.#reading.compared(found, ends, OWNER, (call) => call('rebase', as))
    }
    const { unfinished } = merge
    const { history } = this.#parts
    const at = {
      parent: await history.place(parent, unfinished.parent as Revision),
      draft: await history.place(draft, unfinished.draft as Revision),
    }
    return this.#reading.compared(found, at, OWNER, async (call) => {
      const { take, choices, client } = unfinished
      const { names } = await call('merge', { clientIds: [client], take, choices, open })
      await this.#reading.keep(parent, call, at.parent.sequence, ends.parent.sequence)
      await this.#reading.giveDraft(draft, call, at.draft.sequence, ends.draft.sequence)
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
}

/** Holds a row that a merge was worked out from, or that a draft rests on. */
export const pinOf = (id: string): string => `merge:${id}`

/** A row without its place in the log. */
function importedRow(row: LogRow): ImportedRow {
  const { sequence, ...rest } = row
  return sequence > 0 ? rest : row
}

/** What a row is for the revert of a merge. */
export function kindOf({ note }: LogRow, merge: string): 'merge' | 'revert' | 'other' {
  if (note === undefined) return 'other'
  if (isMergeNote(note) && note.id === merge) return 'merge'
  return isRevertNote(note) ? 'revert' : 'other'
}

/** Values that are too large for a record are left out of it. */
export function keptConflicts(conflicts: readonly Conflict[]): MergeRecord['conflicts'] {
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
