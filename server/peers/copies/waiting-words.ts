// What people here wrote in another node's world and its host does not have yet, for others here to read. It
// is in nobody's scene but their own: so where the host refuses it, nothing of it is in what others wrote.
import {
  WAITING_BYTES_MAX,
  WAITING_PEOPLE_MAX,
  type WaitingPerson,
} from '../../../shared/wire/frames/action-frames.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { Store } from '../../storage/store.ts'
import { pendingLogKind } from '../../sync/sync-server.ts'
import type { CopyUser } from './copy-user.ts'
import { joinRows } from './joined-rows.ts'

export async function readWaiting(
  store: Pick<Store, 'log' | 'membersBy'>,
  world: WorldKey,
  people: Iterable<readonly [MemberId, Pick<CopyUser, 'waiting'>]>,
): Promise<ReadonlyMap<MemberId, WaitingPerson>> {
  const written = new Map<MemberId, WaitingPerson>()
  // Each is told of so many beside themselves.
  const waiting = [...people]
    .filter(([, person]) => person.waiting.updates > 0)
    .slice(0, WAITING_PEOPLE_MAX + 1)
  const names = waiting.length === 0 ? [] : await store.membersBy(waiting.map(([member]) => member))
  for (const [member, person] of waiting) {
    const { updates, bytes } = person.waiting
    const who = names.find(({ id }) => id === member)?.name ?? 'Somebody'
    const isShort = bytes <= WAITING_BYTES_MAX
    const update = isShort ? await joined(store, world, member, updates) : null
    written.set(member, { who, changes: updates, update })
  }
  return written
}

async function joined(
  store: Pick<Store, 'log'>,
  world: WorldKey,
  member: MemberId,
  updates: number,
): Promise<string> {
  const rows = await store.log({ world, kind: pendingLogKind(member) }, 0, updates)
  const update = joinRows(rows.flatMap((row) => (row.quarantined ? [] : [row.bytes])))
  return Buffer.from(update).toString('base64')
}
