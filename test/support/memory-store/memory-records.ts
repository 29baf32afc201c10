// The records of a node, as the store in memory keeps them: JSON, so that no caller shares the stored values.
import type {
  JsonValue,
  RecordChange,
  StoredRecordKey,
  StoredRecord,
} from '../../../server/records/stored-record.ts'
import { recordMoved } from '../../../server/storage/store-faults.ts'

interface KeptRecord {
  readonly json: string
  readonly version: number
}

type KeptKind = ReadonlyMap<string, KeptRecord>

const inOrder = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

export class MemoryRecords {
  readonly #kinds = new Map<string, KeptKind>()

  all(kind: string): StoredRecord[] {
    return this.#sorted(kind)
  }

  by(keys: readonly StoredRecordKey[]): (StoredRecord & StoredRecordKey)[] {
    return keys.flatMap(({ kind, id }) => {
      const kept = this.#kinds.get(kind)?.get(id)
      return kept === undefined ? [] : [{ kind, ...recordOf(id, kept) }]
    })
  }

  last(kind: string, before: string | null, limit: number): StoredRecord[] {
    const earlier = this.#sorted(kind).filter(({ id }) => before === null || inOrder(id, before) < 0)
    return earlier.toReversed().slice(0, limit)
  }

  /** False when one that is new is there; throws a RecordMoved. */
  change(changes: readonly RecordChange[]): boolean {
    const kinds = new Map([...this.#kinds].map(([kind, records]) => [kind, new Map(records)]))
    for (const change of changes) {
      const records = kinds.get(change.kind) ?? new Map<string, KeptRecord>()
      kinds.set(change.kind, records)
      const before = records.get(change.id)
      if ('forget' in change) {
        assertAt(before, change.after)
        records.delete(change.id)
        continue
      }
      if (change.isNew === true && before !== undefined) return false
      if (change.isNew !== true) assertAt(before, change.after)
      records.set(change.id, { json: JSON.stringify(change.value), version: change.version ?? 0 })
    }
    this.#kinds.clear()
    for (const [kind, records] of kinds) this.#kinds.set(kind, records)
    return true
  }

  #sorted(kind: string): StoredRecord[] {
    return [...(this.#kinds.get(kind) ?? [])]
      .sort(([one], [other]) => inOrder(one, other))
      .map(([id, kept]) => recordOf(id, kept))
  }
}

function assertAt(before: KeptRecord | undefined, after: number | null | undefined): void {
  if (after !== undefined && (before?.version ?? null) !== after) throw recordMoved()
}

const recordOf = (id: string, { json, version }: KeptRecord): StoredRecord => ({
  id,
  value: JSON.parse(json) as JsonValue,
  version,
})
