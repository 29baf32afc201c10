// The last choices in the palette, kept on this device: they come first, since people do the same again.
import * as z from 'zod/mini'
import { storePreference, readPreference } from '../../../device/preferences.ts'

const RECENT_MAX = 8
const Ids = z.array(z.string().check(z.maxLength(200))).check(z.maxLength(RECENT_MAX))

/** Last first. */
export function recent(): readonly string[] {
  try {
    const ids = Ids.safeParse(JSON.parse(readPreference('recent') ?? '[]'))
    return ids.success ? ids.data : []
  } catch {
    return []
  }
}

export function remember(id: string): void {
  storePreference(
    'recent',
    JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, RECENT_MAX)),
  )
}
