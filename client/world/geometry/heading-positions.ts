// Where the headings of a page are on its floor, so that others can tell the things under them: for the shown
// floor, by its editor's layout; for other floors, as they were shown last.
import { pause } from '../../../shared/time/time-limit.ts'
import { systemClock } from '../../device/system-clock.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { headingsOf, type Heading } from '../../../shared/page/headings.ts'
import { watchRest, type RestWatch } from '../../device/rest-watch.ts'
import { Listeners } from '../../device/listener-set.ts'

export interface StandingHeading extends Pick<Heading, 'level' | 'text' | 'line'> {
  /** In pixels of the floor. */
  readonly top: number
  /** In how many others it is. */
  readonly depth: number
  /** Which of the page's headings it is in, counted from 0; -1: none. */
  readonly inside: number
  /** Its words, and which of those with the same words it is: the same when others come and go. */
  readonly key: string
}

export interface Headings {
  /**
   * In the order of the page; the same array until one is another. None where the floor was not shown yet.
   */
  readonly of: (host: ArtifactId) => readonly StandingHeading[]
  /** The floors that have some. */
  readonly hosts: () => Iterable<ArtifactId>
  /** Calls back when those of a floor are others, or stand elsewhere. */
  readonly subscribe: (listener: (host: ArtifactId) => void) => () => void
  /** The page of a floor is shown; `read` tells what its headings are. */
  readonly show: (host: ArtifactId, read: () => readonly StandingHeading[]) => ShownPage
}

interface ShownPage {
  /** They may be others, or stand elsewhere. */
  readonly changed: () => void
  readonly end: () => void
}

/** While a page is typed in, its headings are read again after such a pause, in ms. */
const PAUSE_MS = 300

const made = new WeakMap<View, Headings>()

/** The headings of a world; the same for everybody who asks. */
export function headingsIn(view: View): Headings {
  const headings = made.get(view) ?? createHeadings(view, pauseOfInput())
  made.set(view, headings)
  return headings
}

/** `pause` is waited for before pages are read; nothing is read while nobody listens. */
export function createHeadings(view: View, pause: Pause): Headings {
  const listeners = new Listeners<ArtifactId>()
  const shown = new Map<ArtifactId, () => readonly StandingHeading[]>()
  const unread = new Set<ArtifactId>()
  const known = new Map<ArtifactId, readonly StandingHeading[]>()
  let isWaiting = false

  function become(host: ArtifactId, next: readonly StandingHeading[]): void {
    if (isSame(known.get(host) ?? NONE, next)) return
    if (next.length === 0) known.delete(host)
    else known.set(host, next)
    listeners.tell(host)
  }

  function look(): void {
    const hosts = [...unread]
    unread.clear()
    for (const host of hosts) {
      const read = shown.get(host)
      if (read) become(host, read())
    }
  }

  async function lookSoon(): Promise<void> {
    if (isWaiting || unread.size === 0 || listeners.size === 0) return
    isWaiting = true
    await pause.rest()
    isWaiting = false
    if (listeners.size > 0) look()
  }

  view.subscribe(({ texts }) => {
    // Where they stand now is known when that floor is shown again.
    for (const host of texts) if (!shown.has(host)) become(host, NONE)
  })

  return {
    of: (host) => known.get(host) ?? NONE,
    hosts: () => known.keys(),
    subscribe(listener) {
      const leave = listeners.add(listener)
      pause.begin()
      void lookSoon()
      return () => {
        leave()
        if (listeners.size === 0) pause.end()
      }
    },
    show(host, read) {
      shown.set(host, read)
      const changed = (): void => {
        unread.add(host)
        void lookSoon()
      }
      changed()
      return {
        changed,
        end() {
          if (shown.get(host) === read) shown.delete(host)
        },
      }
    },
  }
}

const NONE: readonly StandingHeading[] = []

function isSame(a: readonly StandingHeading[], b: readonly StandingHeading[]): boolean {
  if (a.length !== b.length) return false
  return a.every((one, at) => {
    const other = b[at]
    return (
      other !== undefined &&
      one.key === other.key &&
      one.level === other.level &&
      one.line === other.line &&
      one.top === other.top
    )
  })
}

/** The wait between two looks; only between `begin` and `end` it watches keys and pointer. */
interface Pause {
  readonly begin: () => void
  readonly rest: () => Promise<void>
  readonly end: () => void
}

function pauseOfInput(): Pause {
  let input: RestWatch | null = null
  return {
    begin() {
      input ??= watchRest()
    },
    async rest() {
      await pause(systemClock, PAUSE_MS)
      await input?.rest()
    },
    end() {
      input?.close()
      input = null
    },
  }
}

/** A page that is shown; heights in pixels of its floor. */
interface PageOnFloor {
  text(): string
  borderAt(line: number): { readonly y: number }
}

/** The headings of a page that is shown on a floor. */
export const headingsOnPage = (page: PageOnFloor): readonly StandingHeading[] =>
  nested(
    headingsOf(page.text()).map(({ level, text, line }) => ({
      level,
      text,
      line,
      top: Math.round(page.borderAt(line).y),
    })),
  )

/**
 * Where headings are on their floor, in the order of the page: which of them are in others, and the name of
 * each.
 */
export function nested(
  headings: readonly Pick<StandingHeading, 'level' | 'text' | 'line' | 'top'>[],
): readonly StandingHeading[] {
  const around: number[] = []
  const times = new Map<string, number>()
  return headings.map(({ level, text, line, top }, at) => {
    while (around.length > 0 && (headings[around.at(-1) ?? 0]?.level ?? 0) >= level) around.pop()
    const inside = around.at(-1) ?? -1
    const depth = around.length
    around.push(at)
    const turn = (times.get(text) ?? 0) + 1
    times.set(text, turn)
    return { level, text, line, top, depth, inside, key: `${turn} ${text}` }
  })
}
