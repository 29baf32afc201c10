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
import type { Copy, CopyId, KnownWorld } from '../contract/replica.ts'

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

/** Names one open replica among all that this browser has open. */
export const makeTabName = (random: RandomBytes): string => randomName(random)
export const makeCopyId = (random: RandomBytes): CopyId => randomName(random) as CopyId

function randomName(random: RandomBytes): string {
  return [...random(10)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

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

const rowSchema = z.object({ bytes: bytesSchema })

const knownWorldSchema = z.object({ id, line, address, title: z.string, openedAt: z.number })

const copySchema = z.object({
  id: copyIdSchema,
  world: id,
  address,
  title: z.string,
  at: z.number,
  why: z.string,
  mine: bytesSchema,
  theirs: bytesSchema,
  isNewer: z.optional(z.boolean),
})

export const parseUnsaved = (row: unknown): UnsavedRecord | null => unsavedSchema.safeParse(row).data ?? null
export const parseRow = (row: unknown): Uint8Array | null => rowSchema.safeParse(row).data?.bytes ?? null
export const parseKnownWorld = (row: unknown): KnownWorld | null =>
  knownWorldSchema.safeParse(row).data ?? null
export const parseCopy = (row: unknown): Copy | null => copySchema.safeParse(row).data ?? null

/** Reads rows, leaving out those that a newer version wrote otherwise. */
export function parseAll<T>(rows: readonly unknown[], parse: (row: unknown) => T | null): T[] {
  return rows.map(parse).filter((row) => row !== null)
}
