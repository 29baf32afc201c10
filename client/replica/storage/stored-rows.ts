// The device's data, row by row, parsed when it is read: another version of this program may have written it.
import * as z from '../../../shared/json/schema.ts'
import {
  parseAnyAddress,
  parseLineId,
  parseWorldId,
  type Address,
  type LineId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'

declare const place: unique symbol
/** One document's place on the device: its world, line and kind. */
export type StoredPlace = string & { readonly [place]: 'Place' }

/** A world as it is told apart from all others and from its own restored backups. */
export interface WorldIdentity {
  readonly id: WorldId
  readonly line: LineId
}

export function placeOf(world: WorldIdentity, kind: 'scene' | 'live' | 'absence'): StoredPlace {
  return `${world.id}/${world.line}/${kind}` as StoredPlace
}

/** The owner of the place; null when a newer version of this program made it. */
export function worldAt(place: string): WorldIdentity | null {
  const [id, line] = place.split('/')
  return identityOf(id, line)
}

export function identityOf(id: unknown, line: unknown): WorldIdentity | null {
  const world = { id: parseWorldId(id), line: parseLineId(line) }
  return world.id && world.line ? { id: world.id, line: world.line } : null
}

export function sameWorld(one: WorldIdentity, other: WorldIdentity): boolean {
  return one.id === other.id && one.line === other.line
}

declare const recordKey: unique symbol
/** Names one unsaved record among all tabs: the tab and a running number. */
export type RecordKey = string & { readonly [recordKey]: 'RecordKey' }

export function recordKeyOf(tab: string, order: number): RecordKey {
  return `${tab}.${String(order).padStart(9, '0')}` as RecordKey
}

declare const copy: unique symbol
export type CopyId = string & { readonly [copy]: 'CopyId' }

/** Names one open replica among all that this browser has open. */
export const makeTabName = (random: RandomBytes): string =>
  [...random(10)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
export const makeCopyId = (random: RandomBytes): CopyId => makeTabName(random) as CopyId

export const bytesSchema = z.custom((raw) => raw instanceof Uint8Array)
const id = z.parsedBy(parseWorldId)
const line = z.parsedBy(parseLineId)
const address = z.custom((raw): raw is Address => typeof raw === 'string' && parseAnyAddress(raw) === raw)

export const recordKeySchema = z.custom((raw): raw is RecordKey => typeof raw === 'string')
export const copyIdSchema = z.custom((raw): raw is CopyId => typeof raw === 'string')

export const unsavedSchema = z.object({
  key: recordKeySchema,
  tab: z.string,
  /** A Yjs update. */
  bytes: bytesSchema,
  /** ms since 1970. */
  at: z.number,
  /** The mark of the import of files that it is of, as the server gave it. */
  mark: z.optional(z.string),
})
/** One edit of one's own that is not on the server's disk yet. Never changed: it is there, or it is done. */
export type UnsavedRecord = z.Infer<typeof unsavedSchema>

export const keysOf = (records: Iterable<UnsavedRecord>): RecordKey[] => Array.from(records, ({ key }) => key)

export const rowSchema = z.object({ bytes: bytesSchema })

export const knownWorldSchema = z.object({
  id,
  line,
  address,
  title: z.string,
  /** ms since 1970. */
  openedAt: z.number,
})
/** A world that was opened on this device. */
export type KnownWorld = z.Infer<typeof knownWorldSchema>

export const copySchema = z.object({
  id: copyIdSchema,
  world: id,
  address,
  title: z.string,
  /** ms since 1970. */
  at: z.number,
  /** In plain words, why it is a copy. */
  why: z.string,
  /** The whole scene as the person had it, unsaved work included (a Yjs update). */
  mine: bytesSchema,
  /** The scene as the server had it then (a Yjs update). */
  theirs: bytesSchema,
  /** What a device had of a world that was newer than the backup that the world was restored from. */
  isNewer: z.optional(z.boolean),
})
/**
 * Work that could not be merged: refused edits, or what was had on another line of the world, saved or not.
 * Kept until dropped.
 */
export type Copy = Readonly<z.Infer<typeof copySchema>>

/** Reads rows, leaving out those that a newer version wrote otherwise. */
export const parseAll = <T>(rows: readonly unknown[], schema: z.Schema<T>): T[] =>
  rows.map((row) => schema.safeParse(row).data ?? null).filter((row) => row !== null)
