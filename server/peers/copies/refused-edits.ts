// Edits that a host refused go from their writer's waiting log into a log of undone edits, together with the
// scene as it was. They stay there until a device of the writer has them as a copy. From then on the world is
// another line for the writer, so that all their devices begin anew.
import { z } from 'zod'
import { HOST, type LineId, type MemberId } from '../../../shared/world/address.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { Append, DocumentKey, LogRow, Store } from '../../storage/store.ts'
import type { UnderLease } from '../../contracts/world-lease.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { pendingLogKind, type Trials, type RefusedWork } from '../../sync/sync-server.ts'
import { EMPTY_UPDATE } from './document-follower.ts'
import { lineAfter, recordIdOf } from '../lines/copy-ids.ts'
import { joinRows } from './joined-rows.ts'

/** Rows that are read at once. */
const PAGE_ROWS = 1000
/** Undone edits are put into rows of about so many bytes. */
const ROW_BYTES = 1024 * 1024

const NO_EDITS = { rows: [], isAnothers: false }

/** Under the world's id and the member's: how often something was undone, and why, last. */
const UndoneRecord = z.object({ times: z.number(), why: z.string() })

interface HowUndone extends UnderLease {
  readonly why: string
  /** Their client ids are somebody else's at the host. */
  readonly isAnothers?: boolean
  /**
   * The host's scene on another line: if that goes on from the one here, it is kept in its place, so that
   * nothing that the host erased stays here.
   */
  readonly now?: Uint8Array
}

export interface RefusedEdits {
  /** The line as somebody sees it. */
  lineOf(world: WorldRecord, member: MemberId): LineId
  /**
   * Moves somebody's waiting edits, after row `after`, to the undone ones, together with the host's scene as
   * it is stored here, without what was deleted. To be called while nobody is at their layered scene, under
   * the lease of the copy.
   */
  undo(world: WorldRecord, member: MemberId, after: number, how: HowUndone): Promise<void>
  /**
   * The host's scene is on another line: what was undone before is kept with it, too, if it goes on from
   * there.
   */
  renew(world: WorldRecord, now: Uint8Array, under: UnderLease): Promise<void>
  of(world: WorldRecord, member: MemberId): Promise<readonly RefusedWork[]>
  taken(world: WorldRecord, member: MemberId, upTo: number): Promise<void>
}

export async function openUndone(options: {
  readonly tables: RecordTables
  readonly store: Store
  readonly clock: { now(): number }
  /** Where large updates are joined. */
  readonly trials: Pick<Trials, 'merge' | 'renewed'>
}): Promise<RefusedEdits> {
  const { tables, store, clock, trials } = options
  const merged = (updates: readonly Uint8Array[], world: WorldRecord): Promise<Uint8Array> =>
    updates.length === 0 ? Promise.resolve(EMPTY_UPDATE) : trials.merge(updates, world.id)
  const table = await tables.table('foreign-undone', UndoneRecord)

  return {
    lineOf: ({ line, id }, member) => lineAfter(line, table.get(recordIdOf(member, id))?.times ?? 0),
    async undo(world, member, after, { why, isAnothers = false, now, ...under }) {
      const pending: DocumentKey = { world: world.key, kind: pendingLogKind(member) }
      const waiting = await allRows(store, pending, after)
      const last = waiting.at(-1)
      if (last === undefined) return
      const stored = await storedUpdates(store, { world: world.key, kind: 'scene' })
      const edits = { rows: waiting.map(({ bytes }) => bytes), isAnothers }
      const renewed = await trials.renewed(stored, now ?? null, edits, world.id)
      const scene = renewed?.bytes ?? (await merged(stored, world))
      // Some may have arrived there, and only the answer has not.
      const rows = waiting
        .map((row, n) => ({ ...row, bytes: renewed?.edits[n] ?? row.bytes }))
        .filter((_, n) => after > 0 || renewed?.waiting[n] !== false)
      if (rows.length === 0) return store.forgetRows(pending, after, last.sequence)
      // Undone edits may rest on edits of the same person that the host takes, or has taken and not told yet.
      const taken = after === 0 ? [] : await allRows(store, pending, 0, after)
      const state = taken.length === 0 ? scene : await merged([scene, ...joined(taken)], world)
      const document: DocumentKey = { world: world.key, kind: `undone:${member}` }
      const more = { document, at: clock.now(), claims: [], ...under }
      await store.append([
        { ...more, bytes: state, member: HOST },
        ...joined(rows).map((bytes) => ({ ...more, bytes, member })),
      ])
      const id = recordIdOf(member, world.id)
      await tables.change(() => [table.set(id, { times: (table.get(id)?.times ?? 0) + 1, why })])
      await store.forgetRows(pending, after, last.sequence)
    },
    async renew(world, now, under) {
      for (const { world: key, kind } of await store.personalLogs()) {
        if (key !== world.key || !kind.startsWith('undone:')) continue
        const document: DocumentKey = { world: key, kind }
        const rows = await allRows(store, document, 0)
        const last = rows.at(-1)
        if (last === undefined) continue
        const renewed: Append[] = []
        for (const { member, bytes } of rows) {
          const state = member === HOST ? await trials.renewed([bytes], now, NO_EDITS, world.id) : null
          renewed.push({
            document,
            at: clock.now(),
            claims: [],
            member,
            bytes: state?.bytes ?? bytes,
            ...under,
          })
        }
        await store.append(renewed)
        await store.forgetRows(document, 0, last.sequence)
      }
    },
    async of(world, member) {
      const rows = await allRows(store, { world: world.key, kind: `undone:${member}` }, 0)
      const why = table.get(recordIdOf(member, world.id))?.why ?? 'This world’s node did not accept this.'
      const undone: RefusedWork[] = []
      for (const [theirs, ...mine] of groups(rows)) {
        undone.push({
          upTo: mine.at(-1)?.sequence ?? theirs.sequence,
          why,
          theirs: theirs.bytes,
          mine: await merged(
            [theirs, ...mine].map(({ bytes }) => bytes),
            world,
          ),
        })
      }
      return undone
    },
    taken: (world, member, upTo) => store.forgetRows({ world: world.key, kind: `undone:${member}` }, 0, upTo),
  }
}

/** All rows of a log after one of them, up to another one. */
async function allRows(store: Store, log: DocumentKey, after: number, upTo = Infinity): Promise<LogRow[]> {
  const rows: LogRow[] = []
  for (let reached = after; ;) {
    const page = await store.log(log, reached, PAGE_ROWS)
    const last = page.at(-1)
    if (last === undefined) return rows
    rows.push(...page.filter(({ sequence }) => sequence <= upTo))
    if (last.sequence >= upTo) return rows
    reached = last.sequence
  }
}

async function storedUpdates(store: Store, key: DocumentKey): Promise<Uint8Array[]> {
  const { snapshot, tail } = await store.open(key)
  return [...(snapshot === null ? [] : [snapshot]), ...tail.map(({ bytes }) => bytes)]
}

function joined(rows: readonly LogRow[]): Uint8Array[] {
  const parts: Uint8Array[][] = []
  let bytes = Infinity
  for (const row of rows) {
    if (bytes > ROW_BYTES) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(row.bytes)
    bytes += row.bytes.length
  }
  return parts.map((part) => joinRows(part))
}

/** Each begins with the host's state. */
function groups(rows: readonly LogRow[]): [LogRow, ...LogRow[]][] {
  const found: [LogRow, ...LogRow[]][] = []
  for (const row of rows) {
    if (row.member === HOST) found.push([row])
    else found.at(-1)?.push(row)
  }
  return found
}
