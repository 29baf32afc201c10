// Plays in a process that does not lead, with the people in them. A home is for the process that leads, and
// so is a world where somebody of another node is; that one also brings everybody from world to world.
import { createPeople, type MemberPeople } from '../accounts/directory/member-people.ts'
import type { ReadingAccess } from '../accounts/reading-access.ts'
import type { ReportedUsage } from '../accounts/usage/reported-usage.ts'
import type { ProgramFetching } from '../contracts/program-fetching.ts'
import type { WorldLeases } from '../contracts/world-lease.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { LeadingProcess } from '../owner/people/other-processes.ts'
import { createSandboxes } from '../owner/sandboxes/sandbox-pool.ts'
import { createOwner, type Owner } from '../owner/world-owner.ts'
import { isHome } from '../owner/worlds/home-worlds.ts'
import { playsInTurns } from '../owner/worlds/play-turns.ts'
import { createPlay } from '../../shared/play/create-play.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { Store } from '../storage/store.ts'
import type { NodeRooms } from '../sync/node-rooms.ts'
import { BEHAVIOR, nodeOf } from '../../shared/world/address.ts'
import { programThreads } from './node-processes.ts'
import type { NodeBase } from './node-base.ts'

interface HeldPlaysOptions extends Pick<NodeBase, 'clock' | 'random' | 'log'> {
  readonly self: ProcessId
  readonly store: Store
  readonly access: Pick<ReadingAccess, 'accountNamed' | 'rightOf' | 'isMuted'>
  readonly rooms: NodeRooms['rooms']
  readonly leases: WorldLeases
  readonly usage: Pick<ReportedUsage, 'whyFullIn'>
  readonly fetchAddress: ProgramFetching
  readonly leading: LeadingProcess
}

export interface HeldPlays {
  readonly people: MemberPeople
  readonly owner: Owner
  close(): Promise<void>
}

export function openHeldPlays(options: HeldPlaysOptions): HeldPlays {
  const { clock, random, log, store, access, rooms, leases, usage, self, fetchAddress, leading } = options
  const sandboxes = createSandboxes({ workers: programThreads(), log, clock })
  const { accountNamed, rightOf, isMuted } = access
  const people = createPeople({ store, random, ...(accountNamed && { accountNamed }) })
  const owner = createOwner({
    store,
    people,
    rightOf,
    isMuted,
    sync: rooms,
    sandboxes,
    createPlay: playsInTurns(clock, createPlay),
    clock,
    random,
    log,
    leases,
    holder: self,
    leading,
    fetchAddress,
    isLeftWhenTaken: true,
    room: {
      whyStill: (world) => usage.whyFullIn(world, 'live', BEHAVIOR)?.text ?? null,
      whyNoPages: (world) => usage.whyFullIn(world, 'scene', BEHAVIOR)?.text ?? null,
      whyNoHome: () => null,
    },
  })
  return { people, owner, close: () => sandboxes.close() }
}

/** Whether any process can play a world: else the one that leads has to. */
export async function isForAnyProcess(
  store: Pick<Store, 'peopleIn'>,
  { id, key }: WorldRecord,
): Promise<boolean> {
  return !isHome(id) && (await store.peopleIn(key)).every(({ account }) => nodeOf(account) === null)
}
