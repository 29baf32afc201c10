// Finds a world of another node for somebody: asks its host what they may do there, and answers the copy that
// is kept here, fetched if there is none. Where the host said it once, what it said counts while it sleeps.
import {
  foreignPartsOf,
  type Address,
  type ForeignPlace,
  type MemberId,
} from '../../../shared/world/address.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import { StoreFault, type Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock, ClosedToMember, Trials } from '../../sync/sync-server.ts'
import { askRight, closedBy, NOT_OPEN } from '../lines/right-request.ts'
import type { PeerDirectory } from '../known/peer-directory.ts'
import type { PeerClient } from '../known/peer-client.ts'
import type { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import { FetchClosed, fetchWorld, type Fetched, type FetchProgress } from './first-fetch.ts'
import { recordIdOf } from '../lines/copy-ids.ts'
import type { KnownRights } from '../lines/remote-rights.ts'

/** How often it is asked for a right that is said by others, too, meanwhile. */
const TRIES = 3
/** A copy that is being thrown away is looked for again. */
const GOING: ClosedToMember = {
  code: CLOSE.fault,
  reason: 'This node’s copy of this world is being removed.',
}

/** Copies that nobody is in go by themselves. */
const NO_ROOM =
  'People here are in so many worlds on other nodes that there is no room for another. Try again in a while.'

export interface CopyLookup {
  find(address: Address, member: Member): Promise<WorldRecord | ClosedToMember>
  /** How much is here of a world that is being fetched for the first time; null: it is not. */
  progressOf(address: Address): FetchProgress | null
  /** A person's right is asked anew; the known one counts meanwhile. */
  refresh(world: WorldRecord, member: MemberId): void
  /** Asks a host what somebody may do, and counts on it from now on. Rejects with a PeerFault. */
  ask(world: WorldRecord, member: MemberId, timeoutMs?: number): Promise<Right>
  /** A host closed a world to somebody. */
  closed(world: WorldRecord, member: MemberId, closed: ClosedToMember): void
  /** Why somebody may not be in a world, by its host's last answer. */
  whyNot(world: WorldRecord, member: MemberId): ClosedToMember
}

interface FindingOptions {
  readonly caller: PeerClient
  readonly book: Pick<PeerDirectory, 'whyNot'>
  readonly store: Store
  readonly rights: KnownRights
  readonly clock: ServerClock
  /** Judges the fetched updates. */
  readonly trials: Trials
  /** The running fetches. */
  readonly fetches: UnfinishedFrames
  /** Makes room for a copy of so many bytes, and keeps it until the answer is called; null: there is none. */
  readonly admit: (bytes: number) => Promise<(() => void) | null>
  readonly onFault: (error: unknown) => void
}

interface Fetching {
  readonly done: Promise<WorldRecord>
  readonly progress: FetchProgress
}

export function createFinding(options: FindingOptions): CopyLookup {
  const { caller, book, store, rights, clock, trials, fetches, admit, onFault } = options
  const fetching = new Map<Address, Fetching>()
  const closed = new Map<string, ClosedToMember>()

  async function find(address: Address, { id: member }: Member): Promise<WorldRecord | ClosedToMember> {
    const place = foreignPartsOf(address)
    if (place === null) return NOT_OPEN
    const cached = await store.find(address)
    if (cached !== null && cached.binnedAt !== null) return GOING
    const known = cached && rights.of(member, cached.id)
    if (cached !== null && atLeast(known ?? 'none', 'see')) {
      const why = book.whyNot(place.node)
      if (why !== null) return { code: CLOSE.right, reason: why }
      refresh(cached, member)
      return cached
    }
    try {
      const right = cached === null ? await askRight(caller, place, member) : await ask(cached, member)
      if (!atLeast(right, 'see')) return NOT_OPEN
      if (cached !== null) return cached
      const world = await fetchOnce(address, place, member)
      heard(world, member, right)
      return world
    } catch (error) {
      if (error instanceof FetchClosed) return { code: error.code, reason: error.message }
      return closedBy(error)
    }
  }

  /** All who want the same world wait for the same fetch. */
  function fetchOnce(address: Address, place: ForeignPlace, as: MemberId): Promise<WorldRecord> {
    const underWay = fetching.get(address)
    if (underWay !== undefined) return underWay.done
    const progress: FetchProgress = { bytes: 0 }
    const done = fetchAnew(address, place, as, progress).finally(() => fetching.delete(address))
    fetching.set(address, { done, progress })
    return done
  }

  async function fetchAnew(
    address: Address,
    place: ForeignPlace,
    as: MemberId,
    progress: FetchProgress,
  ): Promise<WorldRecord> {
    const fetched = await fetchWorld({ caller, clock, place, as, progress, trials, fetches })
    const { id, scene, live } = fetched
    // It has moved on its own node: its records here move along.
    const moved = await store.findById(id)
    if (moved !== null) return (await store.rename(moved.key, address)) ?? moved
    const done = await admit(scene.bytes.length + live.bytes.length)
    if (done === null) throw new FetchClosed(CLOSE.fault, NO_ROOM)
    try {
      return await keep(fetched, address)
    } finally {
      done()
    }
  }

  async function keep({ id, line, title, scene, live }: Fetched, address: Address): Promise<WorldRecord> {
    const key = await store.stage(clock.now())
    const row = { firstAt: clock.now(), lastAt: clock.now(), updates: 1, quarantined: false }
    for (const [kind, { bytes, member, claims }] of [
      ['scene', scene],
      ['live', live],
    ] as const) {
      const clients = new Map(claims.map((client) => [client, member]))
      await store.importLog({ world: key, kind }, { rows: [{ ...row, bytes, member }], clients })
    }
    const world = await store.publish(key, { id, line, address, title, names: [] })
    if (world !== null) return world
    await store.destroy(key)
    const other = await store.find(address)
    if (other === null) throw new StoreFault('what was fetched could not be kept')
    return other
  }

  /** A message on a connection of theirs meanwhile may be newer than the answer: then it is asked again. */
  async function ask(world: WorldRecord, member: MemberId, timeoutMs?: number): Promise<Right> {
    const place = foreignPartsOf(world.address)
    if (place === null) throw new Error(`${world.address} is a world of this node`)
    for (let tries = 1; ; tries++) {
      const before = rights.timesSaid(member, world.id)
      const right = await askRight(caller, place, member, timeoutMs)
      if (rights.timesSaid(member, world.id) === before) {
        heard(world, member, right)
        return right
      }
      if (tries === TRIES) return rights.of(member, world.id) ?? right
    }
  }

  function refresh(world: WorldRecord, member: MemberId): void {
    ask(world, member)
      // A node that does not answer, or says no, is no fault; a real fault rejects again.
      .catch((error: unknown) => void closedBy(error))
      .catch(onFault)
  }

  function heard(world: WorldRecord, member: MemberId, right: Right): void {
    if (right !== 'none') closed.delete(recordIdOf(member, world.id))
    rights.set(member, world.id, right)
  }

  return {
    find,
    progressOf: (address) => fetching.get(address)?.progress ?? null,
    refresh,
    ask,
    closed: (world, member, why) => void closed.set(recordIdOf(member, world.id), why),
    whyNot: (world, member) => closed.get(recordIdOf(member, world.id)) ?? NOT_OPEN,
  }
}
