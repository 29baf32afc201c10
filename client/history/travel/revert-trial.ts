// Thinking about a revert: what it would come to, by a trial on the server, and the world as it would be
// then. Nothing is written, here or there.
import * as Y from 'yjs'
import { applyChanges } from '../../../shared/history/changes/apply-changes.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { Observable } from '../../device/observable.ts'
import type { WorldStores } from '../../world/context/world-stores.ts'
import { lineIn, listed, type ListedChanges } from '../../parts/changes/listed-changes.ts'
import { openPastStores, type PastStores } from './past-stores.ts'
import type { PastScene } from '../../api/history-api.ts'

export type RevertTrialState =
  | { readonly state: 'asking' }
  | {
      readonly state: 'told'
      readonly would: Reverted
      /** On the floor now; null: nothing is shown, or not yet. */
      readonly preview: ListedChanges | null
      /** Why it cannot be shown. */
      readonly trouble: string | null
    }
  | { readonly state: 'failed'; readonly text: string }

interface RevertTrialParts {
  readonly stateAt: (revision: Revision) => Promise<PastScene>
  /** Other stores are to be shown, or none of these any more. */
  readonly onStores: () => void
}

const ASKING: RevertTrialState = { state: 'asking' }

export class RevertTrial {
  readonly shown = new Observable<RevertTrialState>(ASKING)
  readonly #parts: RevertTrialParts
  #past: PastStores | null = null
  #asked: object | null = null

  constructor(parts: RevertTrialParts) {
    this.#parts = parts
  }

  /** The world as it would be; null: it is not shown. */
  get stores(): WorldStores | null {
    return this.#past?.stores ?? null
  }

  /** Asks, and shows it once that is known. Never rejects: what went wrong is told. */
  async look(trial: () => Promise<Reverted>): Promise<void> {
    this.end()
    const asked = (this.#asked = {})
    const isWanted = (): boolean => this.#asked === asked
    let told: Extract<RevertTrialState, { state: 'told' }>
    try {
      const would = await trial()
      if (!isWanted()) return
      told = { state: 'told', would, preview: null, trouble: null }
      this.shown.set(told)
    } catch (error) {
      if (isWanted()) this.shown.set({ state: 'failed', text: wordsOf(error) })
      return
    }
    const { things = [], revision } = told.would
    if (things.length === 0 || revision === undefined) return
    try {
      const { scene, at } = await this.#parts.stateAt(revision)
      // Without a network it may be another one.
      if (!isWanted() || at !== revision) return
      const then = new Y.Doc()
      Y.applyUpdate(then, scene)
      applyChanges(then, things, 'forward')
      this.#past = openPastStores(then, { kind: 'preview', isMoving: () => false })
      this.#parts.onStores()
      const { isCut, ...preview } = listed(things)
      this.shown.set({
        ...told,
        preview: { ...preview, isCut: isCut || told.would.hasMore === true },
      })
    } catch (error) {
      if (isWanted()) this.shown.set({ ...told, trouble: wordsOf(error) })
    }
  }

  /** Leads to another line of the preview. */
  choose(at: number): void {
    const { now } = this.shown
    if (now.state !== 'told' || now.preview === null) return
    this.shown.set({ ...now, preview: { ...now.preview, at: lineIn(now.preview, at) } })
  }

  /** The world as it is again. */
  end(): void {
    this.#asked = null
    const past = this.#past
    this.#past = null
    this.shown.set(ASKING)
    if (past === null) return
    this.#parts.onStores()
    past.end()
  }
}
