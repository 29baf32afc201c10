// The messages between the store and its thread that merges rows.
import type { CompactionRule } from '../store.ts'

export interface RowsToMerge {
  readonly updates: readonly Uint8Array[]
  readonly rule: CompactionRule
}

export interface MergeAnswer {
  readonly bytes: Uint8Array | null
}
