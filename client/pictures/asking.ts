// Pictures that somebody wants in the world that is shown, from wherever that is: a paste, a button.
import type { Spot } from './target.ts'

export interface AskedPictures {
  readonly files: readonly File[]
  readonly spot: Spot
}

const listeners = new Set<(asked: AskedPictures) => void>()

export function askForPictures(asked: AskedPictures): void {
  if (asked.files.length > 0) for (const listener of listeners) listener(asked)
}

export function onPictures(listener: (asked: AskedPictures) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
