// How somebody whom nobody named comes into a world: with a link that they were given, or after they knocked.
import { createHash } from 'node:crypto'
import { makeMemberId, type MemberId, type RandomBytes, type WorldId } from '../../../shared/world/address.ts'
import { KNOCKS_MAX, LINKS_MAX, type OpenRight } from '../../../shared/wire/api/sharing-bodies.ts'
import { TooMany, type LinkRecord, type RightsRecordWorld } from './right-records.ts'
import type { RightTables } from './right-tables.ts'
import { holds, outOf } from './world-access.ts'
import { earlierOf } from '../../records/age-clock.ts'

/** Most who may come with one link: a whole school. For more there is `public`. */
export const LINK_PEOPLE_MAX = 1000
/** A link's secret, in bytes: nobody guesses it. */
const SECRET_BYTES = 24

interface NewLink {
  readonly right: OpenRight
  readonly label: string
  readonly until: number | null
  /** Its maker; null: the node. */
  readonly by?: MemberId | null
}

export interface LinksAndKnocks {
  /** Makes a link; its secret is told here and never again. */
  link(world: RightsRecordWorld, link: NewLink): Promise<{ readonly id: string; readonly secret: string }>
  /** Revokes a link, also for those who came with it; false when there is none. */
  unlink(world: RightsRecordWorld, id: string): Promise<boolean>
  /** The link that has a secret, while it holds; null when there is none. */
  linkWith(world: RightsRecordWorld, secret: string): Pick<LinkRecord, 'right' | 'by'> | null
  /** Somebody comes with the secret of a link; false when it is void, or they may not come in. */
  come(world: RightsRecordWorld, secret: string, member: MemberId): Promise<boolean>
  /**
   * Somebody asks to be let in. It replaces what they asked before; over the bound the oldest knock is
   * forgotten.
   */
  knock(world: RightsRecordWorld, member: MemberId, words: string): Promise<void>
  unknock(world: RightsRecordWorld, member: MemberId): Promise<void>
  /** Whether anybody waits at a world. */
  hasKnocks(world: WorldId): boolean
}

export function createLinksAndKnocks(
  records: RightTables,
  options: {
    readonly clock: { now(): number }
    /** The time by which a link that has ended is forgotten. */
    readonly ages: { now(): number }
    readonly random: RandomBytes
  },
): LinksAndKnocks {
  const { tables, links, knocks, access, linksOf, knocksOf, forgettingKnocks } = records
  const { clock, ages, random } = options
  const now = (): number => clock.now()

  function goodLink({ id }: RightsRecordWorld, secret: string): readonly [string, LinkRecord] | null {
    const hash = hashOf(secret)
    return linksOf(id).find(([, link]) => link.hash === hash && holds(link.until, now())) ?? null
  }

  function isOut({ id }: RightsRecordWorld, member: MemberId): boolean {
    const found = access.find(id)
    return found !== null && outOf(found, member, now) !== false
  }

  return {
    async link({ id: world }, { right, label, until, by = null }) {
      const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
      const id = makeMemberId(random)
      await tables.change(() => {
        const over = linksOf(world).filter(([, link]) => !holds(link.until, earlierOf(ages, clock)))
        if (linksOf(world).length - over.length >= LINKS_MAX) throw new TooMany('links')
        const made = {
          world,
          hash: hashOf(secret),
          label,
          right,
          since: now(),
          until,
          by,
          people: [],
          came: [],
        }
        return [...over.map(([old]) => links.forget(old)), links.add(id, made)]
      })
      return { id, secret }
    },
    unlink: ({ id: world }, id) =>
      tables.change(() => (links.get(id)?.world === world ? [links.forget(id)] : null)),
    linkWith: (world, secret) => goodLink(world, secret)?.[1] ?? null,
    come: (world, secret, member) =>
      tables.change(() => {
        const found = goodLink(world, secret)
        if (found === null || isOut(world, member)) return null
        const [id, link] = found
        if (link.people.includes(member)) return []
        if (link.people.length >= LINK_PEOPLE_MAX) throw new TooMany('holders')
        if (links.whyFull(link.by) !== null) throw new TooMany('room')
        return [
          links.set(id, {
            ...link,
            people: [...link.people, member],
            came: [...link.came, [member, now()]],
          }),
        ]
      }),
    async knock(world, member, words) {
      if (isOut(world, member)) return
      await tables.change(() => {
        const others = knocksOf(world.id).filter(([, knock]) => knock.member !== member)
        const oldest = others
          .toSorted(([, one], [, other]) => one.at - other.at)
          .slice(0, Math.max(0, others.length + 1 - KNOCKS_MAX))
        return [
          ...forgettingKnocks(world.id, member),
          ...oldest.map(([id]) => knocks.forget(id)),
          knocks.add(makeMemberId(random), { world: world.id, member, words, at: now() }),
        ]
      })
    },
    async unknock({ id }, member) {
      await tables.change(() => forgettingKnocks(id, member))
    },
    hasKnocks: (world) => knocksOf(world).length > 0,
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
