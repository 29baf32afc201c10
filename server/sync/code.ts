// Which pages of a scene have code, so that it is known whether its world lives: looked at after edits, only what they
// touched, and never many pages in one turn.
import type * as Y from 'yjs'
import { programOf } from '../../shared/behavior/program.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { textOf } from '../../shared/world/scene.ts'
import { watchScene, type Watch } from '../../shared/world/watch.ts'

/** Most pages that are read at once: less than a millisecond, unless they are long. */
const PAGES_AT_ONCE = 100

export class CodeWatch {
  readonly doc: Y.Doc
  private readonly withCode = new Set<ArtifactId>()
  /** Pages that were touched since they were read; at first, all. */
  private readonly unread: Set<ArtifactId>
  private readonly watch: Watch

  constructor(doc: Y.Doc) {
    this.doc = doc
    this.watch = watchScene(doc, ({ texts }) => {
      for (const id of texts) this.unread.add(id)
    })
    this.unread = this.watch.ids()
  }

  /** Reads some of what was touched; whether there is code, or null when that takes another look. */
  look(): boolean | null {
    let left = PAGES_AT_ONCE
    for (const id of this.unread) {
      if (left-- === 0) break
      this.unread.delete(id)
      if (programOf(textOf(this.doc, id)?.toJSON() ?? '') === null) this.withCode.delete(id)
      else this.withCode.add(id)
    }
    return this.unread.size > 0 ? null : this.withCode.size > 0
  }

  stop(): void {
    this.watch.stop()
  }
}
