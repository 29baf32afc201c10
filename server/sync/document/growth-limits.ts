// Whether an update makes a page longer, or a world fuller, than it may be. Commands ask that before they
// write; a client of somebody's own may not.
import type * as Y from 'yjs'
import { ARTIFACTS_MAX, SHARED_PART, TEXT_MAX } from '../../../shared/world/limits.ts'
import { UpdateGrowth } from '../../../shared/yjs/update-growth.ts'
import type { ClientSection } from '../../../shared/yjs/update-reader.ts'

const TOO_LONG = `A page can have at most ${TEXT_MAX} characters. Put the rest on another page.`
const TOO_FULL = `A world can have at most ${ARTIFACTS_MAX} things, including those in limbo. Empty limbo, or continue in another world.`

/** So many are for everybody; the rest is kept for the owner of a world. */
const SHARED_THINGS = SHARED_PART * ARTIFACTS_MAX
const LEFT_TO_OWNER = `This world has ${SHARED_THINGS} things, including those in limbo. The last ${ARTIFACTS_MAX - SHARED_THINGS} are kept for its owner. Empty limbo, or continue in a world of your own.`

/** Why somebody who does not own a world may make no more things in it; null where they may. */
export function whyNoThings(doc: () => Y.Doc, sections: readonly ClientSection[]): string | null {
  const names = sections.flatMap(({ structs }) =>
    structs.flatMap(({ parent, sub }) => (parent === 'artifacts' && sub !== null ? [sub] : [])),
  )
  if (names.length === 0) return null
  const things = doc().getMap('artifacts')
  const added = new Set(names.filter((name) => !things.has(name)))
  return added.size > 0 && things.size + added.size > SHARED_THINGS ? LEFT_TO_OWNER : null
}

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
