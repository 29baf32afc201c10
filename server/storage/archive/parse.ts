// Reads the records' payloads. Everything in a file may have been made up, so each value is checked.
import * as decoding from 'lib0/decoding'
import { z } from 'zod'
import { parseMemberId, parseWorldId, type MemberId } from '../../../shared/world/address.ts'
import { PERSON_NAME_MAX, TITLE_MAX } from '../../../shared/world/limits.ts'
import { readUpdate } from '../../../shared/wire/update.ts'
import { unpackRows } from '../packing.ts'
import type { DocumentKind, ImportedRow, MemberRecord } from '../store.ts'
import { ArchiveRefusal, NAMES_MAX } from './format.ts'

const UNREADABLE = 'The file is not as Inkland writes it.'

const Header = z.object({
  id: z.string().transform(parseWorldId),
  title: z.string().transform((title) => title.slice(0, TITLE_MAX)),
  createdAt: z.number().int().nonnegative(),
})
export type Header = z.infer<typeof Header>

const Names = z.array(z.tuple([z.string(), z.string()])).max(NAMES_MAX)

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

/** What is behind the name of somebody who is known by a file alone. */
const FROM_FILE = ' (from a file)'

/** A name as it is shown of who is known by a file alone, so that nobody takes them for somebody of this node. */
export function nameFromFile(name: string): string {
  const own = name.endsWith(FROM_FILE) ? name.slice(0, -FROM_FILE.length) : name
  return own.slice(0, PERSON_NAME_MAX - FROM_FILE.length).toWellFormed() + FROM_FILE
}

/** How many rows or owners a payload says it has. */
export const countIn = (payload: Uint8Array): number =>
  orRefuse(() => decoding.readVarUint(decoding.createDecoder(payload)))

/** Reads rows; those that no document could apply go into quarantine, and no time is later than `now`. */
export function parseRows(payload: Uint8Array, now: number): ImportedRow[] {
  return orRefuse(() => unpackRows(payload)).map((row) => ({
    bytes: row.bytes,
    member: memberFrom(row.member),
    firstAt: Math.min(row.firstAt, now),
    lastAt: Math.min(row.lastAt, now),
    updates: row.updates,
    quarantined: row.quarantined || !canApply(row.bytes),
  }))
}

/** Whether Yjs wrote these bytes, as far as can be told without a document. */
export const canApply = (bytes: Uint8Array): boolean => readUpdate(bytes, 'clocks') !== null

export function parseOwners(payload: Uint8Array): Map<number, MemberId> {
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

function memberFrom(text: string): MemberId {
  const member = parseMemberId(text)
  if (!member) throw new ArchiveRefusal(UNREADABLE)
  return member
}

const textOf = (payload: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(payload)

/** Whatever a reader stumbles over, the file is to blame: it is all that was read. */
function orRefuse<Value>(read: () => Value): Value {
  try {
    return read()
  } catch {
    throw new ArchiveRefusal(UNREADABLE)
  }
}
