// New client ids by who brings them, so that nobody uses up those of a world for everybody else.
import { BEHAVIOR, HOST, OWNER, type MemberId } from '../../../shared/world/address.ts'
import { DOCUMENT_WRITERS_MAX, WRITERS_OF_OWNER } from '../../../shared/world/limits.ts'
import { MINUTE_MS } from '../../../shared/time/durations.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { MAKE_ROOM } from '../document/document-size.ts'

/**
 * New client ids of one member in one world, of all without a session together. A frame in one piece brings
 * 500 at most; a class that reloads ten times an hour brings 300 an hour, and 50,000 take seventeen days.
 */
const NEW_WRITERS = { perSecond: 1 / 30, atOnce: 1_000 }

const LEFT_TO_OWNER = `This world has been written in from too many browser tabs. The last ${WRITERS_OF_OWNER} are kept for its owner. This change was not saved here. Tabs that wrote here before can go on, and the owner can make room in the sharing panel.`

const FULL_OF_WRITERS = `This world is full: it has been written in from ${DOCUMENT_WRITERS_MAX} browser tabs. Tabs that wrote here before can go on. ${MAKE_ROOM}`
const TOO_MANY_TABS = 'Many new tabs write in this world just now.'

export type OwnedWorld = Pick<WorldRecord, 'id' | 'owner'>

/** Who shares a world: its owner, and all others. */
export interface WorldSharers {
  /** The present owner; null: nobody. */
  readonly ownerOf: (world: WorldRecord) => MemberId | null
  /** Members for whom it is the same count together by what they add. */
  readonly countsAs: (member: MemberId) => string
}

/** The owner as the world was read, and everybody by themselves. */
export const EACH_ALONE: WorldSharers = { ownerOf: ({ owner }) => owner, countsAs: (member) => member }

/** Whether what a member writes is for the owner of a world to answer for. */
export const isOfOwner = ({ owner }: Pick<WorldRecord, 'owner'>, member: MemberId): boolean =>
  member === owner || member === OWNER || member === HOST

/** Likewise of client ids. The node gives its programs theirs, so those who write programs bring none. */
const bringsAsOwner = (world: OwnedWorld, member: MemberId): boolean =>
  member === BEHAVIOR || isOfOwner(world, member)

/** What somebody is told whose edit waits on their device. */
export const NEW_IDS_HELD = `${TOO_MANY_TABS} Your change waits for its turn, and is kept on this device.`
/** The same where nothing waits, and it is asked for again. */
export const newIdsRefused = (waitMs: number): string =>
  `${TOO_MANY_TABS} Try again in ${waitMs > MINUTE_MS ? `${Math.ceil(waitMs / MINUTE_MS)} minutes` : 'a minute'}.`

export class NewWriters {
  readonly #buckets: TokenBuckets<string>

  constructor(clock: ServerClock) {
    this.#buckets = new TokenBuckets(NEW_WRITERS, () => clock.now())
  }

  /** In how many ms a member may bring more; 0: now. The owner need not wait in their own world. */
  waitMs(world: OwnedWorld, member: MemberId): number {
    return bringsAsOwner(world, member) ? 0 : this.#buckets.waitMs(`${world.id} ${member}`)
  }

  /** A member brings so many. Those of one piece come in together, and the next ones wait for all of them. */
  count(world: OwnedWorld, member: MemberId, count: number): void {
    if (!bringsAsOwner(world, member)) this.#buckets.overdraw(`${world.id} ${member}`, count)
  }
}

/** Why a member can bring no more, where there are so many writers with theirs; null where they can. */
export function whyNoNewWriter(world: OwnedWorld, member: MemberId, writers: number): string | null {
  if (writers > DOCUMENT_WRITERS_MAX) return FULL_OF_WRITERS
  if (world.owner === null || bringsAsOwner(world, member)) return null
  return writers > DOCUMENT_WRITERS_MAX - WRITERS_OF_OWNER ? LEFT_TO_OWNER : null
}
