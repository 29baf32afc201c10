// Plays in a process that does not lead, with the people in them, and what it answers about those. A home is
// for the process that leads, and so is a world where somebody of another node is; that one also brings
// everybody from world to world.
import { createPeople } from '../accounts/directory/member-people.ts'
import type { ReadingAccess } from '../accounts/reading-access.ts'
import type { ReportedUsage } from '../accounts/usage/reported-usage.ts'
import type { HolderLink } from '../cluster/holders/holder-link.ts'
import type { PlayQuestion } from '../cluster/holders/holding-words.ts'
import { answerPastStep } from '../cluster/holders/past-scenes.ts'
import type { WorldLeases } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { LeadingProcess } from '../owner/people/other-processes.ts'
import { createSandboxes } from '../owner/sandboxes/sandbox-pool.ts'
import { createOwner } from '../owner/world-owner.ts'
import { isHome } from '../owner/worlds/home-worlds.ts'
import { playsInTurns } from '../owner/worlds/play-turns.ts'
import { createPlay } from '../../shared/play/create-play.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { NodeDatabase } from '../storage/node-database.ts'
import type { Store } from '../storage/store.ts'
import type { NodeRooms } from '../sync/node-rooms.ts'
import type { Sync } from '../sync/sync-server.ts'
import type { TrialPool } from '../sync/validation/trial-pool.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import { BEHAVIOR, nodeOf } from '../../shared/world/address.ts'
import { createNodeFetching } from './node-fetching.ts'
import { programThreads } from './node-processes.ts'
import type { NodeBase } from './node-base.ts'

/** What a process that does not lead has of its node. */
export interface HeldOptions extends Omit<NodeBase, 'peerClock'> {
  readonly self: ProcessId
  readonly store: Store
  readonly access: ReadingAccess
  readonly database: Pick<NodeDatabase, 'holderOf'>
  readonly trials: TrialPool
  readonly pace: ClosingPace
  /** Whether what is followed counts now. */
  readonly isSure: () => boolean
  /** The connection to the process that leads; null: none is followed. */
  readonly link: () => HolderLink | null
}

interface PlayParts {
  readonly rooms: NodeRooms['rooms']
  readonly leases: WorldLeases
  readonly usage: ReportedUsage
  readonly leading: LeadingProcess
}

export type HeldPlays = ReturnType<typeof openHeldPlays>

export function openHeldPlays(options: HeldOptions, { rooms, leases, usage, leading }: PlayParts) {
  const { clock, random, log, self, access } = options
  const { store } = usage
  const { accountNamed, rightOf, isMuted } = access
  const sandboxes = createSandboxes({ workers: programThreads(), log, clock })
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
    fetchAddress: createNodeFetching(options, access.settings),
    isLeftWhenTaken: true,
    room: {
      whyStill: (world) => usage.whyFullIn(world, 'live', BEHAVIOR)?.text ?? null,
      whyNoPages: (world) => usage.whyFullIn(world, 'scene', BEHAVIOR)?.text ?? null,
      whyNoHome: () => null,
    },
  })
  return { people, owner, close: () => sandboxes.close() }
}

/** Answers the process that leads; `isHere`: whether this process has a world. */
export async function answerAboutPlays(
  { store, access }: HeldOptions,
  { owner, people }: HeldPlays,
  sync: Sync,
  isHere: (world: WorldRecord) => Promise<boolean>,
  question: PlayQuestion,
): Promise<unknown> {
  const find = async (key: WorldKey): Promise<WorldRecord | null> => {
    const world = await store.findByKey(key)
    return world !== null && (await isHere(world)) ? world : null
  }
  if ('step' in question) {
    const world = await find(question.of)
    if (world === null) throw new Error('That world is not here.')
    return answerPastStep(sync, world, question.step)
  }
  if ('crossing' in question) return owner.lent.answer(question.crossing)
  if ('sendOut' in question) {
    const { sendOut: member, of, isForAMoment } = question
    const world = await store.findByKey(of)
    if (world !== null && isForAMoment) access.sendOut(world, member)
    if (world === null || !(await isHere(world))) return false
    await owner.sendOut(world, member)
    return true
  }
  if ('present' in question) {
    const world = await find(question.present)
    return world === null ? [] : [...(await sync.present(world))]
  }
  if ('writers' in question) {
    const world = await find(question.writers)
    return world === null ? [] : [...(await sync.writers(world, question.clients))]
  }
  if ('notify' in question) owner.notify(question.notify, question.words)
  else if ('tellAll' in question) owner.tellAll()
  else if (question.name === null) people.changed(question.changed)
  else people.rename(question.changed, question.name)
  return null
}

/** Whether any process can play a world: else the one that leads has to. */
export async function isForAnyProcess(
  store: Pick<Store, 'peopleIn'>,
  { id, key }: WorldRecord,
): Promise<boolean> {
  return !isHome(id) && (await store.peopleIn(key)).every(({ account }) => nodeOf(account) === null)
}
