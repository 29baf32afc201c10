// Changes of others on a page are shown together, some times a second: twenty people who type are drawn as
// one change, and a person who types here never waits for them.
import type { TransactionSpec } from '@codemirror/state'
import { ViewPlugin, type EditorView } from '@codemirror/view'
import { comeFirst } from '../../device/frame-turns.ts'

/** Between two changes that show what others do, in ms: an eye tells no more of letters. */
const TURN_MS = 50

/**
 * The same while somebody types here, whose eye is on their own line: each turn is in the way of a key that
 * comes in it.
 */
const TYPING_TURN_MS = 100
/** How long after a key, in ms, somebody counts as typing. */
const TYPING_MS = 1000

/**
 * How long after a key, in ms, what it wrote is on the screen: less than between two keys, so that nobody is
 * kept waiting.
 */
const OWN_MS = 20

/** The change to be shown now; null: none. It counts as shown. */
type PartOfBatch = () => TransactionSpec | null

export const batchRemoteChanges = ViewPlugin.define((view) => {
  const parts = new Set<PartOfBatch>()
  let shownAt = -Infinity
  /** When somebody typed here last. */
  let typedAt = -Infinity
  /** Calls off what is to be shown; null: nothing is. */
  let cancel: (() => void) | null = null
  let isDestroyed = false

  /** Shows all there is at once, and `more` with it. */
  function show(more: TransactionSpec = {}): void {
    cancel?.()
    cancel = null
    if (isDestroyed) return
    const specs = [...parts].flatMap((part) => part() ?? [])
    if (specs.length === 0) return
    shownAt = performance.now()
    view.dispatch(...specs, more)
  }
  /** How long until the next turn, in ms. */
  function wait(): number {
    const now = performance.now()
    const turn = now - typedAt < TYPING_MS ? TYPING_TURN_MS : TURN_MS
    return Math.max(0, shownAt + turn - now, typedAt + OWN_MS - now)
  }
  /** In its own frame, so that the one in which the editor measures what it shows is the next. */
  function showLater(): () => void {
    const waitMs = wait()
    // A timer of no time is one more task for each letter.
    if (waitMs === 0) return comeFirst(show)
    const timer = setTimeout(() => {
      cancel = comeFirst(show)
    }, waitMs)
    return () => clearTimeout(timer)
  }

  return {
    show,
    /** Asks `part` in each turn, until the returned function is called. */
    add(part: PartOfBatch): () => void {
      parts.add(part)
      return () => parts.delete(part)
    },
    /**
     * There is something to show: a single change is shown at once, one of a crowd with the others of its
     * turn.
     */
    showSoon(): void {
      // A timer in any case: others may be told of while the editor is being updated, when it takes no other
      // change.
      cancel ??= showLater()
    },
    /** Somebody types here: waiting changes are shown after that is. */
    waitForOwn(): void {
      typedAt = performance.now()
      if (cancel === null) return
      cancel()
      cancel = showLater()
    },
    destroy() {
      isDestroyed = true
      cancel?.()
    },
  }
})

/** The batch of an editor that has it. */
export function remoteBatchOf(view: EditorView) {
  const found = view.plugin(batchRemoteChanges)
  if (found === null) throw new Error('this editor gathers nothing')
  return found
}
