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

class Gathering {
  readonly #view: EditorView
  readonly #parts = new Set<PartOfBatch>()
  #shownAt = -Infinity
  /** When somebody typed here last. */
  #typedAt = -Infinity
  /** Calls off what is to be shown; null: nothing is. */
  #cancel: (() => void) | null = null
  #isDestroyed = false

  constructor(view: EditorView) {
    this.#view = view
  }

  /** Asks `part` in each turn, until the returned function is called. */
  add(part: PartOfBatch): () => void {
    this.#parts.add(part)
    return () => this.#parts.delete(part)
  }

  /**
   * There is something to show: a single change is shown at once, one of a crowd with the others of its turn.
   */
  soon(): void {
    // A timer in any case: others may be told of while the editor is being updated, when it takes no other
    // change.
    this.#cancel ??= this.#later()
  }

  /** Somebody types here: waiting changes are shown after that is. */
  waitForOwn(): void {
    this.#typedAt = performance.now()
    if (this.#cancel === null) return
    this.#cancel()
    this.#cancel = this.#later()
  }

  /** Shows all there is at once, and `more` with it. */
  now(more: TransactionSpec = {}): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#isDestroyed) return
    const specs = [...this.#parts].flatMap((part) => part() ?? [])
    if (specs.length === 0) return
    this.#shownAt = performance.now()
    this.#view.dispatch(...specs, more)
  }

  /** How long until the next turn, in ms. */
  #wait(): number {
    const now = performance.now()
    const turn = now - this.#typedAt < TYPING_MS ? TYPING_TURN_MS : TURN_MS
    return Math.max(0, this.#shownAt + turn - now, this.#typedAt + OWN_MS - now)
  }

  /** In its own frame, so that the one in which the editor measures what it shows is the next. */
  #later(): () => void {
    const show = (): (() => void) => comeFirst(() => this.now())
    const waitMs = this.#wait()
    // A timer of no time is one more task for each letter.
    if (waitMs === 0) return show()
    const timer = setTimeout(() => {
      this.#cancel = show()
    }, waitMs)
    return () => clearTimeout(timer)
  }

  destroy(): void {
    this.#isDestroyed = true
    this.#cancel?.()
  }
}

export const batchRemoteChanges = ViewPlugin.fromClass(Gathering)

/** The gathering of an editor that has it. */
export function remoteBatchOf(view: EditorView): Gathering {
  const found = view.plugin(batchRemoteChanges)
  if (found === null) throw new Error('this editor gathers nothing')
  return found
}
