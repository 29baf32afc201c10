// The voice in which one speaks in this tab, and requests for words: by a key, or a menu of somebody near.
// The line to write them in, wherever it is on the screen, follows.
import type { WorldSelection } from '../context/selection.ts'
import { SAY, type ChosenVoice } from './voices.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { Observable } from '../../device/observable.ts'

const chosen = new Observable<ChosenVoice>(SAY)
/** The lines that are on the screen, by how to write in them; the last one is nearest. */
const lines: (() => void)[] = []
let isAsked = false

export const chooseVoice = (voice: ChosenVoice): void => chosen.set(voice)
export const useVoice = (): ChosenVoice => useObservable(chosen)

/**
 * Asks for words in a voice: the line gets the focus; where none is shown, what was said is opened, with its
 * line.
 */
export function askToSpeak(selection: WorldSelection, voice: ChosenVoice): void {
  chooseVoice(voice)
  const write = lines.at(-1)
  if (write) return write()
  isAsked = true
  selection.open({ kind: 'talk' })
}

/** A line is on the screen, until the returned function is called. */
export function offerLine(write: () => void): () => void {
  lines.push(write)
  if (isAsked) {
    isAsked = false
    write()
  }
  return () => void lines.splice(lines.indexOf(write), 1)
}
