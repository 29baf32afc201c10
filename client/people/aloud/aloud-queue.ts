// Announces things, one after the other, so slowly that they can be heard: faster ones are put together, and
// of a talking crowd it says only that.
import type { Clock } from '../../../shared/time/clock.ts'
import { Listeners } from '../../device/listener-set.ts'

export interface AnnouncementQueue {
  /** The sentence that is said now. */
  readonly now: () => string
  /** An event around a person, or about themselves. */
  readonly tell: (sentences: readonly string[]) => void
  /** Somebody's words, with the speaker. */
  readonly hear: (who: string, sentence: string) => void
  readonly subscribe: (listener: () => void) => () => void
}

/** Between two sayings, in ms. */
const REST_MS = 1500
/** Longest announcement: about as long as the pause until the next. */
const SPOKEN_MAX = 3
/** Longer waiting ones are old, and are told by their number. */
const WAITING_MAX = 6

export function createAnnouncementQueue(clock: Pick<Clock, 'after'>): AnnouncementQueue {
  const listeners = new Listeners()
  let said = ''
  let events: readonly string[] = []
  let spoken: readonly { readonly who: string; readonly sentence: string }[] = []
  let isWaiting = false
  let turn = false

  function say(): void {
    isWaiting = false
    const sentences = [...nextEvents(), ...nextSpoken()]
    if (sentences.length === 0) return
    // The same sentence again is said again only where the text is another.
    turn = !turn
    said = sentences.join(' ') + (turn ? '' : '\u00A0')
    listeners.tell()
    wait(REST_MS)
  }

  function nextEvents(): readonly string[] {
    const next = events.slice(-SPOKEN_MAX)
    events = []
    return next
  }

  function nextSpoken(): readonly string[] {
    if (spoken.length <= WAITING_MAX) {
      const next = spoken.slice(0, SPOKEN_MAX)
      spoken = spoken.slice(SPOKEN_MAX)
      return next.map(({ sentence }) => sentence)
    }
    const last = spoken.at(-1)
    const who = new Set(spoken.map((one) => one.who))
    spoken = []
    const many = who.size === 1 ? `${last?.who} is saying a lot.` : `${who.size} people are talking.`
    return last === undefined ? [] : [many, last.sentence]
  }

  function soon(): void {
    // In the next moment, with the other events of this one.
    if (!isWaiting) wait(0)
  }

  function wait(ms: number): void {
    isWaiting = true
    clock.after(ms, say)
  }

  return {
    now: () => said,
    tell(sentences) {
      if (sentences.length === 0) return
      events = [...events, ...sentences]
      soon()
    },
    hear(who, sentence) {
      spoken = [...spoken, { who, sentence }]
      soon()
    },
    subscribe: listeners.add,
  }
}
