// The memory of a thing's program, as it comes from outside: in a world's file, or with a thing of another
// node. It counts as far as a program of ours could have written it, by the measure of guest-memory.ts.
import { isPlainKey } from '../../json/plain-json.ts'
import { KEEP_BYTES, KEEP_DEPTH, KEY_MAX, KEYS_MAX } from '../limits.ts'

/**
 * Reads a memory; null when any of it is not plain, or when it is more than a program may store. The result
 * is a copy.
 */
export function readMemory(
  entries: Iterable<readonly [string, unknown]>,
): Readonly<Record<string, unknown>> | null {
  const kept: [string, unknown][] = []
  let bytes = 0
  for (const [key, value] of entries) {
    if (kept.length === KEYS_MAX || key.length > KEY_MAX || !isName(key)) return null
    if (roomAfter(value, KEEP_BYTES - bytes, 0) < 0) return null
    const json = JSON.stringify(value)
    bytes += bytesOf(key) + bytesOf(json)
    if (bytes > KEEP_BYTES) return null
    kept.push([key, JSON.parse(json)])
  }
  return Object.fromEntries(kept)
}

/**
 * The rest of `room` after a value; less than 0 when the value is not plain, too deep or too large. It counts
 * no more than the value's JSON takes, and stops as soon as that is too much. So no input is ever written out
 * whole first.
 */
function roomAfter(value: unknown, room: number, depth: number): number {
  if (room < 1) return -1
  if (value === null || typeof value === 'boolean') return room - 1
  if (typeof value === 'number') return Number.isFinite(value) ? room - 1 : -1
  if (typeof value === 'string') return value.isWellFormed() ? room - value.length - 2 : -1
  if (typeof value !== 'object' || depth > KEEP_DEPTH) return -1
  let left = room - 1
  if (Array.isArray(value)) {
    for (const inner of value as readonly unknown[]) {
      left = roomAfter(inner, left, depth + 1)
      if (left < 0) return left
    }
    return left
  }
  // Yjs sets a prototype for values under `__proto__`.
  if (Object.getPrototypeOf(value) !== Object.prototype) return -1
  for (const [name, inner] of Object.entries(value)) {
    left = isName(name) ? roomAfter(inner, left - name.length, depth + 1) : -1
    if (left < 0) return left
  }
  return left
}

const isName = (name: string): boolean => isPlainKey(name) && name.isWellFormed()

const encoder = new TextEncoder()
const bytesOf = (text: string): number => encoder.encode(text).length
