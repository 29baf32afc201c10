// The two modes of one view: one walks in a world, or writes it. Chosen for each world in each tab; a reload keeps it.
import type { Address } from '../../shared/world/address.ts'
import { atLeast, type Right } from '../../shared/world/rights.ts'

export type Mode = 'walk' | 'write'

const chosen = new Map<Address, Mode>()
const listeners = new Set<() => void>()
const keyOf = (address: Address): string => `inkland.mode.${address}`

/** The mode of a world in this tab. Who may not edit walks, whatever was chosen. */
export function modeIn(address: Address, right: Right): Mode {
  if (!atLeast(right, 'edit')) return 'walk'
  let mode = chosen.get(address)
  if (mode === undefined) chosen.set(address, (mode = readKept(address)))
  return mode
}

export function setMode(address: Address, mode: Mode): void {
  chosen.set(address, mode)
  try {
    sessionStorage.setItem(keyOf(address), mode)
  } catch {
    // It holds until the tab is closed or loaded anew.
  }
  for (const listener of listeners) listener()
}

export function onMode(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function readKept(address: Address): Mode {
  try {
    return sessionStorage.getItem(keyOf(address)) === 'walk' ? 'walk' : 'write'
  } catch {
    return 'write'
  }
}
