// The records of a node, as the store in memory keeps them: JSON, so that no caller shares the stored values.
import type { JsonValue, RecordChange, StoredRecord } from '../../../server/records/stored-record.ts'

const inOrder = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

export class MemoryRecords {
  readonly #kinds = new Map<string, Map<string, string>>()

  all(kind: string): StoredRecord[] {
    return this.#sorted(kind)
  }

  last(kind: string, before: string | null, limit: number): StoredRecord[] {
    const earlier = this.#sorted(kind).filter(({ id }) => before === null || inOrder(id, before) < 0)
    return earlier.toReversed().slice(0, limit)
  }

  change(changes: readonly RecordChange[]): boolean {
    const kinds = new Map([...this.#kinds].map(([kind, records]) => [kind, new Map(records)]))
    for (const change of changes) {
      const records = kinds.get(change.kind) ?? new Map<string, string>()
      kinds.set(change.kind, records)
      if ('forget' in change) records.delete(change.id)
      else if (change.isNew === true && records.has(change.id)) return false
      else records.set(change.id, JSON.stringify(change.value))
    }
    this.#kinds.clear()
    for (const [kind, records] of kinds) this.#kinds.set(kind, records)
    return true
  }

  #sorted(kind: string): StoredRecord[] {
    return [...(this.#kinds.get(kind) ?? [])]
      .sort(([one], [other]) => inOrder(one, other))
      .map(([id, json]) => ({ id, value: JSON.parse(json) as JsonValue }))
  }
}
