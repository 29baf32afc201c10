// The copies of other nodes' worlds that somebody was in, as the list of their worlds has them.
import { nodeOf, parseMemberId, type Address } from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Store } from '../../storage/store.ts'
import { pendingLogMember, type ClosedToMember, type Sync } from '../../sync/sync-server.ts'
import type { KnownRights } from '../lines/remote-rights.ts'
import type { ForeignCache } from './copy-cache.ts'

export const GONE: ClosedToMember = {
  code: CLOSE.fault,
  reason: 'This node’s copy of this world was removed.',
}

/** The copies of worlds that somebody was in and may see. */
export async function copiesOf(
  store: Pick<Store, 'worldsBy'>,
  rights: Pick<KnownRights, 'seenBy'>,
  member: Member,
): Promise<WorldRecord[]> {
  const seen = new Set(rights.seenBy(member.id))
  const copies = seen.size === 0 ? [] : await store.worldsBy([...seen], seen.size)
  return copies.filter((world) => nodeOf(world.address) !== null && world.binnedAt === null)
}

interface LeaveParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'apart'>
  readonly rights: KnownRights
  readonly cache: Pick<ForeignCache, 'remove'>
  /** Follows the world no more. */
  readonly letGo: (world: WorldRecord) => void
}

/**
 * Takes a world off somebody's list, and its copy away if nobody else has it there; with `lose` also where
 * changes of theirs wait for its host.
 */
export async function leaveCopy(
  { store, sync, rights, cache, letGo }: LeaveParts,
  { address, member, lose }: { readonly address: Address; readonly member: Member; readonly lose: boolean },
): Promise<'left' | 'missing' | 'waiting'> {
  const world = await store.find(address)
  if (world === null || nodeOf(address) === null || rights.of(member.id, world.id) === null) return 'missing'
  const own = (await store.personalLogs()).filter(
    (log) => log.world === world.key && parseMemberId(pendingLogMember(log.kind)) === member.id,
  )
  if (own.length > 0 && !lose) return 'waiting'
  letGo(world)
  await sync.apart(world.key, member.id, GONE, async () => {
    for (const { kind } of own) await store.forgetRows({ world: world.key, kind }, 0, Number.MAX_SAFE_INTEGER)
  })
  await rights.forget(world.id, member.id)
  if (!rights.isKnown(world.id)) await cache.remove(world, false)
  return 'left'
}
