// Media queries as values.
import { useSyncExternalStore } from 'react'
import { IS_MAC } from '../device/pressed-key.ts'

const PHONE = matchMedia('(width <= 720px)')

function subscribe(listener: () => void): () => void {
  PHONE.addEventListener('change', listener)
  return () => PHONE.removeEventListener('change', listener)
}

export const isPhone = (): boolean => PHONE.matches

/** True where there is room for one thing at a time. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, isPhone)
}

/** Ctrl, or ⌘ where that is what people press. */
export const MOD = IS_MAC ? '⌘' : 'Ctrl+'
