// A thing that is carried from node to node, read as a stranger's: one thing with everything in it, each part
// within the bounds of a world. The same bounds hold for the copy that this node keeps meanwhile, so that the
// copy can be read again.
import { readMemory } from '../../world/live/program-memory.ts'
import { CARGO_MAX, type Carried } from '../../play/crossings/cargo.ts'
import { parseAnyAddress, parseArtifactId, type Address, type ArtifactId } from '../../world/address.ts'
import { isPageValueName } from '../../world/page-values.ts'
import { parseBroughtFrom, type BroughtFrom } from '../../world/live/brought-from.ts'
import { isField, parseField } from '../../world/scene/scene-fields.ts'
import { PAGE_VALUE_MAX, NESTING_MAX, TEXT_MAX } from '../../world/limits.ts'
import { isCoordinate } from '../../world/place.ts'
import { JSON_VALUES_MAX } from '../../json/plain-json.ts'
import { isSettingName, parseSetting } from '../../world/live/setting-values.ts'

/**
 * Largest thing, with everything in it, in bytes of JSON: it travels in one request, and is kept in one
 * record.
 */
export const CARRIED_BYTES_MAX = 8 * 1024 * 1024
/** Most values in it: the request around it has some, too. */
export const CARRIED_VALUES_MAX = JSON_VALUES_MAX - 1_000
/** Most anchors of one page that code wrote to. */
const PAGE_VALUES_MAX = 1_000
/** Most settings of one thing. */
const KEYS_MAX = 10_000
const FACINGS = ['up', 'down', 'left', 'right'] as const

/** Reads a thing and the things in it, hosts before their content; null when any part is malformed. */
export function readThings(raw: unknown): readonly Carried[] | null {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > CARGO_MAX) return null
  const depths = new Map<ArtifactId, number>()
  const things: Carried[] = []
  for (const each of raw as readonly unknown[]) {
    const thing = readThing(each)
    if (thing === null || depths.has(thing.id)) return null
    const depth = thing.host === null ? 0 : depths.get(thing.host)
    // The first one is the carried thing; everything else is in it.
    if (depth === undefined || (thing.host === null) !== (things.length === 0) || depth > NESTING_MAX)
      return null
    depths.set(thing.id, depth + 1)
    things.push(thing)
  }
  return things
}

function readThing(raw: unknown): Carried | null {
  if (!isObject(raw)) return null
  const id = parseArtifactId(raw['id'])
  const host = raw['host'] === null ? null : parseArtifactId(raw['host'])
  const facing = FACINGS.find((each) => each === raw['facing'])
  const { x, y } = raw
  const made = readMade(raw['made'])
  const settings = readEntries(raw['settings'], isSettingName, parseSetting, KEYS_MAX)
  const memory = isObject(raw['memory']) ? readMemory(Object.entries(raw['memory'])) : null
  const anchors = readEntries(raw['anchors'], isPageValueName, readPageValue, PAGE_VALUES_MAX)
  if (id === null || (raw['host'] !== null && host === null) || facing === undefined) return null
  if (!isCoordinate(x) || !isCoordinate(y)) return null
  if (made === null || settings === null || memory === null || anchors === null) return null
  return { id, host, x, y, facing, made, settings, memory, anchors }
}

function readMade(raw: unknown): Carried['made'] | null {
  if (!isObject(raw)) return null
  const { text, name, came, ...values } = raw
  if (typeof text !== 'string' || text.length > TEXT_MAX || typeof name !== 'string') return null
  const read: Record<string, unknown> = {}
  for (const [field, value] of Object.entries({ ...values, name })) {
    if (!isField(field) || field === 'place') return null
    const parsed = parseField(field, value)
    // Default values may be left out, and a name may be empty.
    if (parsed === null) return null
    read[field] = parsed
  }
  const known = came === undefined ? undefined : readCame(came)
  if (known === null) return null
  return { ...read, name, text: text.toWellFormed(), ...(known && { came: known }) }
}

/** Where it came from before, by the node that keeps it. */
function readCame(raw: unknown): BroughtFrom | null {
  return isObject(raw) ? parseBroughtFrom([raw['from'], raw['at']]) : null
}

function readPageValue(raw: unknown): string | null {
  return typeof raw === 'string' && raw.length <= PAGE_VALUE_MAX ? raw.toWellFormed() : null
}

function readEntries<T>(
  raw: unknown,
  isName: (name: string) => boolean,
  parse: (value: unknown) => T | null,
  most: number,
): Readonly<Record<string, T>> | null {
  if (!isObject(raw)) return null
  const entries = Object.entries(raw)
  if (entries.length > most) return null
  const read: [string, T][] = []
  for (const [name, value] of entries) {
    const parsed = parse(value)
    if (!isName(name) || parsed === null) return null
    read.push([name, parsed])
  }
  return Object.fromEntries(read)
}

function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

/** The same things, with who brought them from another node, and when; it replaces an earlier note. */
export function withCame(things: readonly Carried[], came: BroughtFrom): readonly Carried[] {
  return things.map((thing) => ({ ...thing, made: { ...thing.made, came } }))
}

/** The same things, with every portal as it is called elsewhere. */
export function withPortals(
  things: readonly Carried[],
  told: (address: Address) => Address,
): readonly Carried[] {
  return things.map((thing) => {
    const address = thing.made.portal === undefined ? null : parseAnyAddress(thing.made.portal ?? '')
    return address === null ? thing : { ...thing, made: { ...thing.made, portal: told(address) } }
  })
}
