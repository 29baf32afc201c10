// Inspects a scene that was edited: do its pages have code, so that its world runs, and did something in it
// get lost? It reads only what edits touched, and never much in one turn.
import type * as Y from 'yjs'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { LANTERN_CODE } from '../../../shared/starters/welcome-tour.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { readingIn } from '../../../shared/world/live/page-text.ts'
import { mayBeLost } from '../../../shared/world/edits/scene-repairs.ts'
import { metaOf, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import type { TextReading } from '../../../shared/yjs/texts/text-reading.ts'
import { watchScene, type TouchedParts, type Watch } from '../../../shared/world/view/document-watch.ts'

/** Most pages, and most places, that are read at once: less than a millisecond. */
const PAGES_AT_ONCE = 100
const PLACES_AT_ONCE = 500
/** Work of reading pages at once: some milliseconds. A step is looking at one item of a text. */
const STEPS_AT_ONCE = 20_000
/** A page that changed so often while it was read piece by piece is read in one go. */
const TRIES = 20

export interface InspectionResult {
  /**
   * There is code that runs whether anybody is there or not. The lantern of the welcome world does not: as it
   * came it runs while somebody is there, or small nodes would have a sandbox for it all day.
   */
  readonly hasCode: boolean
  /** Something may be where nobody can reach it. */
  readonly mayHaveLost: boolean
}

interface InspectedPage {
  readonly id: ArtifactId
  readonly reading: TextReading
}

export class SceneInspection {
  readonly doc: Y.Doc
  readonly #stepsAtOnce: number
  readonly #withCode = new Set<ArtifactId>()
  /** Pages and places that were touched since they were read; at first, all. */
  readonly #unread: Set<ArtifactId>
  #unplaced: Set<ArtifactId>
  /** What may be where nobody can reach it, as far as it was found. */
  readonly #lost = new Set<ArtifactId>()
  #root: ArtifactId | null
  /** The page that is being read. */
  #open: InspectedPage | null = null
  /** How often a page was changed while it was read. */
  #tried = 0
  readonly #watch: Watch

  constructor(doc: Y.Doc, stepsAtOnce = STEPS_AT_ONCE) {
    this.doc = doc
    this.#stepsAtOnce = stepsAtOnce
    this.#watch = watchScene(doc, (touched) => this.#touch(touched))
    this.#unread = this.#watch.ids()
    this.#root = metaOf(doc).root
    this.#unplaced = this.#watch.ids()
  }

  /** Reads some of what was touched; `more`: there is more of it, `later`: the page that it reads changes. */
  look(): InspectionResult | 'more' | 'later' {
    const triedBefore = this.#tried
    this.#readPages()
    for (const id of some(this.#unplaced, PLACES_AT_ONCE)) if (mayBeLost(this.doc, id)) this.#lost.add(id)
    if (this.#tried > triedBefore) return 'later'
    if (this.#open !== null || this.#unread.size + this.#unplaced.size > 0) return 'more'
    return { hasCode: this.#withCode.size > 0, mayHaveLost: this.#mayHaveLost() }
  }

  stop(): void {
    this.#open?.reading.stop()
    this.#watch.stop()
  }

  #readPages(): void {
    let left = this.#stepsAtOnce
    for (let pages = PAGES_AT_ONCE; pages > 0 && left > 0; pages--) {
      this.#open ??= this.#nextPage()
      if (this.#open === null) return
      const { id, reading } = this.#open
      left = reading.readOn(this.#tried < TRIES ? left : Infinity)
      if (reading.whole === null && !reading.isStale) return
      this.#open = null
      if (reading.whole === null) {
        this.#tried += 1
        return
      }
      this.#tried = 0
      const code = programOf(reading.whole)?.code ?? LANTERN_CODE
      if (code === LANTERN_CODE) this.#withCode.delete(id)
      else this.#withCode.add(id)
    }
  }

  #nextPage(): InspectedPage | null {
    for (const id of some(this.#unread, 1)) return { id, reading: readingIn(this.doc, null, id) }
    return null
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
