// This browser's data for the present person: one device per member and page, shared by all screens.
import { useEffect, useState } from 'react'
import { pathOfWorld, type MemberId, type WorldId } from '../../shared/world/address.ts'
import { keepLines } from '../device/kept-lines.ts'
import { knownWorlds } from '../replica/storage/known-worlds.ts'
import { openBrowserDevice } from '../replica/browser.ts'
import type { Device } from '../replica/storage/device.ts'
import type { Removed } from '../replica/line-removal.ts'
import type { Copy, KnownWorld } from '../replica/storage/stored-rows.ts'

const devices = new Map<MemberId, Device>()

/** The device as `member` uses it; opened at the first call, and for as long as the page lives. */
export function deviceOf(member: MemberId): Device {
  const known = devices.get(member)
  if (known) return known
  const device = openBrowserDevice(member)
  devices.set(member, device)
  return device
}

/** The worlds that open here without a network. */
export function worldsOnDevice(member: MemberId): Promise<KnownWorld[]> {
  return knownWorlds(deviceOf(member))
}

/**
 * Removes what this device keeps of a world; see line-removal.ts. Rejects when the device cannot be written
 * now.
 */
export async function removeFromDevice(
  member: MemberId,
  world: WorldId,
  options: { readonly asCopy: boolean },
): Promise<Removed> {
  const [{ removeWorld }, { forgetLeftWork }, { forgetSteps }, ...caches] = await Promise.all([
    import('../replica/line-removal.ts'),
    import('./left-work.ts'),
    import('../undo/stored-undo.ts'),
    import('./kept-history.ts'),
    import('./kept-words.ts'),
    import('./kept-pictures.ts'),
  ])
  const [{ forgetHistory }, { forgetWords }, { forgetPicture }] = caches
  const known = (await worldsOnDevice(member)).find(({ id }) => id === world)
  if (!known) return 'removed'
  // Before the rest: where it fails, all can be removed again.
  await keepLines(member, pathOfWorld(known.address), null)
  const removed = await removeWorld(deviceOf(member), known, options.asCopy)
  if (removed !== 'removed') return removed
  await forgetSteps(deviceOf(member), world)
  forgetLeftWork(member, known.address)
  await forgetHistory(deviceOf(member), world)
  await forgetWords(deviceOf(member), world)
  await forgetPicture(deviceOf(member), world)
  return removed
}

/** The copies kept here, newest first; null until they were read. */
export function useCopies(member: MemberId): readonly Copy[] | null {
  const [copies, setCopies] = useState<readonly Copy[] | null>(null)
  useEffect(() => {
    const { copies: kept } = deviceOf(member)
    let wanted = true
    function read(): void {
      kept.list().then(
        (list) => wanted && setCopies(list),
        () => wanted && setCopies([]),
      )
    }
    read()
    const stop = kept.onChange(read)
    return () => {
      wanted = false
      stop()
    }
  }, [member])
  return copies
}
