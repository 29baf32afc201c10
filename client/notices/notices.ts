// Notices: a line at the foot of the window that says what happened, often with a way back. Anything may call
// `notify`; the code that draws them is fetched with the first one.
import { Listeners } from '../device/listener-set.ts'

export interface Notice {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Whether it is still so: when that is undone, it goes. */
  readonly isSo?: () => boolean
  /** How long it stays; 0 is until it is dismissed. */
  readonly timeoutMs?: number
}

type NoticeListener = (notice: Notice) => void

const waiting: Notice[] = []
const wanted = new Listeners()
let show: NoticeListener | null = null

/** Shows a notice; screen readers say it when they have finished. */
export function notify(notice: Notice): void {
  if (show) {
    show(notice)
    return
  }
  waiting.push(notice)
  wanted.tell()
}

/** Calls `listener` with every notice, also with those that waited. */
export function showNotices(listener: NoticeListener): () => void {
  show = listener
  for (const notice of waiting.splice(0)) listener(notice)
  return () => {
    show = null
  }
}

let dropUntrue = (): void => undefined

/** Something was undone: notices that are no longer true go. */
export const takeBackNotices = (): void => dropUntrue()

/** How `takeBackNotices` is done, while notices are shown. */
export function onTakingBack(drop: () => void): () => void {
  dropUntrue = drop
  return () => {
    dropUntrue = () => undefined
  }
}

/** Calls back when the first notice waits to be shown. */
export const onFirstNotice = wanted.add

export const hasWaiting = (): boolean => waiting.length > 0 || show !== null
