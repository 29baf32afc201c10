// The history, fetched when there is something for it, since a world is shown before anything is done in it.
// Earlier events wait here.
import type * as Y from 'yjs'
import { NO_CONNECTION } from '../../shared/world/live/live-state-values.ts'
import { notify } from '../notices/notices.ts'
import type { Happened, History } from './undo-history.ts'

/** Most that waits: more than a hand does in the time that it takes. */
const WAITING_MAX = 1_000

interface LazyHistory {
  /** Null until it is here. */
  readonly here: History | null
  /** Whether nothing has happened yet that it should know. */
  readonly isEmpty: boolean
  readonly give: (happened: Happened) => void
  /**
   * Calls back with it: now, or when it is here; says so if it does not come. Not at all, when nothing has
   * happened that it should know.
   */
  readonly use: (work: (history: History) => void) => void
}

interface LazyHistoryOptions {
  readonly scene: Y.Doc
  /** The origin of undoing. */
  readonly origin: object
  /** Where it need not be fetched. */
  readonly loaded: typeof History | null
  /** Called when it is here, and knows what happened before. */
  readonly onHere: () => void
}

export function createFetchedHistory({ scene, origin, loaded, onHere }: LazyHistoryOptions): LazyHistory {
  const waiting: Happened[] = []
  let here = loaded && new loaded(scene, origin)
  let fetching: Promise<void> | null = null

  async function fetchIt(): Promise<void> {
    try {
      const { History } = await import('./undo-history.ts')
      here = new History(scene, origin)
      for (const happened of waiting.splice(0)) here.take(happened)
      onHere()
    } catch (error) {
      // The next that happens tries again, and so does the next press.
      fetching = null
      console.warn(error)
    }
  }

  return {
    get here() {
      return here
    },
    get isEmpty() {
      return waiting.length === 0 && (here === null || here.steps.undo.length + here.steps.redo.length === 0)
    },
    give(happened) {
      if (here) return here.take(happened)
      waiting.push(happened)
      if (waiting.length > WAITING_MAX) waiting.shift()
      fetching ??= fetchIt()
    },
    use(work) {
      if (here) work(here)
      else if (waiting.length > 0)
        void (fetching ??= fetchIt()).then(() => (here ? work(here) : notify({ text: NO_CONNECTION })))
    },
  }
}
