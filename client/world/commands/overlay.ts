// The layer over the world: the palette (from its beginning, or at a step), the list of keys, one's look, the
// reading view, the search in a page, or nothing.
import type { Address } from '../../../shared/world/address.ts'
import type { CommandStep } from './command-types.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { Observable } from '../../device/observable.ts'

type Overlay =
  | { readonly kind: 'none' | 'keys' | 'looks' | 'find' }
  | { readonly kind: 'palette'; readonly step: CommandStep | null }
  /**
   * `world`: no other one is read because somebody goes there. `writes`: one begins to write, at the caret of
   * the floor's page.
   */
  | { readonly kind: 'reading'; readonly world: Address; readonly writes: boolean }

const overlay = new Observable<Overlay>({ kind: 'none' })

export const openPalette = (step: CommandStep | null = null): void => overlay.set({ kind: 'palette', step })
export const openKeys = (): void => overlay.set({ kind: 'keys' })
export const openFind = (): void => overlay.set({ kind: 'find' })
export const openLooks = (): void => overlay.set({ kind: 'looks' })
export const openReading = (world: Address): void => overlay.set({ kind: 'reading', world, writes: false })
export const openWriting = (world: Address): void => overlay.set({ kind: 'reading', world, writes: true })
export const closeOverlay = (): void => overlay.set({ kind: 'none' })

/** Closes it where it shows this world. */
export function closeReading(world: Address): void {
  if (overlay.now.kind === 'reading' && overlay.now.world === world) closeOverlay()
}

export const useOverlay = (): Overlay => useObservable(overlay)
