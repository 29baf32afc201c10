// The pages of a stored world as markup. Pages come from anybody, and the worst take a second: so it is done
// where updates are tried.
import * as Y from 'yjs'
import { firstLinesOf } from '../../../shared/folder/first-lines.ts'
import { writeSections } from '../../../shared/folder/page-sections.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'

export type WrittenScene = ReturnType<typeof writeScene>

/** As many letters of a world are written: nobody reads more without opening it. */
const LETTERS_MAX = 300_000
/** Likewise of markup: of what people write some three for each of its letters, of blank lines 33. */
const MARKUP_MAX = 3_000_000

/** `now`: the updates of its live document, which has what code has set; none: all is as it is written. */
export function writeScene(updates: readonly Uint8Array[], now: readonly Uint8Array[]) {
  const scene = makePlainDocument()
  const live = makePlainDocument()
  try {
    for (const update of updates) Y.applyUpdate(scene, update)
    for (const update of now) Y.applyUpdate(live, update)
    const view = createView(scene, live)
    const sectionsOf = (lettersMax: number) =>
      writeSections(view, { thing: null, pictures: null, lettersMax })
    let sections = sectionsOf(LETTERS_MAX)
    for (let most = LETTERS_MAX / 4; sections.html.length > MARKUP_MAX; most /= 4) sections = sectionsOf(most)
    return { ...sections, first: firstLinesOf(view) }
  } finally {
    scene.destroy()
    live.destroy()
  }
}
