// The edits in these tests, small ones of every kind that Yjs has; and whether a copy has an edit.
import * as Y from 'yjs'
import type { Random } from '../simulation/random.ts'

/** Edits go near a text's beginning, so that making one costs the same however many there were. */
const NEAR = 64
/** Of each round of sixteen edits the first half is appended, so that the list says how many there were. */
const ROUND = 16
const APPENDED = 8

/** Makes a person's edit `number`: appended, overwritten, typed or erased. It always changes something. */
export function edit(doc: Y.Doc, person: string, number: number, random: Random): void {
  const text = doc.getText('text')
  const place = (end: number) => random.below(Math.min(end, NEAR))
  const step = number % ROUND
  if (step < APPENDED) doc.getArray<number>(person).push([number])
  else if (step < 12) doc.getMap<number>('newest').set(person, number)
  else if (step < 14 || text.length === 0) text.insert(place(text.length + 1), 'x')
  else text.delete(place(text.length), 1)
}

/** The list that a person's first `made` edits have appended. */
export function appended(made: number): number[] {
  return Array.from({ length: made }, (_, number) => number).filter((number) => number % ROUND < APPENDED)
}

/**
 * Whether a copy has all that an update says: then applying it once more changes nothing, and nothing waits.
 */
export function has(copy: Y.Doc, update: Uint8Array): boolean {
  let changed = false
  const note = () => (changed = true)
  copy.on('update', note)
  Y.applyUpdate(copy, update)
  copy.off('update', note)
  return !changed && copy.store.pendingStructs === null && copy.store.pendingDs === null
}

/** Whether two copies are the same, deletions included. */
export function areEqual(a: Y.Doc, b: Y.Doc): boolean {
  return Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))
}
