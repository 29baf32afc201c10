// Reads the values in what a program answers. Each is as it must be, or the whole answer is malformed.
import { isPlainKey } from '../../json/plain-json.ts'
import { parseArtifactId, type ArtifactId } from '../../world/address.ts'
import { COORDINATE_MAX } from '../../world/limits.ts'

/** Caught where the whole answer is read. */
export class Malformed extends Error {}

export type RawFields = Readonly<Record<string, unknown>>

export function record(raw: unknown): RawFields {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new Malformed()
  if (!Object.keys(raw).every(isPlainKey)) throw new Malformed()
  return raw as RawFields
}

/** A record with these keys and no others. */
export function fields(raw: unknown, keys: readonly string[], optional: readonly string[] = []): RawFields {
  const given = record(raw)
  const names = Object.keys(given)
  if (!keys.every((key) => Object.hasOwn(given, key))) throw new Malformed()
  if (!names.every((name) => keys.includes(name) || optional.includes(name))) throw new Malformed()
  return given
}

export function list(raw: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(raw) || raw.length > most) throw new Malformed()
  return raw
}

/** Text of a bounded length. Half a character cannot be stored: it becomes U+FFFD. */
export function words(raw: unknown, most: number): string {
  if (typeof raw !== 'string' || raw.length > most) throw new Malformed()
  return raw.toWellFormed()
}

/** A key in live: one that no reader takes for malformed there. */
export function keyFrom(raw: unknown, most: number): string {
  const key = words(raw, most)
  if (!isPlainKey(key)) throw new Malformed()
  return key
}

export function artifact(raw: unknown): ArtifactId {
  return known(parseArtifactId(raw))
}

export function oneOf<T>(raw: unknown, all: readonly T[]): T {
  return known(all.find((one) => one === raw) ?? null)
}

export function known<T>(value: T | null): T {
  if (value === null) throw new Malformed()
  return value
}

export function finite(raw: unknown, least = -Number.MAX_VALUE, most = Number.MAX_VALUE): number {
  if (typeof raw !== 'number' || !(raw >= least && raw <= most)) throw new Malformed()
  return raw + 0
}

export function whole(raw: unknown, least: number, most: number): number {
  const value = finite(raw, least, most)
  if (!Number.isInteger(value)) throw new Malformed()
  return value
}

/** A number that the guest counts with. */
export function number(raw: unknown, least = 0): number {
  return whole(raw, least, Number.MAX_SAFE_INTEGER)
}

/** Code may compute half pixels; a world has whole ones. */
export function coordinate(raw: unknown): number {
  return Math.round(finite(raw, -COORDINATE_MAX, COORDINATE_MAX)) + 0
}
