// Tries stored updates on a document that serves nobody. The result is the same state in pieces, each of
// which is known to take little work. It runs in a process that can be killed.
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { clockOf, countItems, isWhole } from '../../../shared/yjs/document-state.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import { editsBeside } from '../../../shared/yjs/new-item-ids.ts'
import {
  partsIn,
  readSmallUpdate,
  readUpdate,
  type UpdateReading,
} from '../../../shared/yjs/update-reader.ts'
import { costOf } from '../../../shared/yjs/apply-cost.ts'
import { dependencyState } from '../../../shared/yjs/update-dependencies.ts'
import { applySlices, type AppliedSlice } from '../../../shared/yjs/apply-slices.ts'
import { CONFLICTS_MAX, conflictsOf, DIRECT_PARTS, TURN_STEPS } from '../../../shared/yjs/work-steps.ts'
import { rootsWithin } from './type-depth.ts'
import type { StatePart } from './state-parts.ts'

export interface Tried {
  /** Together the state; applied in this order none takes long. */
  readonly pieces: readonly StatePart[]
  /** Which updates are not in it: they cannot be read, rest on what is missing, or take too much work. */
  readonly aside: readonly number[]
  /** Items of the state, and what they weigh beyond that. */
  readonly items: number
  readonly extra: number
  /** The latter by client, of those with any. */
  readonly extras: ReadonlyMap<number, number>
  /** Steps that it took beyond what its structs take. */
  readonly conflicts: number
}

/** Tries updates in their order. */
export function tryUpdates(updates: readonly Uint8Array[]): Tried {
  return new UpdateTrial().run(updates)
}

/** A state, encoded, and the same tried. */
export interface TriedState {
  readonly bytes: Uint8Array
  readonly tried: Tried
}

/**
 * The state that updates give; null where one of them cannot be applied. Some may come before what they rest
 * on: what happens in a world while it is being asked for is told before the answer. They are tried once more
 * after the others.
 */
export function stateOf(updates: readonly Uint8Array[]): TriedState | null {
  const trial = new UpdateTrial()
  const early = trial.run(updates).aside.flatMap((at) => updates[at] ?? [])
  if (early.length > 0 && trial.run(early).aside.length > 0) return null
  const bytes = Y.encodeStateAsUpdate(trial.doc)
  const tried = tryUpdates([bytes])
  return tried.aside.length === 0 ? { bytes, tried } : null
}

/** A state that edits were made on, and which of those edits are not part of it. */
export interface RenewedState {
  readonly bytes: Uint8Array
  readonly waiting: readonly boolean[]
  /** The edits; those whose ids stand for something else in the state have new ones. */
  readonly edits: readonly Uint8Array[]
}

/**
 * The state that updates give, without what was deleted; or `now`, if that has all items of it: then what was
 * deleted or erased since is not in it either. Null where the updates cannot be applied. `rows` are edits on
 * it; with `isAnothers` their ids may be somebody else's, also those of what is deleted by now.
 */
export function renewedState(
  updates: readonly Uint8Array[],
  now: Uint8Array | null,
  rows: readonly Uint8Array[],
  isAnothers: boolean,
): RenewedState | null {
  const before = stateOf(updates)?.bytes
  if (before === undefined) return null
  const bytes = now !== null && covers(now, before) ? now : before
  const doc = makePlainDocument()
  Y.applyUpdate(doc, bytes)
  const edits = editsBeside(bytes, rows, !isAnothers)
  let isNews = false
  doc.on('update', () => (isNews = true))
  const waiting = edits.map((edit) => {
    isNews = false
    Y.applyUpdate(doc, edit)
    return isNews || !isWhole(doc)
  })
  doc.destroy()
  return { bytes, waiting, edits }
}

/** Whether a state has all items that another one has. */
function covers(state: Uint8Array, other: Uint8Array): boolean {
  const clocks = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state))
  const wanted = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(other))
  return [...wanted].every(([client, clock]) => (clocks.get(client) ?? 0) >= clock)
}

/** The same in pieces alone, and how many bytes the state has. */
export interface StatePieces {
  readonly pieces: readonly StatePart[]
  readonly bytes: number
}

export function piecesOfState(updates: readonly Uint8Array[]): StatePieces | null {
  const made = stateOf(updates)
  return made && { pieces: made.tried.pieces, bytes: made.bytes.length }
}

class UpdateTrial {
  doc = makePlainDocument()
  #pieces: StatePart[] = []
  readonly #extras = new Map<number, number>()
  #conflicts = 0

  run(updates: readonly Uint8Array[]): Tried {
    const aside: number[] = []
    for (let at = 0; at < updates.length;) {
      const group = this.#groupFrom(updates, at)
      if (group.length > 1 && this.#takesGroup(group)) {
        at += group.length
        continue
      }
      const end = at + Math.max(1, group.length)
      for (; at < end; at++) if (!this.#takesOne(updates[at])) aside.push(at)
    }
    return {
      pieces: this.#pieces,
      aside,
      items: countItems(this.doc),
      extra: [...this.#extras.values()].reduce((sum, extra) => sum + extra, 0),
      extras: this.#extras,
      conflicts: this.#conflicts,
    }
  }

  /** Small neighbours that go on where others end: a long tail of letters is a few pieces. */
  #groupFrom(updates: readonly Uint8Array[], at: number): UpdateReading[] {
    const group: UpdateReading[] = []
    const ends = new Map<number, number>()
    let room = DIRECT_PARTS
    for (const bytes of updates.slice(at, at + DIRECT_PARTS)) {
      const reading = readSmallUpdate(bytes, room)
      if (typeof reading === 'string') return group
      const goesOn = reading.sections.every(
        ({ client, clock }) => clock === (ends.get(client) ?? this.#clocks.clockOf(client)),
      )
      const isKnown = ({ client, clock, length }: IdRange): boolean =>
        clock + length <= (ends.get(client) ?? this.#clocks.clockOf(client))
      for (const { client, end } of reading.sections) ends.set(client, end)
      if (!goesOn || !reading.deleted.every(isKnown)) return group
      group.push(reading)
      room -= partsIn(reading)
    }
    return group
  }

  /** False, and nothing is done, where they have to be looked at one by one. */
  #takesGroup(group: readonly UpdateReading[]): boolean {
    const joined = readUpdate(joinUpdates(group))
    if (joined === null || !this.#canTake(joined)) return false
    const cost = costOf(this.doc, joined, TURN_STEPS)
    if (cost === 'unknown' || cost.steps > TURN_STEPS) return false
    this.#weigh(joined)
    Y.applyUpdate(this.doc, joined.bytes)
    this.#note({ reading: joined, cost })
    return true
  }

  #takesOne(bytes: Uint8Array | undefined): boolean {
    const before = this.#pieces.length
    const conflicts = this.#conflicts
    if (bytes !== undefined && this.#takes(bytes)) return true
    this.#conflicts = conflicts
    if (this.#pieces.length > before || !isWhole(this.doc)) this.#goBackTo(before)
    return false
  }

  #takes(bytes: Uint8Array): boolean {
    const reading = readUpdate(bytes)
    if (reading === null || !this.#canTake(reading)) return false
    this.#weigh(reading)
    return this.#apply(reading) && isWhole(this.doc)
  }

  #canTake({ sections }: UpdateReading): boolean {
    return dependencyState(sections, this.#clocks) === 'well' && rootsWithin(sections, this.doc)
  }

  #weigh({ sections }: UpdateReading): void {
    for (const { client, weight, count } of sections) {
      if (weight > count) this.#extras.set(client, (this.#extras.get(client) ?? 0) + weight - count)
    }
  }

  readonly #clocks = { clockOf: (client: number): number => clockOf(this.doc, client) }

  #apply(reading: UpdateReading): boolean {
    const slices = applySlices(this.doc, reading)
    for (;;) {
      const { done, value } = slices.next()
      if (done === true) return value
      this.#note(value)
      if (this.#conflicts > CONFLICTS_MAX) return false
    }
  }

  #note({ reading, cost }: AppliedSlice): void {
    const { bytes, sections } = reading
    this.#conflicts += conflictsOf(cost, partsIn(reading))
    this.#pieces.push({ bytes, sections: sections.map(({ client, end }) => ({ client, end })) })
  }

  #goBackTo(count: number): void {
    this.#pieces = this.#pieces.slice(0, count)
    this.doc.destroy()
    this.doc = makePlainDocument()
    for (const { bytes } of this.#pieces) Y.applyUpdate(this.doc, bytes)
  }
}
