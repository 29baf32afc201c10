// The modes of one view: one walks in a world, or writes it. A person who may do neither looks at it. The
// mode is chosen for each world in each tab, and a reload keeps it.
import type { Address } from '../../../shared/world/address.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import { Listeners } from '../../device/listener-set.ts'
import { readPreference, storePreference } from '../../device/preferences.ts'

export type Mode = 'walk' | 'write' | 'look'

type ChosenMode = Exclude<Mode, 'look'>

const chosen = new Map<Address, ChosenMode>()
const listeners = new Listeners()
const keyOf = (address: Address): string => `mode.${address}`

/**
 * The mode of a world in this tab. A person who may not edit walks, and a person who may not act looks,
 * whatever was chosen.
 */
export function modeIn(address: Address, right: Right): Mode {
  if (!atLeast(right, 'act')) return 'look'
  if (!atLeast(right, 'edit')) return 'walk'
  let mode = chosen.get(address)
  if (mode === undefined) chosen.set(address, (mode = readStoredMode(address)))
  return mode
}

export function setMode(address: Address, mode: ChosenMode): void {
  chosen.set(address, mode)
  storePreference(keyOf(address), mode, 'sessionStorage')
  listeners.tell()
}

export const onMode = listeners.add

const readStoredMode = (address: Address): ChosenMode =>
  readPreference(keyOf(address), 'sessionStorage') === 'walk' ? 'walk' : 'write'
