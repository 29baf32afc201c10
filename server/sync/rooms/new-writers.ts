// New client ids by who brings them, so that nobody uses up those of a world for everybody else.
import { HOST, type MemberId } from '../../../shared/world/address.ts'
import { DOCUMENT_WRITERS_MAX, WRITERS_OF_OWNER } from '../../../shared/world/limits.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

/**
 * New client ids of one member in one world, of all without a session together. A frame in one piece brings
 * 500 at most; a class that reloads ten times an hour brings 300 an hour, and 50,000 take seventeen days.
 */
const NEW_WRITERS = { perSecond: 1 / 30, atOnce: 1_000 }

const LEFT_TO_OWNER = `This world has been written in from too many browser tabs. The last ${WRITERS_OF_OWNER} are kept for its owner. This change was not saved here. Tabs that wrote here before can go on, and the owner can make room in the sharing panel.`

type OwnedWorld = Pick<WorldRecord, 'id' | 'owner'>

export class NewWriters {
  readonly #buckets: TokenBuckets<string>

  constructor(clock: ServerClock) {
    this.#buckets = new TokenBuckets(NEW_WRITERS, () => clock.now())
  }

  /** In how many ms a member may bring more; 0: now. The owner need not wait in their own world. */
  waitMs({ id, owner }: OwnedWorld, member: MemberId): number {
    return member === owner || member === HOST ? 0 : this.#buckets.waitMs(`${id} ${member}`)
  }

  /** A member brings so many. Those of one piece come in together, and the next ones wait for all of them. */
  count({ id, owner }: OwnedWorld, member: MemberId, count: number): void {
    if (member !== owner && member !== HOST) this.#buckets.overdraw(`${id} ${member}`, count)
  }
}

/** Why a member can bring no more, where there are so many writers with theirs; null where they can. */
export function whyNoNewWriter({ owner }: OwnedWorld, member: MemberId, writers: number): string | null {
  if (owner === null || member === owner || member === HOST) return null
  return writers > DOCUMENT_WRITERS_MAX - WRITERS_OF_OWNER ? LEFT_TO_OWNER : null
}
