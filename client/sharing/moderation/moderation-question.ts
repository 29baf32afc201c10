// What who owns a world is asked about somebody. It is asked over the whole page, when the list they were
// chosen from is closed.
import { useSyncExternalStore } from 'react'

export interface ModerationQuestion {
  readonly what: 'ban' | 'takeBack'
  readonly account: string
  readonly name: string
}

const listeners = new Set<() => void>()
let asked: ModerationQuestion | null = null

export function askModeration(next: ModerationQuestion | null): void {
  asked = next
  for (const listener of listeners) listener()
}

export function useAsked(): ModerationQuestion | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
}
