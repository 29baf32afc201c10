// A world as somebody sees it who has no script: with its words, if those come in time.
import type { Logger } from 'pino'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { nodeOf, type Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { WordsOf } from './world-words.ts'

/** Whoever opens a world waits for its words for so long, in ms: the app needs none. */
const WORDS_MS = 1_000

export interface SeenWorld {
  readonly world: WorldRecord
  /** Null: they could not be had in time. */
  readonly words: WrittenScene | null
  /** Anybody at all may see it. */
  readonly isForAll: boolean
  /** Search engines may find it. */
  readonly isFound: boolean
}

/** Null: there is no such world for this person. */
export type SeenBy = (member: Member, address: Address) => Promise<SeenWorld | null>

export function createSeenWorlds({
  access: { store, rights, rightOf },
  wordsOf,
  clock,
  log,
}: {
  readonly access: Pick<AccountServices, 'store' | 'rights' | 'rightOf'>
  readonly wordsOf: WordsOf
  readonly clock: ServerClock
  readonly log: Pick<Logger, 'debug'>
}): SeenBy {
  return async (member, address) => {
    const world = nodeOf(address) === null ? await store.find(address) : null
    if (world === null || world.binnedAt !== null || !atLeast(rightOf(member, world), 'see')) return null
    const made = wordsOf(world, member.id).catch((error: unknown) => {
      log.debug({ err: error, world: address }, 'the words of a world could not be written')
      return null
    })
    const words = await withinTime(clock, WORDS_MS, made, null)
    const isForAll = atLeast(rightOf(NO_MEMBER, world), 'see')
    const isFound = isForAll && rights?.foundWorlds.has(world.id) === true
    return { world, words, isForAll, isFound }
  }
}
