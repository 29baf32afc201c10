// Code edits pages of the scene: as one update for all that comes in a second, under a client id of its own, made in a
// copy that is thrown away, and there for the play only once it is stored.
import * as Y from 'yjs'
import { BEHAVIOR, type ArtifactId, type RandomBytes } from '../../shared/world/address.ts'
import { textOf } from '../../shared/world/scene.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import type { HeldDocument } from '../sync/held.ts'
import type { Clock } from '../sync/clock.ts'
import { clientIdFor, type FollowingCopy } from './copies.ts'

/** A world's pages are edited by its code at most this often, in ms; the first edit after a pause does not wait. */
const PAGES_MS = 1_000

interface PageEdit extends PromiseWithResolvers<void> {
  readonly artifact: ArtifactId
  readonly edit: (text: Y.Text) => void
}

export interface PagesOptions {
  readonly scene: FollowingCopy
  readonly document: HeldDocument
  readonly epoch: number
  readonly clock: Clock
  readonly random: RandomBytes
}

export class Pages {
  private readonly options: PagesOptions
  private readonly client: number
  private waiting: PageEdit[] = []
  private isDue = false
  private editedAt = -Infinity

  constructor(options: PagesOptions) {
    this.options = options
    this.client = clientIdFor(options.scene.doc, options.random)
  }

  /** Edits a page, unless it is gone meanwhile; resolves when that is stored. */
  edit(artifact: ArtifactId, edit: (text: Y.Text) => void): Promise<void> {
    const waiting = { artifact, edit, ...Promise.withResolvers<void>() }
    this.waiting.push(waiting)
    this.soon()
    return waiting.promise
  }

  private soon(): void {
    if (this.isDue || this.waiting.length === 0) return
    this.isDue = true
    const wait = this.editedAt + PAGES_MS - this.options.clock.now()
    this.options.clock.after(Math.max(0, wait), () => void this.write())
  }

  private async write(): Promise<void> {
    const edits = this.waiting
    this.waiting = []
    this.editedAt = this.options.clock.now()
    try {
      await this.store(edits)
      for (const { resolve } of edits) resolve()
    } catch (error) {
      for (const { reject } of edits) reject(error)
    }
    this.isDue = false
    this.soon()
  }

  private async store(edits: readonly PageEdit[]): Promise<void> {
    const { scene, document, epoch } = this.options
    scene.flush()
    const copy = makeCopy()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(scene.doc))
    copy.clientID = this.client
    const made: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => made.push(update))
    copy.transact(() => {
      for (const { artifact, edit } of edits) {
        const text = textOf(copy, artifact)
        if (text !== null) edit(text)
      }
    })
    copy.destroy()
    for (const update of made) await document.append(update, BEHAVIOR, epoch)
    scene.flush()
  }
}
