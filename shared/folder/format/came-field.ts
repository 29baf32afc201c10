// The person who brought a thing from another node, in the form of its file: `came: { from:
// ada@house.example, at: 2026-11-21T06:53:05.123Z }`.
import { parseBroughtFrom, plainBroughtFrom } from '../../world/live/brought-from.ts'
import { ownValue } from '../../world/place.ts'
import { isMapping } from './yaml-values.ts'

/** The last moment with a year of four digits, in ms since 1970. */
const AT_MAX = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
/** A day, or a moment; without the `Z` it would be another one on every machine. */
const AT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/

/** The pair of a scene as a file says it; null: it is none, or would not come back as it is. */
export function cameInFile(raw: unknown): { readonly from: string; readonly at: string } | null {
  const came = parseBroughtFrom(raw)
  if (came === null || came.at > AT_MAX || !Array.isArray(raw) || raw[0] !== came.from) return null
  return { from: came.from, at: new Date(came.at).toISOString() }
}

/** The pair that a file's field means; null: it means something else. */
export function cameOfFile(told: unknown): readonly [string, number] | null {
  if (!isMapping(told) || Object.keys(told).length !== 2) return null
  const at = ownValue(told, 'at')
  const came =
    typeof at === 'string' && AT.test(at) ? parseBroughtFrom([ownValue(told, 'from'), Date.parse(at)]) : null
  return came && plainBroughtFrom(came)
}
