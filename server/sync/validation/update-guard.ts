// Judges a frame before anything is stored: what does it add, may this member add it, and does it rest only
// on what the log has? Yjs cannot un-apply, so nothing that fails here may ever reach a log or a document.
import * as Y from 'yjs'
import { VALUES_MAX } from '../../../shared/json/plain-json.ts'
import { ANONYMOUS, HOST, type MemberId } from '../../../shared/world/address.ts'
import type { RefusalCode } from '../../../shared/wire/frames/sync-frames.ts'
import { addUndeleted } from '../../../shared/yjs/document-state.ts'
import { isHeldOtherwise } from '../../../shared/yjs/held-otherwise.ts'
import { contains, joinRanges, withoutHoles, type IdRange } from '../../../shared/yjs/id-ranges.ts'
import { writeUpdate, type SectionBytes } from '../../../shared/yjs/update-writer.ts'
import {
  partsIn,
  readSmallUpdate,
  readUpdate,
  type ClientSection,
  type UnreadableReason,
  type UpdateReading,
} from '../../../shared/yjs/update-reader.ts'
import { easyWork, UNCOUNTED, type ApplyCost } from '../../../shared/yjs/work-steps.ts'
import { dependencyState } from '../../../shared/yjs/update-dependencies.ts'
import type { GuardedDocument } from './guarded-document.ts'
import { isMark } from '../../../shared/yjs/empty-struct.ts'
import { whatFalls } from './standing-entries.ts'
import { typesWithin, type TypesOfParts } from './type-depth.ts'

export type Verdict =
  /** All of it is there already; `cost` is what it took to find that out, in steps. */
  | { readonly type: 'nothing'; readonly cost: number; readonly postponed: readonly IdRange[] }
  /** It rests on something that the log does not have: neither stored nor refused. */
  | { readonly type: 'missing' }
  /** It cannot be judged until what is on its way to the disk has arrived. */
  | { readonly type: 'wait' }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly text: string }
  /** It has more structs and deletions than are judged in one go. Its sender has it judged in pieces. */
  | { readonly type: 'large' }
  /**
   * `reading` is cut to what is new; `claims` are client ids under which nothing was written yet; `cost` is
   * what applying it takes; `postponed` are deletions that are judged, and done, after all other parts.
   */
  | {
      readonly type: 'adds'
      readonly reading: UpdateReading
      readonly claims: readonly number[]
      readonly cost: ApplyCost
      readonly postponed: readonly IdRange[]
    }

const refused = (code: RefusalCode, text: string): Verdict => ({ type: 'refused', code, text })

export interface JudgingOptions {
  /**
   * It is not asked whose the client ids are: an edit for another node is judged there, and nobody else sees
   * it before.
   */
  readonly isAnybodys?: boolean
  /**
   * A client of ours sent it, which forgets what counts as saved. So what is here already must stand as it
   * was sent. A stock client keeps it, and may send anything again.
   */
  readonly isForgotten?: boolean
  /** It is the owner's own: its cost is not asked. */
  readonly isTrusted?: boolean
  /** It is a part of a large frame: a thing may be deleted in one part, and its page in another. */
  readonly isPart?: boolean
  /** It is a part of an edit: its types count with those of the parts before it. */
  readonly types?: TypesOfParts
  /** Most structs and deletions that are judged in one go; any number, unless given. */
  readonly most?: number
}

const UNREAD: Readonly<Record<UnreadableReason, Verdict>> = {
  large: { type: 'large' },
  malformed: refused('malformed', 'This change is damaged and cannot be read.'),
  crowded: refused('bound', `One value in a world can hold at most ${VALUES_MAX} others.`),
}

const IN_ANOTHERS_NAME = refused('identity', 'This change was made in someone else’s name.')

/** Judges the bytes of one step 2 or update frame of `member`. */
export function judge(
  bytes: Uint8Array,
  member: MemberId,
  document: GuardedDocument,
  judging: JudgingOptions = {},
): Verdict {
  const { isAnybodys = false, isTrusted = false, isPart = false, types, most = Infinity } = judging
  const reading = readSmallUpdate(bytes, most)
  if (typeof reading === 'string') return UNREAD[reading]
  // Most frames come from somebody who goes on typing. Nothing more is asked of these.
  if (document.goesOn(reading) && isOf(member, reading, document)) {
    return { type: 'adds', reading, claims: [], cost: easyWork(partsIn(reading)), postponed: [] }
  }
  const known = judging.isForgotten === true ? judgeKnown(reading, member, document, isAnybodys) : null
  if (known !== null) return known
  const fresh = reading.sections.filter(({ client, end }) => end > document.clockOf(client))
  const claims: number[] = []
  for (const { client } of fresh) {
    const owner = document.ownerOf(client)
    if (owner === undefined && (!isMark(client) || member === HOST)) claims.push(client)
    else if (owner !== member && !isAnybodys) return IN_ANOTHERS_NAME
    // Whoever was seen under it before they wrote may have been so before the disk failed.
    else if (owner === member && document.clockOf(client) === 0) claims.push(client)
  }
  if (fresh.some(({ structs }) => structs.some(({ content }) => content === 'document'))) {
    return refused('bound', 'A world cannot hold documents inside its document.')
  }
  switch (dependencyState(fresh, document)) {
    case 'on itself':
      return refused('malformed', 'This change rests on itself and cannot be read.')
    case 'on missing':
      return { type: 'missing' }
    case 'well':
      break
  }
  const within = types === undefined ? typesWithin(fresh, document) : types.within(reading, fresh)
  if (within !== 'fine') return within === 'wait' ? { type: 'wait' } : refused('bound', within.tooMuch)
  const deleted = newDeletions(reading.deleted, fresh, document)
  if (deleted === 'missing') return { type: 'missing' }
  const { looked } = deleted
  const postponed: IdRange[] = []
  // What the owner and the host write is theirs to answer for.
  if (!isTrusted && member !== HOST) {
    const why = whatFalls(fresh, deleted.ranges, document, isPart ? postponed : null)
    if (why !== null) return refused('bound', why)
  }
  const ranges = withoutHoles(deleted.ranges, postponed)
  if (fresh.length === 0 && ranges.length === 0) return { type: 'nothing', cost: looked, postponed }
  const cut = cutTo(reading, fresh, ranges, document)
  const cost = isTrusted ? UNCOUNTED : document.costOf(cut)
  if (cost === 'unknown') return { type: 'wait' }
  if ('tooMuch' in cost) return refused('bound', cost.tooMuch)
  return { type: 'adds', reading: cut, claims, cost: { ...cost, steps: cost.steps + looked }, postponed }
}

/** Why what an update says of ids that are here already is not taken for saved; null where it is. */
function judgeKnown(
  reading: UpdateReading,
  member: MemberId,
  document: GuardedDocument,
  isAnybodys: boolean,
): Verdict | null {
  const known = reading.sections.filter(({ client, clock }) => clock < document.clockOf(client))
  if (known.length === 0) return null
  const isComing = known.some(({ client, end }) => {
    const stored = document.storedClockOf(client)
    return stored < Math.min(end, document.clockOf(client))
  })
  if (isComing) return { type: 'wait' }
  // All without a session are one member: what one of them wrote and deleted under an id is not another's.
  const isTheirs = (client: number): boolean =>
    isAnybodys || (member !== ANONYMOUS && document.ownerOf(client) === member)
  const isDeletedSame = (ids: IdRange): boolean =>
    isTheirs(ids.client) || reading.deleted.some((range) => contains(range, ids))
  return isHeldOtherwise(document.doc(), reading.bytes, isDeletedSame) ? IN_ANOTHERS_NAME : null
}

function isOf(member: MemberId, { sections }: UpdateReading, document: GuardedDocument): boolean {
  for (const { client } of sections) if (document.ownerOf(client) !== member) return false
  return true
}

interface NewDeletions {
  readonly ranges: IdRange[]
  /** Steps that it took to find them. */
  readonly looked: number
}

/** How many items that are deleted already are passed over in a step. */
const PASSED_A_STEP = 16

/** The deletions that are not in the document yet; `missing` when something unknown is deleted. */
function newDeletions(
  all: readonly IdRange[],
  fresh: readonly ClientSection[],
  document: GuardedDocument,
): NewDeletions | 'missing' {
  const added = new Map(fresh.map(({ client, end }) => [client, end]))
  const ranges: IdRange[] = []
  let looked = 0
  // Ranges over each other would be looked at again and again.
  for (const range of joinRanges(all)) {
    const { client, clock, length } = range
    const end = clock + length
    if (end > (added.get(client) ?? document.clockOf(client))) return 'missing'
    const stored = Math.min(end, document.storedClockOf(client))
    if (clock < stored) {
      const passed = addUndeleted(document.doc(), { client, clock, length: stored - clock }, ranges)
      looked += Math.ceil(passed / PASSED_A_STEP)
    }
    if (end > stored) {
      const from = Math.max(clock, stored)
      ranges.push({ client, clock: from, length: end - from })
    }
  }
  return { ranges, looked }
}

/** Rewrites an update to what is new of it; bytes that are new as a whole stay as they are. */
function cutTo(
  reading: UpdateReading,
  fresh: readonly ClientSection[],
  deleted: readonly IdRange[],
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

/**
 * The part of a section from `clock` on; only where a struct is cut in two does Yjs have to write it again.
 */
function cutSection(reading: UpdateReading, section: ClientSection, clock: number): SectionBytes {
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
