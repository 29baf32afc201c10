// Whether an update makes a page longer, or a world fuller, than it may be. Commands ask that before they
// write; a client of somebody's own may not.
import type * as Y from 'yjs'
import { ARTIFACTS_MAX, TEXT_MAX } from '../../../shared/world/limits.ts'
import { UpdateGrowth } from '../../../shared/yjs/update-growth.ts'
import type { ClientSection } from '../../../shared/yjs/update-reader.ts'

const TOO_LONG = `A page can have at most ${TEXT_MAX} characters. Put the rest on another page.`
const TOO_FULL = `A world can have at most ${ARTIFACTS_MAX} things, including those in limbo. Empty limbo, or continue in another world.`

/**
 * Why it may not be added, in plain words; null where it may. Everything that it rests on is in the document,
 * in the update, or in an earlier update.
 */
export function tooMuchIn(
  doc: Y.Doc,
  sections: readonly ClientSection[],
  coming: readonly ClientSection[] = [],
): string | null {
  const growth = new UpdateGrowth(doc, [...coming, ...sections])
  for (const { structs } of sections) {
    for (const struct of structs) {
      if (struct.content === 'text' && growth.lengthWith(struct) > TEXT_MAX) return TOO_LONG
      if (
        struct.parent === 'artifacts' &&
        struct.sub !== null &&
        growth.keysWith('artifacts', struct.sub, ARTIFACTS_MAX) > ARTIFACTS_MAX
      ) {
        return TOO_FULL
      }
    }
  }
  return null
}
