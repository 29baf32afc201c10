// Reads the records' payloads. Everything in a file may have been made up, so each value is checked.
import * as decoding from 'lib0/decoding'
import { z } from 'zod'
import { parseMemberId, parseWorldId, type MemberId } from '../../../shared/world/address.ts'
import { parseAuthorId, type AuthorId } from '../../../shared/world/author.ts'
import { parseTitle } from '../../../shared/world/artifact.ts'
import { PERSON_NAME_MAX, VERSION_NAME_MAX, VERSION_NOTE_MAX } from '../../../shared/world/limits.ts'
import { unpackRows } from '../update-packing.ts'
import type { DocumentKind, ImportedRow, MemberRecord } from '../store.ts'
import { NAMES_MAX, PAGE_OWNERS, PAGE_ROWS, tooMuch, unreadable, VERSIONS_MAX } from './archive-format.ts'
import type { ArchivedVersion } from './archived-versions.ts'

const Header = z.object({
  id: z.string().transform(parseWorldId),
  title: z.string().transform((title) => parseTitle(title) ?? ''),
  createdAt: z.number().int().nonnegative(),
})
export type Header = z.infer<typeof Header>

const Names = z.array(z.tuple([z.string(), z.string()])).max(NAMES_MAX)

const Versions = z.array(
  z.object({
    name: z.string().trim().min(1).max(VERSION_NAME_MAX),
    note: z.string().max(VERSION_NOTE_MAX),
    revision: z.number().int().nonnegative(),
    at: z.number().nonnegative(),
    by: z.string().nullable(),
    isAutomatic: z.boolean(),
  }),
)

const Kind = z.enum(['scene', 'live'])

export function parseHeader(payload: Uint8Array): Header {
  return orRefuse(() => Header.parse(JSON.parse(textOf(payload))))
}

export function parseKind(payload: Uint8Array): DocumentKind {
  return orRefuse(() => Kind.parse(textOf(payload)))
}

export function parseNames(payload: Uint8Array): MemberRecord[] {
  const names = orRefuse(() => Names.parse(JSON.parse(textOf(payload))))
  return names.map(([id, name]) => ({ id: memberFrom(id), name: name.slice(0, PERSON_NAME_MAX) }))
}

/** Reads the versions; no time is later than `now`. */
export function parseVersions(payload: Uint8Array, now: number): ArchivedVersion[] {
  const versions = orRefuse(() => Versions.parse(JSON.parse(textOf(payload))))
  const automatic = versions.filter(({ isAutomatic }) => isAutomatic).length
  const isTooMuch = automatic > VERSIONS_MAX.automatic || versions.length - automatic > VERSIONS_MAX.named
  if (isTooMuch) throw tooMuch()
  return versions.map(({ by, at, ...version }) => ({
    ...version,
    at: Math.min(at, now),
    // Its row says that.
    lastAt: 0,
    by: by === null ? null : memberFrom(by),
  }))
}

/** The mark behind the name of a person who is known from a file alone. */
const FROM_FILE = ' (from a file)'

/**
 * The shown name of a person who is known from a file alone, so that nobody takes them for a person of this
 * node.
 */
export function nameFromFile(name: string): string {
  const own = name.endsWith(FROM_FILE) ? name.slice(0, -FROM_FILE.length) : name
  return own.slice(0, PERSON_NAME_MAX - FROM_FILE.length).toWellFormed() + FROM_FILE
}

/** Most updates that a row says it stands for: enough for years of one person. */
const UPDATES_MAX = 1_000_000

/** Reads the rows of one record; no time is later than `now`. */
export function parseRows(payload: Uint8Array, now: number): ImportedRow[] {
  if (countIn(payload) > PAGE_ROWS) throw tooMuch()
  return orRefuse(() => unpackRows(payload)).map(
    ({ bytes, member, firstAt, lastAt, updates, quarantined, author, note, writtenAt }) => ({
      bytes,
      member: memberFrom(member),
      firstAt: Math.min(firstAt, lastAt, now),
      lastAt: Math.min(lastAt, now),
      updates: Math.min(updates, UPDATES_MAX),
      quarantined,
      ...(author !== undefined && { author: authorFrom(author) }),
      ...(note !== undefined && { note }),
      ...(writtenAt !== undefined && { writtenAt: Math.min(writtenAt, now) }),
    }),
  )
}

/** How many rows or owners a payload says it has. */
const countIn = (payload: Uint8Array): number =>
  orRefuse(() => decoding.readVarUint(decoding.createDecoder(payload)))

export function parseOwners(payload: Uint8Array): Map<number, MemberId> {
  if (countIn(payload) > PAGE_OWNERS) throw tooMuch()
  return orRefuse(() => {
    const decoder = decoding.createDecoder(payload)
    const owners = new Map<number, MemberId>()
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const client = decoding.readVarUint(decoder)
      owners.set(client, memberFrom(decoding.readVarString(decoder)))
    }
    return owners
  })
}

function authorFrom(text: string): AuthorId {
  const author = parseAuthorId(text)
  if (!author) throw unreadable()
  return author
}

function memberFrom(text: string): MemberId {
  const member = parseMemberId(text)
  if (!member) throw unreadable()
  return member
}

const textOf = (payload: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(payload)

/** Any error while reading is the file's fault: nothing else was read. */
function orRefuse<Value>(read: () => Value): Value {
  try {
    return read()
  } catch {
    throw unreadable()
  }
}
