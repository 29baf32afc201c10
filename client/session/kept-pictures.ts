// The small pictures of worlds in the list, kept on this device: they are there at once, offline too.
import * as z from 'zod/mini'
import type { WorldId } from '../../shared/world/address.ts'
import { WorldMiniature } from '../../shared/wire/api/template-bodies.ts'
import { answer } from '../replica/storage/database.ts'
import type { Device } from '../replica/storage/device.ts'
import { createDeviceCache } from './device-cache.ts'

const { within, forget } = createDeviceCache('pictures')

export { forget as forgetPicture }

/** Of so many worlds; those that were changed longest ago go. */
const KEPT_MAX = 300

/** How a world looked when it was changed, in ms since 1970. */
const KeptPicture = z.extend(WorldMiniature, { world: z.string(), changedAt: z.number() })
type KeptPicture = z.infer<typeof KeptPicture>

/** Null: none is kept. Never rejects. */
export async function readKeptPicture(device: Device, world: WorldId): Promise<KeptPicture | null> {
  const row = await within(device, (store) => answer<unknown>(store.get(world))).catch(() => null)
  return KeptPicture.safeParse(row).data ?? null
}

/** Never rejects. */
export async function keepPicture(device: Device, picture: KeptPicture): Promise<void> {
  const work = within(device, async (store) => {
    await answer(store.put({ key: picture.world, ...picture }))
    if ((await answer(store.count())) <= KEPT_MAX) return
    const rows: unknown[] = await answer(store.getAll())
    const kept = rows.flatMap((row) => KeptPicture.safeParse(row).data ?? [])
    const [oldest] = kept.toSorted((a, b) => a.changedAt - b.changedAt)
    if (oldest) await answer(store.delete(oldest.world))
  })
  await work.catch(() => undefined)
}
