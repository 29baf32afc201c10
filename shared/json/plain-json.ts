// JSON of strangers is read here, so that one rule holds wherever it comes in. `JSON.parse` makes `__proto__`
// an own key, by whatever escapes it is spelled. Code that copies such a value, or stores it in a document
// and reads it again, sets a prototype: then two readers see two values.
import { isRecord, type Json } from './json-value.ts'

/** Most plain values in a document's value: a property with so many takes 10 ms to read. */
export const VALUES_MAX = 100_000
/**
 * Deepest nesting of shared types and of plain values in a document; a scene needs 3. Deleting recurses per
 * level.
 */
export const DEPTH_MAX = 32

/**
 * Most lists and objects in each other around a value that a document may hold: the value itself is one
 * level.
 */
export const VALUE_DEPTH_MAX = DEPTH_MAX - 1

/** The same for sent values: a value of a document, and the message around it. */
const SENT_DEPTH_MAX = 2 * DEPTH_MAX

/**
 * Most values in one text of another node: parsing so many small ones takes some 50 ms, while eight megabytes
 * of `{},{},{}` take seconds. Two hundred things, the most that go from node to node together, have some ten
 * thousand.
 */
export const JSON_VALUES_MAX = 50_000
/**
 * Most values in a client's message: the longest list has a hundred. A thousand objects, each with a key of
 * its own, take 5 ms.
 */
export const SENT_VALUES_MAX = 1_000

/** How much JSON text may say. */
interface JsonBounds {
  /** Lists and objects in each other. */
  readonly depth?: number
  readonly values?: number
}

/**
 * The value of a JSON text; throws a SyntaxError when it has none, too many, or one that is not {@link
 * isPlainJson plain}.
 */
export function parseJson(
  text: string,
  { depth = SENT_DEPTH_MAX, values = JSON_VALUES_MAX }: JsonBounds = {},
): unknown {
  const extent = extentOf(text)
  if (extent.values > values || extent.depth > depth) throw new SyntaxError('that is too much JSON')
  const value: unknown = JSON.parse(text)
  if (!isPlainJson(value, depth)) throw new SyntaxError('that is no plain JSON')
  return value
}

/** The most values that a JSON text can have, counted by its separators, without building any. */
export const valuesIn = (text: string): number => extentOf(text).values

const [QUOTE, BACKSLASH, COMMA, LIST, LIST_END, OBJECT, OBJECT_END] = [34, 92, 44, 91, 93, 123, 125]

/** How many values JSON text has at most, and how deep they are in each other. */
function extentOf(text: string): { readonly values: number; readonly depth: number } {
  let values = 1
  let open = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === LIST_END || code === OBJECT_END) open -= 1
    else if (code === COMMA) values += 1
    else if (code === LIST || code === OBJECT) {
      values += 1
      open += 1
      depth = Math.max(depth, open)
    }
  }
  return { values, depth }
}

/**
 * Where a string ends that begins here; the end of the text when it does not end. The letters are not looked
 * at one by one: eight megabytes of pages would take a tenth of a second.
 */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

/**
 * True for values that JSON can express and every reader reads alike: finite numbers (`1e999` changes when it
 * is written again), keys that reach no prototype, and at most `depth` lists or objects in each other.
 */
export function isPlainJson(value: unknown, depth = SENT_DEPTH_MAX): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth === 0) return false
  if (Array.isArray(value)) return value.every((inner) => isPlainJson(inner, depth - 1))
  if (!isRecord(value)) return false
  return Object.entries(value).every(([key, inner]) => isPlainKey(key) && isPlainJson(inner, depth - 1))
}

/** False for the one key that reaches the prototype of a plain object. */
export const isPlainKey = (key: string): boolean => key !== '__proto__'
