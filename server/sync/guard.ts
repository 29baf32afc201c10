// Judges a frame before anything is stored: what does it add, may this member add it, and does it rest only on what the
// log has? Yjs cannot un-apply, so nothing that fails here may ever reach a log or a document.
import * as Y from 'yjs'
import type { MemberId } from '../../shared/world/address.ts'
import type { RefusalCode } from '../../shared/wire/frame.ts'
import { mergeRanges, writeUpdate, type Part } from '../../shared/wire/join.ts'
import {
  readUpdate,
  type DeletedRange,
  type ItemId,
  type Section,
  type Struct,
  type UpdateReading,
} from '../../shared/wire/update.ts'
import { typesWithin } from './depth.ts'

/** What the guard knows of a document. */
export interface GuardedDocument {
  /** The clock that the client's next struct must have, counting what is still on its way to the disk. */
  clockOf(client: number): number
  /** The same, counting only what is on the disk, and so in `doc()`. */
  storedClockOf(client: number): number
  ownerOf(client: number): MemberId | undefined
  /** The document as it is on the disk. Building it is put off until somebody asks. */
  doc(): Y.Doc
}

export type Verdict =
  /** All of it is there already. */
  | { readonly type: 'nothing' }
  /** It rests on something that the log does not have: neither stored nor refused. */
  | { readonly type: 'missing' }
  /** It cannot be judged until what is on its way to the disk has arrived. */
  | { readonly type: 'wait' }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly text: string }
  /** `reading` is cut to what is new; `claims` are client ids that nobody has had yet. */
  | { readonly type: 'adds'; readonly reading: UpdateReading; readonly claims: readonly number[] }

const refused = (code: RefusalCode, text: string): Verdict => ({ type: 'refused', code, text })

/**
 * Judges the bytes of one step 2 or update frame of `member`. With `anybody` nobody is asked whose client ids are: what somebody writes for another
 * node is judged there, and until then seen by nobody else.
 */
export function judge(
  bytes: Uint8Array,
  member: MemberId,
  document: GuardedDocument,
  anybody = false,
): Verdict {
  const reading = readUpdate(bytes)
  if (reading === null) return refused('malformed', 'This change is damaged and cannot be read.')
  const fresh = reading.sections.filter(({ client, end }) => end > document.clockOf(client))
  const claims: number[] = []
  for (const { client } of fresh) {
    const owner = document.ownerOf(client)
    if (owner === undefined) claims.push(client)
    else if (owner !== member && !anybody)
      return refused('identity', 'This change speaks in the name of somebody else.')
  }
  if (fresh.some(({ structs }) => structs.some(({ content }) => content === 'document'))) {
    return refused('bound', 'A world cannot hold documents inside its document.')
  }
  switch (rests(fresh, document)) {
    case 'on itself':
      return refused('malformed', 'This change rests on itself and cannot be read.')
    case 'on missing':
      return { type: 'missing' }
    case 'well':
      break
  }
  const types = typesWithin(fresh, document)
  if (types !== 'fine') return types === 'wait' ? { type: 'wait' } : refused('bound', types.tooMuch)
  const deleted = newDeletions(reading.deleted, fresh, document)
  if (deleted === 'missing') return { type: 'missing' }
  if (fresh.length === 0 && deleted.length === 0) return { type: 'nothing' }
  const cut = cutTo(reading, fresh, deleted, document)
  return { type: 'adds', reading: cut, claims }
}

/**
 * Follows what each new struct rests on, as integrating would, each struct once: a circle between clients would hang in
 * Yjs for ever, as would anything behind a hole.
 */
function rests(fresh: readonly Section[], document: GuardedDocument): 'well' | 'on missing' | 'on itself' {
  const walks = new Map(
    fresh.map((section) => [section.client, new Walk(section, document.clockOf(section.client))]),
  )
  for (const start of walks.values()) {
    start.open(Infinity)
    const stack = [start]
    for (let walk = stack.at(-1); walk !== undefined; walk = stack.at(-1)) {
      const need = walk.advance(
        (id) => (walks.get(id.client)?.reached ?? document.clockOf(id.client)) > id.clock,
      )
      if (need === 'done') {
        walk.isOpen = false
        stack.pop()
      } else if (need === 'itself') {
        return 'on itself'
      } else if (need === 'hole') {
        return 'on missing'
      } else {
        const other = walks.get(need.client)
        if (other === undefined || other.isDone || other.isOpen) return 'on missing'
        other.open(need.clock)
        stack.push(other)
      }
    }
  }
  return 'well'
}

/** A walk along the structs of one client, as far as what they rest on is there. */
class Walk {
  reached: number
  /** Somebody waits for it, so whoever it waits for must not wait for it. */
  isOpen = false
  /** The clock that somebody waits for: going on beyond it could meet a walk that is open for no good reason. */
  private wanted = Infinity
  private index = 0
  private readonly section: Section

  constructor(section: Section, known: number) {
    this.section = section
    this.reached = known
    while (
      (section.structs[this.index]?.clock ?? Infinity) + (section.structs[this.index]?.length ?? 0) <=
      known
    ) {
      this.index++
    }
  }

  get isDone(): boolean {
    return this.index >= this.section.structs.length
  }

  open(wanted: number): void {
    this.isOpen = true
    this.wanted = wanted
  }

  advance(has: (id: ItemId) => boolean): 'done' | 'hole' | 'itself' | ItemId {
    for (;;) {
      const struct = this.section.structs[this.index]
      if (struct === undefined || this.reached > this.wanted) return 'done'
      if (struct.kind === 'skip' || struct.clock > this.reached) return 'hole'
      for (const id of foundation(struct)) {
        if (id.client === this.section.client) {
          if (id.clock >= struct.clock) return 'itself'
        } else if (!has(id)) {
          return id
        }
      }
      this.reached = struct.clock + struct.length
      this.index++
    }
  }
}

function foundation({ left, right, parent }: Struct): ItemId[] {
  return [left, right, typeof parent === 'string' ? null : parent].filter((id) => id !== null)
}

/** The deletions that are not in the document yet; `missing` when something unknown is deleted. */
function newDeletions(
  ranges: readonly DeletedRange[],
  fresh: readonly Section[],
  document: GuardedDocument,
): DeletedRange[] | 'missing' {
  const added = new Map(fresh.map(({ client, end }) => [client, end]))
  const fresher: DeletedRange[] = []
  for (const range of ranges) {
    const { client, clock, length } = range
    const end = clock + length
    if (end > (added.get(client) ?? document.clockOf(client))) return 'missing'
    const stored = Math.min(end, document.storedClockOf(client))
    if (clock < stored) fresher.push(...notDeleted(document.doc(), { client, clock, length: stored - clock }))
    if (end > stored) {
      const from = Math.max(clock, stored)
      fresher.push({ client, clock: from, length: end - from })
    }
  }
  return fresher
}

/** The parts of a range, all of it in the document, that stand there undeleted. */
function notDeleted(doc: Y.Doc, { client, clock, length }: DeletedRange): DeletedRange[] {
  const structs = doc.store.clients.get(client) ?? []
  const end = clock + length
  const parts: DeletedRange[] = []
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]
    if (struct === undefined || struct.id.clock >= end) break
    if (struct.deleted) continue
    const from = Math.max(clock, struct.id.clock)
    parts.push({ client, clock: from, length: Math.min(end, struct.id.clock + struct.length) - from })
  }
  return mergeRanges(parts)
}

/** Rewrites an update to what is new of it; bytes that are new as a whole stay as they are. */
function cutTo(
  reading: UpdateReading,
  fresh: readonly Section[],
  deleted: readonly DeletedRange[],
  document: GuardedDocument,
): UpdateReading {
  const isWhole =
    fresh.length === reading.sections.length &&
    fresh.every(({ client, clock }) => clock === document.clockOf(client)) &&
    deleted.length === reading.deleted.length &&
    deleted.every(
      ({ clock, length }, i) => clock === reading.deleted[i]?.clock && length === reading.deleted[i].length,
    )
  if (isWhole) return reading
  const parts = fresh.map((section) => cutSection(reading, section, document.clockOf(section.client)))
  const cut = readUpdate(writeUpdate(parts, deleted))
  if (cut === null) throw new Error('a frame that was cut to what is new cannot be read any more')
  return cut
}

/** The part of a section from `clock` on; only where a struct is cut in two does Yjs have to write it again. */
function cutSection(reading: UpdateReading, section: Section, clock: number): Part {
  if (section.clock === clock) return { bytes: reading.bytes, section }
  const at = section.structs.findIndex((struct) => struct.clock === clock)
  const first = section.structs[at]
  if (first !== undefined) {
    const structs = section.structs.slice(at)
    return {
      bytes: reading.bytes,
      section: { ...section, clock, count: structs.length, structs, from: first.from },
    }
  }
  const whole = writeUpdate([{ bytes: reading.bytes, section }], [])
  const bytes = Y.diffUpdate(whole, Y.encodeStateVector(new Map([[section.client, clock]])))
  const [rest] = readUpdate(bytes)?.sections ?? []
  if (rest === undefined) throw new Error('a struct that was cut in two cannot be read any more')
  return { bytes, section: rest }
}
