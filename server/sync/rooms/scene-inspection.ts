// Inspects a scene that was edited: do its pages have code, so that its world runs, and did something in it
// get lost? It reads only what edits touched, and never much in one turn.
import type * as Y from 'yjs'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { pageText } from '../../../shared/world/live/page-text.ts'
import { mayBeLost } from '../../../shared/world/edits/scene-repairs.ts'
import { metaOf, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { watchScene, type TouchedParts, type Watch } from '../../../shared/world/view/document-watch.ts'

/** Most pages, and most places, that are read at once: less than a millisecond. */
const PAGES_AT_ONCE = 100
const PLACES_AT_ONCE = 500
/**
 * No further page is read at once after so many characters: that is some milliseconds, and the longest one
 * 20.
 */
const CHARS_AT_ONCE = 250_000

export interface InspectionResult {
  readonly hasCode: boolean
  /** Something may be where nobody can reach it. */
  readonly mayHaveLost: boolean
}

export class SceneInspection {
  readonly doc: Y.Doc
  readonly #withCode = new Set<ArtifactId>()
  /** Pages and places that were touched since they were read; at first, all. */
  readonly #unread: Set<ArtifactId>
  #unplaced: Set<ArtifactId>
  /** What may be where nobody can reach it, as far as it was found. */
  readonly #lost = new Set<ArtifactId>()
  #root: ArtifactId | null
  readonly #watch: Watch

  constructor(doc: Y.Doc) {
    this.doc = doc
    this.#watch = watchScene(doc, (touched) => this.#touch(touched))
    this.#unread = this.#watch.ids()
    this.#root = metaOf(doc).root
    this.#unplaced = this.#watch.ids()
  }

  /** Reads some of what was touched; null when that takes another look. */
  look(): InspectionResult | null {
    let chars = 0
    for (const id of some(this.#unread, PAGES_AT_ONCE)) {
      const page = pageText(textOf(this.doc, id)) ?? ''
      if (programOf(page) === null) this.#withCode.delete(id)
      else this.#withCode.add(id)
      chars += page.length
      if (chars > CHARS_AT_ONCE) break
    }
    for (const id of some(this.#unplaced, PLACES_AT_ONCE)) if (mayBeLost(this.doc, id)) this.#lost.add(id)
    if (this.#unread.size + this.#unplaced.size > 0) return null
    return { hasCode: this.#withCode.size > 0, mayHaveLost: this.#mayHaveLost() }
  }

  stop(): void {
    this.#watch.stop()
  }

  /** What was found may have come right since; one that has not is enough. */
  #mayHaveLost(): boolean {
    for (const id of this.#lost) {
      if (mayBeLost(this.doc, id)) return true
      this.#lost.delete(id)
    }
    return false
  }

  #touch({ artifacts, texts }: TouchedParts): void {
    const { root } = metaOf(this.doc)
    for (const id of texts) this.#unread.add(id)
    for (const id of artifacts) this.#unplaced.add(id)
    // Where something is gone, all things are looked at: any of them may have stood on it.
    const isGone = (id: ArtifactId): boolean => sceneArtifact(this.doc, id) === null
    if (root !== this.#root || [...artifacts].some(isGone)) this.#unplaced = this.#watch.ids()
    this.#root = root
  }
}

/** Takes so many out of a set. */
function* some(ids: Set<ArtifactId>, most: number): Iterable<ArtifactId> {
  let left = most
  for (const id of ids) {
    if (left-- === 0) return
    ids.delete(id)
    yield id
  }
}
