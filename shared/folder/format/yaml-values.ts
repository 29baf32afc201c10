// The values of a scene as YAML, and back. Plain values are plain YAML. Values that YAML lacks carry a tag:
// shared types (`!map`, `!list`, `!text`), `!bigint`, `!undefined`, `!!binary`.
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Pair,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
  type Alias,
  type Document,
  type Node,
} from 'yaml'
import * as Y from 'yjs'
import { VALUE_DEPTH_MAX, VALUES_MAX } from './folder-limits.ts'

const BINARY = 'tag:yaml.org,2002:binary'

/** Text that may stand in YAML as it is: nothing that a reader or an editor might take for something else. */
const PLAIN_TEXT = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\n]*$/u

/** A value as a node; null when it is nothing that a file could hold (XML types, documents). */
export function yamlNodeOf(value: unknown): Node | null {
  if (value === undefined) return tagged(quoted(''), '!undefined')
  if (typeof value === 'string') return textNode(value)
  if (typeof value === 'bigint') return tagged(quoted(String(value)), '!bigint')
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return new Scalar(value)
  if (value instanceof Uint8Array) return tagged(quoted(base64Of(value)), '!!binary')
  if (Array.isArray(value)) return listOf(value)
  if (value instanceof Y.XmlHook || value instanceof Y.XmlText) return null
  if (value instanceof Y.Map) return tagged(mapOf(sortedEntries(value)), '!map')
  if (value instanceof Y.Array) return tagged(listOf(value.toArray()), '!list')
  if (value instanceof Y.Text) return tagged(deltaOf(value), '!text')
  return isMapping(value) ? mapOf(Object.entries(value)) : null
}

/** A mapping of such values in the given order; null when one of them is nothing that a file could hold. */
export function mapOf(entries: Iterable<readonly [string, unknown]>): YAMLMap | null {
  const map = new YAMLMap()
  for (const [key, value] of entries) {
    const node = yamlNodeOf(value)
    if (node === null) return null
    map.add(pair(key, node))
  }
  return map
}

export function pair(key: string, node: Node): Pair {
  return new Pair(textNode(key), node)
}

/** The entries of a shared map by key: its own order is that of their arrival. */
export function sortedEntries(map: Y.Map<unknown>): [string, unknown][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}

function listOf(values: readonly unknown[]): YAMLSeq | null {
  const list = new YAMLSeq()
  for (const value of values) {
    const node = yamlNodeOf(value)
    if (node === null) return null
    list.add(node)
  }
  return list
}

/** A text as one string, or, if it has formats or embedded values, as the list of its pieces. */
function deltaOf(text: Y.Text): Node | null {
  const delta: readonly Record<string, unknown>[] = text.toDelta()
  const isBare = delta.every(
    ({ insert, attributes }) => typeof insert === 'string' && attributes === undefined,
  )
  return isBare ? textNode(text.toJSON()) : listOf(delta)
}

function textNode(text: string): Scalar {
  const whole = text.toWellFormed()
  return PLAIN_TEXT.test(whole) ? new Scalar(whole) : quoted(whole)
}

function quoted(text: string): Scalar {
  const node = new Scalar(text)
  node.type = 'QUOTE_DOUBLE'
  return node
}

function tagged<N extends Node>(node: N | null, tag: string): N | null {
  if (node !== null) node.tag = tag
  return node
}

/** A mapping, and not a shared type. */
export function isMapping(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** A text in a file that is no value; `at` is where, in UTF-16 units of the YAML. */
export class ValueTrouble extends Error {
  override readonly name = 'ValueTrouble'
  readonly at: number

  constructor(text: string, node: Node) {
    super(text)
    this.at = node.range?.[0] ?? 0
  }
}

const badKey = (key: string, node: Node): ValueTrouble =>
  new ValueTrouble(`A key cannot be called “${key}”. Choose another name.`, node)

/** Reads the values of one front matter; shared types come as new ones, to be put into a document once. */
export class ValueReader {
  /** The targets of aliases, in order. */
  readonly #anchors: (readonly [string, Node])[] = []
  #count = 0

  constructor(yaml: Document) {
    visit(yaml, {
      Node: (_key, node) => {
        if (!isAlias(node) && node.anchor !== undefined) this.#anchors.push([node.anchor, node])
      },
    })
  }

  /** Throws a ValueTrouble. */
  read(node: unknown, depth = 0, isSettings = false): unknown {
    if (node === null || node === undefined) return null
    this.#count += 1
    const known = this.#follow(node)
    if (this.#count > VALUES_MAX) throw new ValueTrouble('This front matter is too long.', known)
    if (depth > VALUE_DEPTH_MAX) throw new ValueTrouble('These values are nested too deeply.', known)
    if (isMap(known)) return this.#map(known, depth, isSettings)
    if (isSeq(known)) return this.#list(known, depth)
    return this.#scalar(known)
  }

  /** The entries of a mapping. */
  entries(map: YAMLMap, depth: number): [string, unknown][] {
    return map.items.map(({ key, value }) => {
      const name = isScalar(key) ? keyText(key) : null
      if (name === null) throw new ValueTrouble('A key must be one word or one line of text.', map)
      // No server takes it as a key.
      if (name === '__proto__') throw badKey(name, map)
      return [name, this.read(value, depth + 1, depth === 0 && name === 'settings')]
    })
  }

  #follow(node: unknown): Node {
    const known: unknown = isAlias(node) ? this.#named(node) : node
    if (isMap(known) || isSeq(known) || isScalar(known)) return known
    throw new ValueTrouble(
      'This refers to something that is not here.',
      isAlias(node) ? node : new Scalar(null),
    )
  }

  /** The last one of that name before it. */
  #named(alias: Alias): Node | null {
    const at = alias.range?.[0] ?? 0
    const found = this.#anchors.findLast(
      ([name, node]) => name === alias.source && (node.range?.[0] ?? 0) < at,
    )
    return found?.[1] ?? null
  }

  #map(map: YAMLMap, depth: number, isSettings: boolean): unknown {
    const entries = this.entries(map, depth)
    if (map.tag === '!map') return new Y.Map(entries)
    // By it Yjs knows what kind a plain value is. Names of settings are no plain value.
    if (!isSettings && entries.some(([key]) => key === 'constructor')) throw badKey('constructor', map)
    return Object.fromEntries(entries)
  }

  #list(list: YAMLSeq, depth: number): unknown {
    const values = list.items.map((item) => this.read(item, depth + 1))
    if (list.tag === '!list') {
      const shared = new Y.Array<unknown>()
      if (values.some((value) => value === undefined || typeof value === 'bigint')) {
        throw new ValueTrouble('A shared list cannot hold this.', list)
      }
      shared.push(values)
      return shared
    }
    if (list.tag !== '!text') return values
    const text = new Y.Text()
    text.applyDelta(values)
    return text
  }

  #scalar(node: Node): unknown {
    if (!isScalar(node)) return null
    const { value, tag } = node
    if (tag === '!undefined') return undefined
    if (tag === '!text') return new Y.Text(String(value))
    if (tag === '!bigint' && /^-?\d{1,1000}$/.test(String(value))) return BigInt(String(value))
    if (value instanceof Uint8Array) return Uint8Array.from(value)
    if (tag === BINARY) return bytesOf(node)
    // A date, or another value that a tag makes of it.
    if (typeof value === 'object' && value !== null) return node.source ?? ''
    return typeof value === 'number' ? wholeNumber(node, value) : value
  }
}

/** A number that would not fit is kept as the text that it is. */
function wholeNumber({ source }: Scalar, value: number): unknown {
  const isWhole = source !== undefined && /^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value)
  return isWhole && String(value) !== source ? source : value
}

function keyText({ value, source }: Scalar): string | null {
  if (typeof value === 'string') return value
  return source ?? (value === null ? '' : null)
}

function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function bytesOf(node: Scalar): Uint8Array {
  try {
    return Uint8Array.from(atob(String(node.value)), (letter) => letter.charCodeAt(0))
  } catch {
    throw new ValueTrouble('This is not base64.', node)
  }
}
