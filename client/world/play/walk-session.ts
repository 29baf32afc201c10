// Whether somebody walks in this tab, for what is on the screen before anybody does: what walks is fetched with the first walk.
import type { Stroll } from '../../walk/walk-control.ts'

let current: Stroll | null = null

/** The walk of this tab; null while nobody walks here. */
export const strollNow = (): Stroll | null => current

export function setStroll(stroll: Stroll | null): void {
  current = stroll
  for (const tell of told) tell()
}

const told = new Set<() => void>()

export function onStroll(listener: () => void): () => void {
  told.add(listener)
  return () => told.delete(listener)
}
