// Merges the updates of a run of rows into one.
import * as Y from 'yjs'
import { isWhole } from '../../shared/yjs/document-state.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import { partsIn, readUpdate, type UpdateReading } from '../../shared/yjs/update-reader.ts'
import { applySlices } from '../../shared/yjs/apply-slices.ts'
import { DIRECT_PARTS } from '../../shared/yjs/work-steps.ts'
import type { CompactionRule } from './store.ts'

/** How many slices more than its structs need: half a second of items at one place. */
const MORE_SLICES = 50

/**
 * Merges updates into one by a rule; null when one of them is malformed, or the result is larger than it may
 * be.
 */
export function mergeRun(updates: readonly Uint8Array[], rule: CompactionRule): Uint8Array | null {
  try {
    if (rule.toState) return stateOf(updates)
    const merged = Y.mergeUpdates([...updates])
    return merged.length <= rule.bytesMax ? merged : null
  } catch {
    return null
  }
}

/**
 * The state that updates give, without overwritten values; null when they rest on something that is not among
 * them.
 */
function stateOf(updates: readonly Uint8Array[]): Uint8Array | null {
  const merged = readUpdate(Y.mergeUpdates([...updates]))
  if (merged === null) return null
  const document = makePlainDocument()
  if (!appliesSoon(document, merged)) return null
  const state = isWhole(document) ? Y.encodeStateAsUpdate(document) : null
  document.destroy()
  return state
}

/** Applies it, unless that takes unusually long: merging holds up all who write. */
function appliesSoon(document: Y.Doc, update: UpdateReading): boolean {
  const slices = applySlices(document, update)
  for (let left = MORE_SLICES + (2 * partsIn(update)) / DIRECT_PARTS; left > 0; left--) {
    const { done, value } = slices.next()
    if (done === true) return value
  }
  return false
}
