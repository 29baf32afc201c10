// Documents that are held between jobs, those that were used last: so many, and none but the one in use once
// the process holds much memory.

/** One for each replay that may be under way, and the ends of some worlds that are edited now. */
const HELD_MAX = 8
/** From so many bytes of the process on only the document in use is held: the largest world takes 700 MB. */
const MEMORY_BYTES = 512 * 1024 * 1024

export class ReplayedDocuments<Document> {
  readonly #memory: () => number
  readonly #documents = new Map<string, Document>()

  constructor(memory: () => number) {
    this.#memory = memory
  }

  get(name: string): Document | null {
    const found = this.#documents.get(name)
    if (found === undefined) return null
    this.put(name, found)
    return found
  }

  put(name: string, document: Document): void {
    this.#documents.delete(name)
    this.#documents.set(name, document)
    const most = this.#memory() > MEMORY_BYTES ? 1 : HELD_MAX
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= most) return
      this.#documents.delete(oldest)
    }
  }

  drop(name: string): void {
    this.#documents.delete(name)
  }
}
