// The words of a scene, read piece by piece: at first those of all its things, later of what was edited.
import type * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { readingIn } from '../../../shared/world/live/page-text.ts'
import { parsePlace } from '../../../shared/world/place.ts'
import { writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { metaOf, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { watchScene, type TouchedParts, type Watch } from '../../../shared/world/view/document-watch.ts'
import type { ThingWords, WordChanges } from '../../storage/word-store.ts'

/** Work of reading pages in one turn, some milliseconds; and letters that are stored at once. */
const STEPS_AT_ONCE = 20_000
const CHARS_AT_ONCE = 500_000
/** Things without a page take no steps. */
const THINGS_AT_ONCE = 500

type WordsRead = Pick<WordChanges, 'words' | 'gone'> & { readonly isDone: boolean }

export class SceneWords {
  readonly doc: Y.Doc
  readonly #watch: Watch
  readonly #unread: Set<ArtifactId>
  /** The page that is being read, since it is a long one. */
  #open: { readonly id: ArtifactId; readonly reading: ReturnType<typeof readingIn> } | null = null

  /** `known`: the things whose words are kept. */
  constructor(doc: Y.Doc, known: readonly ArtifactId[]) {
    this.doc = doc
    this.#watch = watchScene(doc, (touched) => this.#touch(touched))
    this.#unread = new Set([...this.#watch.ids(), ...known])
  }

  /** Reads some of what was touched. */
  readSome(): WordsRead {
    const words: ThingWords[] = []
    const gone: ArtifactId[] = []
    let [steps, chars, things] = [STEPS_AT_ONCE, CHARS_AT_ONCE, THINGS_AT_ONCE]
    for (const id of this.#unread) {
      if (steps <= 0 || chars <= 0 || things-- === 0) return { words, gone, isDone: false }
      if (this.#open?.id !== id) this.#openPage(id)
      const reading = this.#open?.reading
      if (reading === undefined) gone.push(id)
      else {
        steps = reading.readOn(steps)
        if (reading.isStale) this.#open = null
        if (reading.whole === null) return { words, gone, isDone: false }
        chars -= reading.whole.length
        words.push(this.#wordsOf(id, reading.whole))
      }
      this.#open = null
      this.#unread.delete(id)
    }
    return { words, gone, isDone: true }
  }

  stop(): void {
    this.#open?.reading.stop()
    this.#watch.stop()
  }

  #openPage(id: ArtifactId): void {
    this.#open?.reading.stop()
    this.#open = sceneArtifact(this.doc, id) === null ? null : { id, reading: readingIn(this.doc, null, id) }
  }

  #wordsOf(id: ArtifactId, page: string): ThingWords {
    const { root, title } = metaOf(this.doc)
    if (id === root) return { thing: id, host: null, name: readable(title), page: readable(page) }
    const artifact = sceneArtifact(this.doc, id)
    // What has no place is shown in limbo.
    const host = parsePlace(artifact?.get('place'))?.host ?? 'limbo'
    return { thing: id, host, name: readable(writtenIn(artifact, 'name')), page: readable(page) }
  }

  #touch({ artifacts, texts, meta }: TouchedParts): void {
    for (const id of [...artifacts, ...texts]) this.#unread.add(id)
    const { root } = metaOf(this.doc)
    if (meta && root !== null) this.#unread.add(root)
  }
}

/** What every database can keep, letter by letter. */
const readable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()
