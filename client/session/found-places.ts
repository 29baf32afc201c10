// What is found of typed words in all worlds: by the server, or, when it cannot be reached, on this device.
import { useEffect, useRef, useState } from 'react'
import type { FoundPlace } from '../../shared/wire/search/found-places.ts'
import { CallError } from '../api/request.ts'
import { findWords } from '../api/words-api.ts'
import { systemClock } from '../device/system-clock.ts'
import type { Device } from '../replica/storage/device.ts'
import { findKeptWords } from './kept-words.ts'
import { useMe } from './me.ts'
import { deviceOf } from './person-device.ts'

/** What was found so far. */
interface FoundState {
  /** Of which words. */
  readonly key: string
  readonly found: readonly FoundPlace[]
  readonly hasMore: boolean
  /** How many worlds the server is still to read for the first time. */
  readonly unread: number
  /** The server cannot be reached: it was found on this device. */
  readonly isOffline: boolean
}

const NOTHING: FoundState = { key: '', found: [], hasMore: false, unread: 0, isOffline: false }
/** Nobody asks for each letter of a quick writer; and who asked too often asks again after so long, in ms. */
const TYPING_MS = 120
const AGAIN_MS = 1_200
/** How often it is asked again while the server reads worlds for the first time. */
const UNREAD_TRIES = 20

/** One Latin letter is in every world. */
const isEnough = (words: readonly string[]): boolean => words.some((word) => /[^\0-\x7F]|../.test(word))

/** What is found of folded words, with all of an earlier search until then; `more` asks for the next ones. */
export function useFoundPlaces(words: readonly string[]) {
  const { person } = useMe()
  const [state, setState] = useState(NOTHING)
  const running = useRef<ReturnType<typeof createSearch> | null>(null)
  const key = isEnough(words) ? words.join(' ') : ''
  useEffect(() => {
    if (key === '') return undefined
    const search = createSearch(key, deviceOf(person.id), setState)
    running.current = search
    return () => search.stop()
  }, [key, person.id])
  return {
    ...(key === '' ? NOTHING : state),
    isAsking: key !== '' && state.key !== key,
    more: () => running.current?.more(),
  }
}

/** Searches a page of things after the other. */
function createSearch(key: string, device: Device, tell: (state: FoundState) => void) {
  let found: readonly FoundPlace[] = []
  let next: string | null = null
  let isAsking = true
  let isOver = false
  let tries = UNREAD_TRIES
  let cancel = systemClock.after(TYPING_MS, () => void ask(null))

  /** `after`: goes on there; null: from the beginning. */
  async function ask(after: string | null): Promise<void> {
    isAsking = true
    const answer = await answerTo(key, after, device)
    if (isOver) return
    if (answer === 'later') return askLater(after)
    isAsking = false
    const { unread, isOffline } = answer
    found = after === null ? answer.found : [...found, ...answer.found]
    next = answer.next
    // The time for one answer was over before anything was found.
    if (found.length === 0 && next !== null) return ask(next)
    tell({ key, found, hasMore: next !== null, unread, isOffline })
    if (after === null && unread > 0 && tries-- > 0) askLater(null)
  }

  function askLater(after: string | null): void {
    cancel = systemClock.after(AGAIN_MS, () => void ask(after))
  }

  return {
    more(): void {
      if (isAsking || next === null) return
      cancel()
      void ask(next)
    },
    stop(): void {
      isOver = true
      cancel()
    },
  }
}

/** `later`: the server asks to wait. */
async function answerTo(key: string, after: string | null, device: Device) {
  try {
    return { ...(await findWords(key, after)), isOffline: false }
  } catch (error) {
    const code = error instanceof CallError ? error.code : ''
    if (code === 'often' || code === 'busy') return 'later'
    const found = await findKeptWords(device, key.split(' '))
    return { found, next: null, unread: 0, isOffline: true }
  }
}
