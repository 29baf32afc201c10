// The worlds that somebody may know of, for lists. They are found by the decisions about that person, and
// never by looking at all worlds.
import type { AccountServices } from '../../accounts/account-services.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { nodeOf, type WorldId } from '../../../shared/world/address.ts'
import type { Member } from '../../contracts/request-member.ts'
import { createEventLoopTurns } from '../../time/event-loop-turns.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sharedRequest } from '../../time/shared-request.ts'
import { GIVEN_LISTED_MAX, OPEN_LISTED_MAX } from '../edge/http-limits.ts'

interface WorldListing {
  /** Last changed first, then newest first. */
  readonly worlds: readonly WorldRecord[]
  /** There are more. */
  readonly isCut: boolean
}

export interface Visible {
  /** Worlds in which somebody has a right, here and in the bin. */
  of(member: Member): Promise<WorldListing>
  /** The same, without worlds that they only see because those are open to all. */
  ownOf(member: Member): Promise<WorldListing>
  /**
   * Resolves when it is somebody's turn to go on with such a list: many may have waited for the same thing.
   */
  turn(member: Member): Promise<void>
}

export function createVisible(
  parts: Pick<AccountServices, 'store' | 'rights' | 'rightOf' | 'settings'> & { readonly clock: ServerClock },
): Visible {
  const { store, rights, rightOf, settings, clock } = parts
  const piece = createEventLoopTurns(clock)

  /** In an open node everybody sees all worlds. */
  const all = sharedRequest(async (): Promise<WorldListing> => {
    const worlds = [...(await store.worlds('here')), ...(await store.worlds('binned'))]
    return { worlds, isCut: false }
  }, clock)
  const openToAll = sharedRequest(() => listed(rights?.openWorlds ?? NONE, OPEN_LISTED_MAX), clock)

  async function listed(ids: ReadonlySet<WorldId>, most: number): Promise<WorldListing> {
    const worlds = ids.size === 0 ? [] : await store.worldsBy([...ids], most)
    // Copies of other nodes' worlds are listed by themselves, with their host.
    return { worlds: worlds.filter(({ address }) => nodeOf(address) === null), isCut: ids.size > most }
  }

  const own = (member: Member): Promise<WorldListing> =>
    listed(rights?.concerning(member) ?? NONE, settings.now().worldsPerAccount + GIVEN_LISTED_MAX)

  async function judged(member: Member, { worlds, isCut }: WorldListing): Promise<WorldListing> {
    await piece(member.id)
    return { worlds: worlds.filter((world) => rightOf(member, world) !== 'none'), isCut }
  }

  return {
    async of(member) {
      if (rights === null) return judged(member, await all())
      const [mine, open] = await Promise.all([own(member), openToAll()])
      const byKey = new Map([...open.worlds, ...mine.worlds].map((world) => [world.key, world]))
      const worlds = [...byKey.values()].toSorted(lastChangedFirst)
      return judged(member, { worlds, isCut: mine.isCut || open.isCut })
    },
    ownOf: async (member) => judged(member, await (rights === null ? all() : own(member))),
    turn: ({ id }) => piece(id),
  }
}

const NONE: ReadonlySet<WorldId> = new Set()

const lastChangedFirst = (one: WorldRecord, other: WorldRecord): number =>
  other.changedAt - one.changedAt || other.key - one.key
