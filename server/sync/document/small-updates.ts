// Updates that are so few and small that applying them cannot take long, whatever they are.
import { partsIn, readSmallUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import type { StoredUpdate } from '../../storage/store.ts'
import { LIGHT_BYTES, LIGHT_PARTS } from '../validation/work-bounds.ts'

/**
 * Stored updates that cannot be read, or take too much work: they are put aside, the rest of the world lives.
 */
export class Unreadable extends Error {
  readonly sequences: readonly number[]

  constructor(sequences: readonly number[]) {
    super(`the stored updates ${sequences.join(', ')} cannot be read`)
    this.sequences = sequences
  }
}

/** Whether updates are light. */
export function isLight(updates: readonly Uint8Array[]): boolean {
  try {
    return readLight(updates.map((bytes, sequence) => ({ sequence, bytes }))) !== null
  } catch (error) {
    if (error instanceof Unreadable) return false
    throw error
  }
}

/** The rows of a light document; null when it is not light. Throws an Unreadable. */
export function readLight(rows: readonly StoredUpdate[]): UpdateReading[] | null {
  if (rows.reduce((sum, { bytes }) => sum + bytes.length, 0) > LIGHT_BYTES) return null
  const readings: UpdateReading[] = []
  let left = LIGHT_PARTS
  for (const { sequence, bytes } of rows) {
    const reading = readSmallUpdate(bytes, left, 'clocks')
    if (reading === 'large') return null
    if (typeof reading === 'string') throw new Unreadable([sequence])
    left -= partsIn(reading)
    readings.push(reading)
  }
  return readings
}
