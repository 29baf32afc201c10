// What is said aloud to those who listen to the floor instead of looking at it: what is selected, where
// something went.
let said = ''
const listeners = new Set<() => void>()

export const announced = {
  now: (): string => said,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

/** Says one short sentence, when the listener has heard what went before. */
export function announce(text: string): void {
  said = text
  for (const listener of listeners) listener()
}
