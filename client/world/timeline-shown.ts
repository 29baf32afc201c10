// Whether the timeline is open below the world, and whether pages say who wrote what.
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'

const shown = new Observable(false)

export const showTimeline = (): void => shown.set(true)
export const hideTimeline = (): void => shown.set(false)
export const toggleTimeline = (): void => shown.set(!shown.now)
export const useTimelineShown = (): boolean => useObservable(shown)

const authors = new Observable(false)

/** Whether the page says who wrote what. */
export const toggleAuthors = (): void => authors.set(!authors.now)
export const useAuthorsShown = (): boolean => useObservable(authors)
