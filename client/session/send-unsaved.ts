// Sends what is unsaved in worlds that no tab has open, so that it is on the server before its person goes.
import { withinTime } from '../../shared/time/time-limit.ts'
import type { MemberId } from '../../shared/world/address.ts'
import { systemClock } from '../device/system-clock.ts'
import { deviceOf } from './person-device.ts'
import { ownServer } from '../replica/browser.ts'
import { unsavedWorlds, type UnsavedWorld } from '../replica/storage/known-worlds.ts'
import { Replica } from '../replica/replica.ts'
import type { KnownWorld } from '../replica/storage/stored-rows.ts'

/** How long one world may take, in ms: somebody waits for it. */
const WORLD_MS = 5_000
/** Most worlds that are opened for it. */
const WORLDS_MAX = 20

/** Tries to send it; returns the edits that are unsaved still. Rejects with a DeviceFault. */
export async function sendUnsaved(member: MemberId): Promise<readonly UnsavedWorld[]> {
  const device = deviceOf(member)
  const rest = await unsavedWorlds(device)
  const known = rest.map(({ world }) => world).filter((world) => world !== null)
  await Promise.all(known.slice(0, WORLDS_MAX).map((world) => send(member, world)))
  return rest.length === 0 ? rest : unsavedWorlds(device)
}

async function send(member: MemberId, { address }: KnownWorld): Promise<void> {
  const replica = new Replica(deviceOf(member), address, ownServer(location))
  const isDone = (): boolean => ['saved', 'refused', 'closed'].includes(replica.sync.state)
  const done = new Promise<void>((resolve) => replica.onSync(() => isDone() && resolve()))
  await withinTime(systemClock, WORLD_MS, done, undefined)
  await replica.close()
}
