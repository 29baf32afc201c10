// A judged world's file: pages that are stored one after the other, each small enough that nobody waits for
// it. Meanwhile they are in a file beside the worlds, written where the world's file was judged, and read
// here.
import * as encoding from 'lib0/encoding'
import { open, type FileHandle } from 'node:fs/promises'
import { writeSync } from 'node:fs'
import type { MemberId } from '../../../shared/world/address.ts'

/** `rows` as packed by packRows, `owners` as by packOwners; of live one update; a picture's bytes. */
const PAGES = ['rows', 'snapshot', 'owners', 'live', 'picture'] as const
export type PageName = (typeof PAGES)[number]

export interface ArchivePage {
  readonly name: PageName
  /** A buffer of its own. */
  readonly payload: Uint8Array
}

/** Before a payload: which page it is, and its length. */
const PREFIX_BYTES = 5

/** Writes a page behind those that are in an open file. */
export function writePage(file: number, { name, payload }: ArchivePage): void {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt8(PAGES.indexOf(name))
  prefix.writeUInt32BE(payload.length, 1)
  writeAll(file, prefix)
  writeAll(file, payload)
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}

/** The pages of some names, in their order; the others are passed over unread. */
export async function* readPages(path: string, names: ReadonlySet<PageName>): AsyncGenerator<ArchivePage> {
  await using file = await open(path, 'r')
  const prefix = Buffer.alloc(PREFIX_BYTES)
  for (let at = 0; (await readInto(file, prefix, at)) === PREFIX_BYTES;) {
    const name = PAGES[prefix.readUInt8()]
    const length = prefix.readUInt32BE(1)
    at += PREFIX_BYTES
    if (name !== undefined && names.has(name)) {
      const payload = new Uint8Array(length)
      await readInto(file, payload, at)
      yield { name, payload }
    }
    at += length
  }
}

async function readInto(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let at = 0
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, position + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return at
}

/** The owners of client ids. */
export function packOwners(owners: Iterable<readonly [number, MemberId]>): Uint8Array {
  const all = [...owners]
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, all.length)
    for (const [client, member] of all) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarString(encoder, member)
    }
  })
}
