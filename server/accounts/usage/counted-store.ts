// Follows what is written to the store, so that every write counts, and nobody who writes can forget to say
// so.
import type { MemberId } from '../../../shared/world/address.ts'
import { isPersonal, type Append, type DocumentKey, type Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { inFrontOf } from '../../storage/store-proxy.ts'

export interface Counter {
  /** A row was added to a log. */
  added(document: DocumentKey, member: MemberId, bytes: number): void
  /** Somebody who was never here before is remembered for good. */
  met(member: MemberId): void
  /** A world came from a file, with logs of so many bytes. */
  brought(world: WorldRecord, logs: ReadonlyMap<DocumentKey['kind'], number>): void
  /** Rows of a log were merged, or forgotten. */
  shrunk(document: DocumentKey): void
  /** A document takes so many bytes as it is now. */
  stateStored(document: DocumentKey, bytes: number): void
  ended(world: WorldKey): void
}

/** The records of a person who was here once: their name, word, body and look. */
export const PERSON_BYTES = 512

/** The overhead of a row on the disk: its place, times, writer, and its line in an index. */
export const ROW_BYTES = 64

export function countStore(store: Store, counter: Counter): Store {
  /** Of worlds that are being imported: bytes by log. */
  const staged = new Map<WorldKey, Map<DocumentKey['kind'], number>>()

  function count(updates: readonly Pick<Append, 'document' | 'member' | 'bytes'>[]): void {
    for (const { document, member, bytes } of updates)
      counter.added(document, member, bytes.length + ROW_BYTES)
  }

  const followed: Partial<Store> = {
    async append(updates, passages, records) {
      const sequences = await store.append(updates, passages, records)
      count(updates)
      return sequences
    },
    ...(store.appendEach && { appendEach: countEach(store.appendEach.bind(store), count) }),
    async create(world) {
      const made = await store.create(world)
      if (made !== null)
        count(world.scene.map((row) => ({ ...row, document: { world: made.key, kind: 'scene' } })))
      return made
    },
    async introduce(person) {
      const known = await store.introduce(person)
      if (known !== null) counter.met(person.id)
      return known
    },
    async importLog(document, part) {
      const last = await store.importLog(document, part)
      const logs = staged.get(document.world) ?? new Map<DocumentKey['kind'], number>()
      const bytes = part.rows.reduce((sum, row) => sum + row.bytes.length + ROW_BYTES, 0)
      staged.set(document.world, logs.set(document.kind, (logs.get(document.kind) ?? 0) + bytes))
      return last
    },
    async publish(world, as) {
      const made = await store.publish(world, as)
      if (made === null) return null
      counter.brought(made, staged.get(world) ?? new Map())
      staged.delete(world)
      return made
    },
    async snapshot(document, sequence, state) {
      const bytes = state.length
      await store.snapshot(document, sequence, state)
      counter.stateStored(document, bytes)
    },
    async compact(document, rule) {
      const done = await store.compact(document, rule)
      if (done.merged > done.into) counter.shrunk(document)
      return done
    },
    async condense(document) {
      const gone = await store.condense(document)
      if (gone > 0) counter.shrunk(document)
      return gone
    },
    async forgetRows(log, after, upTo) {
      await store.forgetRows(log, after, upTo)
      if (isPersonal(log.kind)) counter.shrunk(log)
    },
    async replaceLogs(lines, records) {
      const replaced = await store.replaceLogs(lines, records)
      for (const line of lines) {
        staged.delete(line.staged)
        for (const kind of ['scene', 'live'] as const) counter.shrunk({ world: line.world, kind })
      }
      return replaced
    },
    async destroy(world) {
      await store.destroy(world)
      staged.delete(world)
      counter.ended(world)
    },
  }
  return inFrontOf(store, followed)
}

type AppendEach = NonNullable<Store['appendEach']>

function countEach(appendEach: AppendEach, count: (updates: readonly Append[]) => void): AppendEach {
  return async (appends) => {
    const outcomes = await appendEach(appends)
    for (const [index, updates] of appends.entries()) {
      if (typeof outcomes[index] === 'number') count(updates)
    }
    return outcomes
  }
}
