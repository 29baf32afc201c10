// Whose every world is, in memory: a connection's record of its world may be old, and a right is asked for
// each frame. Kept up by following what is asked of the store, so that nobody who makes, passes or ends a
// world can forget to say so.
import { parseArtifactId, type MemberId, type WorldId } from '../../../shared/world/address.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { inFrontOf } from '../../storage/store-proxy.ts'

export interface Owners {
  /** The store that everybody is to use. */
  readonly store: Store
  ownerOf(world: Pick<WorldRecord, 'key' | 'owner'>): MemberId | null
  /** Whose home a world is. */
  homeOf(world: WorldId): MemberId | null
  /** The ids of all worlds, those in the bin included. */
  ids(): ReadonlySet<WorldId>
  /** The worlds that somebody owns, or nobody, and somebody's home; those in the bin included. */
  of(owner: MemberId | null): ReadonlySet<WorldId>
  /** How many worlds somebody owns, those in the bin included. */
  countOf(owner: MemberId): number
  /**
   * Keeps a place for one world more until the answer is called; null where somebody has `most`, with those
   * that are on their way.
   */
  keepPlace(owner: MemberId, most: number): (() => void) | null
  /** Calls `listener` before a world is ended for good; it is not ended when that fails. */
  onEnding(listener: (world: WorldId) => Promise<void>): void
  /** Calls `listener` when the client ids of one member went over to another. */
  onClaimed(listener: (from: MemberId, to: MemberId) => Promise<void>): void
}

const NONE: ReadonlySet<WorldId> = new Set()

/** The ids of homes begin so; most often the body that lives there follows. */
const HOME = 'home-'

interface Known {
  readonly id: WorldId
  readonly owner: MemberId | null
}

export async function followOwners(store: Store): Promise<Owners> {
  const worlds = new Map<WorldKey, Known>()
  /** By their owner. */
  const owned = new Map<MemberId | null, Set<WorldId>>()
  const homes = new Map<WorldId, MemberId>()
  const homesOf = new Map<MemberId, WorldId>()
  /** Worlds that are on their way to somebody, so many for each. */
  const coming = new Map<MemberId, number>()
  const ending: ((world: WorldId) => Promise<void>)[] = []
  const claimed: ((from: MemberId, to: MemberId) => Promise<void>)[] = []

  function note({ key, id, owner }: Pick<WorldRecord, 'key' | 'id' | 'owner'>): void {
    disown(key)
    worlds.set(key, { id, owner })
    owned.set(owner, (owned.get(owner) ?? new Set()).add(id))
  }

  /** Nobody owns it any more, as far as the index by owners goes. */
  function disown(key: WorldKey): void {
    const known = worlds.get(key)
    if (known === undefined) return
    const others = owned.get(known.owner)
    others?.delete(known.id)
    if (others?.size === 0) owned.delete(known.owner)
  }

  function noteHome(home: WorldId, of: MemberId): void {
    homes.set(home, of)
    homesOf.set(of, home)
  }

  async function load(): Promise<void> {
    const all = [...(await store.worlds('here')), ...(await store.worlds('binned'))]
    for (const world of all) note(world)
    for (const { id, owner } of all) {
      if (!id.startsWith(HOME)) continue
      const body = parseArtifactId(id.slice(HOME.length))
      // One that could not have its usual id, since somebody else's world had that, is its owner's.
      const person = (body && (await store.personOf(body))) ?? (owner && (await store.person(owner)))
      if (person?.home === id) noteHome(id, person.id)
    }
  }
  await load()

  async function setOwner(key: WorldKey, owner: MemberId | null): Promise<void> {
    await store.setOwner(key, owner)
    const known = worlds.get(key)
    if (known !== undefined) note({ key, id: known.id, owner })
  }

  /**
   * The homes of those who came before there were accounts are theirs, whoever gets the other worlds of
   * nobody.
   */
  async function giveHomes(): Promise<void> {
    for (const [key, { id, owner }] of worlds) {
      const person = homes.get(id)
      if (owner === null && person !== undefined) await setOwner(key, person)
    }
  }

  const followed: Partial<Store> = {
    setOwner,
    async create(world) {
      const made = await store.create(world)
      if (made !== null) note(made)
      return made
    },
    async publish(world, as) {
      const made = await store.publish(world, as)
      if (made !== null) note(made)
      return made
    },
    async passWorlds(from, to) {
      if (from === null) await giveHomes()
      await store.passWorlds(from, to)
      for (const [key, { id, owner }] of worlds) if (owner === from) note({ key, id, owner: to })
    },
    async destroy(key) {
      const known = worlds.get(key)
      if (known !== undefined) for (const listener of ending) await listener(known.id)
      await store.destroy(key)
      disown(key)
      worlds.delete(key)
      if (known !== undefined) homes.delete(known.id)
    },
    async changePerson(id, change) {
      const person = await store.changePerson(id, change)
      if (person?.home != null) noteHome(person.home, id)
      return person
    },
    async claimClients(from, to) {
      await store.claimClients(from, to)
      for (const listener of claimed) await listener(from, to)
    },
  }

  const countOf = (owner: MemberId): number => owned.get(owner)?.size ?? 0

  function of(owner: MemberId | null): ReadonlySet<WorldId> {
    const own = owned.get(owner) ?? NONE
    const home = owner === null ? undefined : homesOf.get(owner)
    return home === undefined || homes.get(home) !== owner || own.has(home) ? own : new Set([...own, home])
  }

  function changeComing(owner: MemberId, by: 1 | -1): void {
    const now = (coming.get(owner) ?? 0) + by
    if (now === 0) coming.delete(owner)
    else coming.set(owner, now)
  }

  return {
    store: inFrontOf(store, followed),
    ownerOf: ({ key, owner }) => worlds.get(key)?.owner ?? (worlds.has(key) ? null : owner),
    homeOf: (world) => homes.get(world) ?? null,
    of,
    ids: () => new Set([...worlds.values()].map(({ id }) => id)),
    countOf,
    keepPlace(owner, most) {
      if (countOf(owner) + (coming.get(owner) ?? 0) >= most) return null
      changeComing(owner, 1)
      return () => changeComing(owner, -1)
    },
    onEnding: (listener) => void ending.push(listener),
    onClaimed: (listener) => void claimed.push(listener),
  }
}
