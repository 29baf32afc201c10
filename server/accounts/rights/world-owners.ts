// The owner of each world, in memory: a connection's record of its world may be old, and a right is asked for
// each frame. It follows what is asked of the store, so that nobody who makes, passes or ends a world can
// forget to say so.
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

/** The ids of homes begin so; most often the id of the body that lives there follows. */
const HOME = 'home-'

type WorldOwnership = Pick<WorldRecord, 'key' | 'id' | 'owner'>

export async function followOwners(store: Store): Promise<Owners> {
  const index = createOwnerIndex()
  await load(store, index)
  const ending: ((world: WorldId) => Promise<void>)[] = []
  const claimed: ((from: MemberId, to: MemberId) => Promise<void>)[] = []

  async function setOwner(key: WorldKey, owner: MemberId | null): Promise<void> {
    await store.setOwner(key, owner)
    const known = index.find(key)
    if (known !== undefined) index.note({ ...known, owner })
  }

  /**
   * The homes of people who came before there were accounts are theirs, whoever gets the other worlds that
   * have no owner.
   */
  async function giveHomes(): Promise<void> {
    for (const { key, id, owner } of index.all()) {
      const person = index.queries.homeOf(id)
      if (owner === null && person !== null) await setOwner(key, person)
    }
  }

  const followed: Partial<Store> = {
    setOwner,
    async create(world) {
      const made = await store.create(world)
      if (made !== null) index.note(made)
      return made
    },
    async publish(world, as) {
      const made = await store.publish(world, as)
      if (made !== null) index.note(made)
      return made
    },
    async passWorlds(from, to) {
      if (from === null) await giveHomes()
      await store.passWorlds(from, to)
      for (const world of index.all()) if (world.owner === from) index.note({ ...world, owner: to })
    },
    async destroy(key) {
      const known = index.find(key)
      if (known !== undefined) for (const listener of ending) await listener(known.id)
      await store.destroy(key)
      index.forget(key)
    },
    async changePerson(id, change) {
      const person = await store.changePerson(id, change)
      if (person?.home != null) index.noteHome(person.home, id)
      return person
    },
    async claimClients(from, to) {
      await store.claimClients(from, to)
      for (const listener of claimed) await listener(from, to)
    },
  }

  return {
    ...index.queries,
    store: inFrontOf(store, followed),
    onEnding: (listener) => void ending.push(listener),
    onClaimed: (listener) => void claimed.push(listener),
  }
}

interface FollowedOwners extends Owners {
  /** Where somebody is at home may have changed. */
  reread(person: MemberId): Promise<void>
  /** Whose a world is may have changed. */
  rereadWorld(world: WorldKey): Promise<void>
}

/**
 * The owners of worlds for a process that makes, passes and ends none: it reads again what others have
 * changed.
 */
export async function readOwners(store: Store): Promise<FollowedOwners> {
  const index = createOwnerIndex()
  await load(store, index)
  return {
    ...index.queries,
    store,
    onEnding: () => undefined,
    onClaimed: () => undefined,
    async reread(member) {
      const person = await store.person(member)
      if (person?.home != null) index.noteHome(person.home, member)
    },
    async rereadWorld(key) {
      const world = await store.findByKey(key)
      if (world === null) index.forget(key)
      else index.note(world)
    },
  }
}

async function load(store: Store, index: OwnerIndex): Promise<void> {
  const all = [...(await store.worlds('here')), ...(await store.worlds('binned'))]
  for (const world of all) index.note(world)
  for (const { id, owner } of all) {
    if (!id.startsWith(HOME)) continue
    const body = parseArtifactId(id.slice(HOME.length))
    // A home that could not have its usual id, since another world had that, is its owner's.
    const person = (body && (await store.personOf(body))) ?? (owner && (await store.person(owner)))
    if (person?.home === id) index.noteHome(id, person.id)
  }
}

interface OwnerIndex {
  readonly queries: Pick<Owners, 'ownerOf' | 'homeOf' | 'ids' | 'of' | 'countOf' | 'keepPlace'>
  find(key: WorldKey): WorldOwnership | undefined
  all(): Iterable<WorldOwnership>
  note(world: WorldOwnership): void
  noteHome(home: WorldId, of: MemberId): void
  forget(key: WorldKey): void
}

/** Worlds by their owner, and homes by whose they are. */
function createOwnerIndex(): OwnerIndex {
  const worlds = new Map<WorldKey, WorldOwnership>()
  const owned = new Map<MemberId | null, Set<WorldId>>()
  const homes = new Map<WorldId, MemberId>()
  const homesOf = new Map<MemberId, WorldId>()
  /** Worlds that are on their way to somebody, so many for each. */
  const coming = new Map<MemberId, number>()

  function disown(key: WorldKey): void {
    const known = worlds.get(key)
    if (known === undefined) return
    const others = owned.get(known.owner)
    others?.delete(known.id)
    if (others?.size === 0) owned.delete(known.owner)
  }

  const countOf = (owner: MemberId): number => owned.get(owner)?.size ?? 0

  function changeComing(owner: MemberId, by: 1 | -1): void {
    const now = (coming.get(owner) ?? 0) + by
    if (now === 0) coming.delete(owner)
    else coming.set(owner, now)
  }

  return {
    queries: {
      ownerOf: ({ key, owner }) => worlds.get(key)?.owner ?? (worlds.has(key) ? null : owner),
      homeOf: (world) => homes.get(world) ?? null,
      ids: () => new Set([...worlds.values()].map(({ id }) => id)),
      of(owner) {
        const own = owned.get(owner) ?? NONE
        const home = owner === null ? undefined : homesOf.get(owner)
        return home === undefined || homes.get(home) !== owner || own.has(home)
          ? own
          : new Set([...own, home])
      },
      countOf,
      keepPlace(owner, most) {
        if (countOf(owner) + (coming.get(owner) ?? 0) >= most) return null
        changeComing(owner, 1)
        return () => changeComing(owner, -1)
      },
    },
    find: (key) => worlds.get(key),
    all: () => worlds.values(),
    note({ key, id, owner }) {
      disown(key)
      worlds.set(key, { key, id, owner })
      owned.set(owner, (owned.get(owner) ?? new Set()).add(id))
    },
    noteHome(home, of) {
      homes.set(home, of)
      homesOf.set(of, home)
    },
    forget(key) {
      disown(key)
      const known = worlds.get(key)
      worlds.delete(key)
      if (known !== undefined) homes.delete(known.id)
    },
  }
}
