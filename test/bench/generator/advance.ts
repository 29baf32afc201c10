// Counts the content of an update, not frames: how far it moves the clock of each writer. So updates that a
// server joined count in full, and an update that it sends twice counts once.
import * as Y from 'yjs'
import { FIRST_CLIENT } from './edits.ts'

/** Up to which clock a reader has each writer's edits, by the writer's number. */
export type Seen = Uint32Array

/** Reads the update in `view` from `start` to `end` into `seen`; returns how many new clocks it brought. */
export function readAdvance(view: DataView<ArrayBuffer>, start: number, end: number, seen: Seen): number {
  at = start
  let advance = 0
  for (let clients = varUint(view); clients > 0; clients--) {
    let structs = varUint(view)
    const client = varUint(view)
    let clock = varUint(view)
    for (; structs > 0; structs--) {
      const length = structLength(view)
      if (length < 0)
        return readWithYjs(new Uint8Array(view.buffer, view.byteOffset + start, end - start), seen)
      clock += length
    }
    advance += advanceTo(seen, client, clock)
  }
  return advance
}

function advanceTo(seen: Seen, client: number, clock: number): number {
  const writer = client - FIRST_CLIENT
  if (writer < 0 || writer >= seen.length) return 0
  const had = seen[writer] ?? 0
  if (clock <= had) return 0
  seen[writer] = clock
  return clock - had
}

/** Where reading is: module-wide, since this runs millions of times a second. */
let at = 0

function varUint(view: DataView): number {
  let byte = view.getUint8(at++)
  if (byte < 0x80) return byte
  let value = byte & 0x7f
  let unit = 128
  do {
    byte = view.getUint8(at++)
    value += (byte & 0x7f) * unit
    unit *= 128
  } while (byte >= 0x80)
  return value
}

const skipVarUint = (view: DataView): void => {
  while (view.getUint8(at++) >= 0x80);
}

/**
 * Length in clocks of the struct at `at`, which is passed; -1 when it is of a kind that the bench does not
 * write.
 */
function structLength(view: DataView): number {
  const info = view.getUint8(at++)
  const kind = info & 0x1f
  if (kind === SKIP || kind === GC) return varUint(view)
  if (kind !== STRING && kind !== DELETED) return -1
  if ((info & 0x80) !== 0) skipId(view)
  if ((info & 0x40) !== 0) skipId(view)
  if ((info & 0xc0) === 0) {
    if (varUint(view) === 1) skipString(view)
    else skipId(view)
    if ((info & 0x20) !== 0) skipString(view)
  }
  const length = varUint(view)
  if (kind === STRING) at += length // in bytes, and the bench writes ASCII: one each
  return length
}

const GC = 0
const DELETED = 1
const STRING = 4
const SKIP = 10

function skipId(view: DataView): void {
  skipVarUint(view)
  skipVarUint(view)
}

function skipString(view: DataView): void {
  const length = varUint(view)
  at += length
}

/** The slow way, for a first sync, which may hold what the server wrote. */
function readWithYjs(update: Uint8Array, seen: Seen): number {
  let advance = 0
  for (const { id, length } of Y.decodeUpdate(update).structs) {
    advance += advanceTo(seen, id.client, id.clock + length)
  }
  return advance
}
