// What lies over the world: the palette (from its beginning, or at a step), the list of keys, how one looks,
// what one reads, what one looks for in a page, or nothing.
import { useSyncExternalStore } from 'react'
import type { Address } from '../../../shared/world/address.ts'
import type { CommandStep } from './command-types.ts'

type Overlay =
  | { readonly kind: 'none' | 'keys' | 'looks' | 'find' }
  | { readonly kind: 'palette'; readonly step: CommandStep | null }
  /** `world`: no other one is read because somebody goes there. */
  | { readonly kind: 'reading'; readonly world: Address }

const listeners = new Set<() => void>()
let over: Overlay = { kind: 'none' }

function become(next: Overlay): void {
  over = next
  for (const listener of listeners) listener()
}

export const openPalette = (step: CommandStep | null = null): void => become({ kind: 'palette', step })
export const openKeys = (): void => become({ kind: 'keys' })
export const openFind = (): void => become({ kind: 'find' })
export const openLooks = (): void => become({ kind: 'looks' })
export const openReading = (world: Address): void => become({ kind: 'reading', world })
export const closeOverlay = (): void => become({ kind: 'none' })

/** Closes it where it shows this world. */
export function closeReading(world: Address): void {
  if (over.kind === 'reading' && over.world === world) closeOverlay()
}

export function useOverlay(): Overlay {
  return useSyncExternalStore(subscribe, () => over)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
