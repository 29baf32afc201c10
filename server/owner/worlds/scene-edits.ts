// Edits of the scene from within the node, by code in pages or by the owner itself: as one write for all that
// comes in a second, a row for each author, under a client id of its own, made in a copy that only this
// edits, and there for the play only once it is stored.
import type * as Y from 'yjs'
import type { AuthorId } from '../../../shared/world/author.ts'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { HeldDocument } from '../../sync/rooms/held-document.ts'
import type { NodeEdit } from '../../sync/rooms/node-judging.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { clientIdFor, FollowingCopy } from './owner-copies.ts'

/**
 * A world's scene is edited by one of them at most this often, in ms; the first edit after a pause does not
 * wait.
 */
const EDITS_MS = 1_000
/**
 * The edited copy is kept for so long after the last edit, in ms. That of a large world, which takes much
 * memory, is kept only until the next edit of a writer who goes on.
 */
const KEPT_MS = { small: 30_000, large: 2 * EDITS_MS }
const LARGE_BYTES = 4 * 1024 * 1024

interface SceneEdit extends PromiseWithResolvers<void> {
  readonly edit: (scene: Y.Doc) => void
  /** Who made it, where that is not the member. */
  readonly author: AuthorId | undefined
}

interface SceneEditsOptions {
  readonly scene: FollowingCopy
  readonly document: HeldDocument
  /** The member of the edits. */
  readonly by: MemberId
  readonly epoch: number
  readonly clock: ServerClock
  readonly random: RandomBytes
}

export class SceneEdits {
  readonly #options: SceneEditsOptions
  readonly #client: number
  #copy: FollowingCopy | null = null
  #letGo = (): void => undefined
  #waiting: SceneEdit[] = []
  #isDue = false
  #editedAt = -Infinity

  constructor(options: SceneEditsOptions) {
    this.#options = options
    this.#client = clientIdFor(options.scene.doc, options.random)
  }

  /** Edits the scene; resolves when that is stored. The edits of each author are rows of their own. */
  edit(edit: (scene: Y.Doc) => void, author?: AuthorId): Promise<void> {
    const waiting = { edit, author, ...Promise.withResolvers<void>() }
    this.#waiting.push(waiting)
    this.#soon()
    return waiting.promise
  }

  #soon(): void {
    if (this.#isDue || this.#waiting.length === 0) return
    this.#isDue = true
    const wait = this.#editedAt + EDITS_MS - this.#options.clock.now()
    this.#options.clock.after(Math.max(0, wait), () => void this.#write())
  }

  async #write(): Promise<void> {
    const edits = this.#waiting
    this.#waiting = []
    this.#editedAt = this.#options.clock.now()
    try {
      await this.#store(edits)
      for (const { resolve } of edits) resolve()
    } catch (error) {
      for (const { reject } of edits) reject(error)
    }
    this.#isDue = false
    this.#soon()
  }

  async #store(edits: readonly SceneEdit[]): Promise<void> {
    const { scene, document, by, epoch } = this.#options
    const copy = await this.#toEdit()
    const made: NodeEdit[] = []
    let author: AuthorId | undefined
    const note = (update: Uint8Array, origin: unknown): void => {
      if (origin === this) made.push({ update, ...(author !== undefined && { author }) })
    }
    copy.doc.on('update', note)
    try {
      for (const run of runsOf(edits)) {
        author = run[0]?.author
        copy.doc.transact(() => {
          for (const { edit } of run) edit(copy.doc)
        }, this)
      }
      if (made.length > 0) await document.writeAll(made, by, { epoch })
    } catch (error) {
      // It has what is not stored.
      this.#drop()
      throw error
    } finally {
      copy.doc.off('update', note)
    }
    scene.flush()
  }

  async #toEdit(): Promise<FollowingCopy> {
    const { document, clock } = this.#options
    this.#letGo()
    this.#copy ??= await FollowingCopy.open(document, clock, () => this.#drop())
    const keptMs = document.bytes > LARGE_BYTES ? KEPT_MS.large : KEPT_MS.small
    this.#letGo = clock.after(keptMs, () => this.#drop())
    this.#copy.flush()
    this.#copy.doc.clientID = this.#client
    return this.#copy
  }

  #drop(): void {
    this.#letGo()
    this.#copy?.leave()
    this.#copy?.doc.destroy()
    this.#copy = null
  }
}

/** Neighbouring edits of one author; their order stays. */
function runsOf(edits: readonly SceneEdit[]): SceneEdit[][] {
  const runs: SceneEdit[][] = []
  for (const edit of edits) {
    const run = runs.at(-1)
    if (run !== undefined && run[0]?.author === edit.author) run.push(edit)
    else runs.push([edit])
  }
  return runs
}
