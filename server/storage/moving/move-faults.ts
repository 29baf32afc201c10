// Why nothing was moved, in words that say what to do.
import { Damaged, DiskFull, StoreFault } from '../store.ts'
import { faultOf } from '../postgres/connection/database-faults.ts'
import { whyUnusable } from '../sqlite/files/data-folder.ts'
import { isFull } from '../sqlite/files/sqlite-errors.ts'
import { wordsFor } from '../sqlite/thread-calls.ts'
import { StoreRefusal } from '../store-refusal.ts'

interface MovePlaces {
  readonly from: string
  readonly to: string
}

/** The worlds are where they were: that is what a person needs to know first. */
export function whyNotMoved(error: unknown, { from, to }: MovePlaces): StoreRefusal {
  return new StoreRefusal(`${whyIn(error, to)} Nothing was moved: the worlds are still in ${from}.`, {
    cause: error,
  })
}

/** The move is done, and the next start of the node does what is left. */
export const movedAndNotSettled = (error: unknown, to: string): StoreRefusal =>
  new StoreRefusal(`${whyIn(error, to)} But the worlds are in ${to} now: start the node with that.`, {
    cause: error,
  })

function whyIn(error: unknown, to: string): string {
  if (error instanceof StoreRefusal || error instanceof Damaged) return error.message
  const fault = faultOf(error)
  if (fault instanceof DiskFull) return 'The database’s disk is full: free some space, and move again.'
  if (fault.name === 'ConnectionLost') return 'The database went away meanwhile: move again when it is back.'
  if (isFull(fault)) return `The disk is full (${to}): free some space, and move again.`
  const why = whyUnusable(fault)
  if (why !== null) return `The folder cannot be written: ${why}.`
  return fault instanceof StoreFault ? fault.message : `${wordsFor(fault).message}.`
}
