// JSON of a stranger: read here, so that one rule holds wherever it comes in. `JSON.parse` makes `__proto__`
// an own key, by whatever escapes it is spelled; whoever copies such a value, or stores it in a document and
// reads it again, sets a prototype, and two readers see two values.
import { DEPTH_MAX } from './limits.ts'

/**
 * Most lists and objects in each other around a value that a document may hold: the value itself is one
 * level.
 */
export const VALUE_DEPTH_MAX = DEPTH_MAX - 1

/** The same for what is sent: a value of a document, and what stands around it. */
const SENT_DEPTH_MAX = 2 * DEPTH_MAX

/**
 * Most values in one text: parsing them takes 50 ms at most, however they are chosen, while eight megabytes
 * of `{},{},{}` take seconds. Two hundred things, the most that go from node to node together, have some ten
 * thousand.
 */
export const JSON_VALUES_MAX = 50_000

/**
 * What JSON text says; throws a SyntaxError where it says nothing, too much, or something that is not {@link
 * isPlainJson plain}.
 */
export function parseJson(text: string, depth = SENT_DEPTH_MAX): unknown {
  if (valuesIn(text) > JSON_VALUES_MAX) throw new SyntaxError('that is too much JSON')
  const value: unknown = JSON.parse(text)
  if (!isPlainJson(value, depth)) throw new SyntaxError('that is no plain JSON')
  return value
}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [34, 92, 44, 91, 123]

/** How many values JSON text has at most, by what stands between them; without building any. */
export function valuesIn(text: string): number {
  let values = 1
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) isInString = !isInString
    else if (isInString) at += code === BACKSLASH ? 1 : 0
    else if (code === COMMA || code === BRACKET || code === BRACE) values += 1
  }
  return values
}

/**
 * True for what JSON can say and every reader reads alike: finite numbers (`1e999` is none when it is written
 * again), keys that reach no prototype, and at most `depth` lists or objects in each other.
 */
export function isPlainJson(value: unknown, depth = SENT_DEPTH_MAX): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth === 0) return false
  if (Array.isArray(value)) return value.every((inner) => isPlainJson(inner, depth - 1))
  return Object.entries(value).every(([key, inner]) => isPlainKey(key) && isPlainJson(inner, depth - 1))
}

/** False for the one key that reaches the prototype of a plain object. */
export const isPlainKey = (key: string): boolean => key !== '__proto__'
