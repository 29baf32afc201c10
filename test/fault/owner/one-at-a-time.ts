// Whether of several owners one at a time wrote into a log of live.
import { expect } from 'vitest'
import * as Y from 'yjs'

/**
 * Every life writes under a client id of its own; once the next one has begun, the earlier one writes nothing
 * any more. Returns how many lives there were.
 */
export function expectOneAtATime(rows: readonly { readonly bytes: Uint8Array }[], what: string): number {
  const over = new Set<number>()
  let writing: number | null = null
  for (const { bytes } of rows) {
    for (const { id } of Y.decodeUpdate(bytes).structs) {
      if (id.client === writing) continue
      if (writing !== null) over.add(writing)
      writing = id.client
      expect(over.has(id.client), what).toBe(false)
    }
  }
  expect(over.size, what).toBeGreaterThan(0)
  return over.size + 1
}
