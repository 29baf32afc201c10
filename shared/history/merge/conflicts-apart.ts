// What two people changed apart from each other, where their replicas join it: the conflicts of a merge. At
// places of pages it is told between which letters the words of both stand, in the page as it is by then.
import type * as Y from 'yjs'
import type { ItemId } from '../../yjs/id-ranges.ts'
import { clockOf, writersOf } from '../../yjs/document-state.ts'
import { compareScenes } from './compare-scenes.ts'
import { conflictsOf } from './conflicts.ts'
import type { Conflict, NewName, ThingId } from './merge-types.ts'
import { keyOf, type ListChange } from './scene-changes.ts'

/** Three documents; the later ones have all that the first has. */
interface ScenesApart {
  readonly base: Y.Doc
  readonly mine: Y.Doc
  readonly theirs: Y.Doc
}

/** A place of a page; replicas join letters of both there, also where both wrote the same. */
export interface WordsApart {
  readonly id: Conflict['id']
  /** Where it begins in the page of the base. */
  readonly at: number
  readonly base: string
  readonly parent: string
  readonly draft: string
  /** The letters before and behind it, which both have; null: it begins or ends with the page. */
  readonly before: ItemId | null
  readonly next: ItemId | null
}

/** On these things; `mine` is the draft of these scenes, and `theirs` its parent. */
export function conflictsApart(
  { base, mine, theirs }: ScenesApart,
  things: ReadonlySet<ThingId>,
): {
  readonly values: readonly Conflict[]
  readonly words: readonly WordsApart[]
} {
  const names = knownToBoth({ base, mine, theirs })
  const changes = compareScenes({ base, draft: mine, parent: theirs }, { names, things })
  const values = conflictsOf(changes, []).filter(({ kind }) => kind === undefined)
  return { values, words: changes.lists.flatMap(wordsIn) }
}

function wordsIn(list: ListChange): readonly WordsApart[] {
  if (keyOf(list) !== 'text') return []
  return list.places.map(({ at, base, parent, draft, before, next }) => {
    return { id: list.thing, at, base, parent, draft, before, next }
  })
}

/** The other side may have some of one's own already: that is no change of theirs. */
function knownToBoth({ base, mine, theirs }: ScenesApart): readonly NewName[] {
  return writersOf(mine).flatMap((client) => {
    const clock = clockOf(base, client)
    const length = Math.min(clockOf(mine, client), clockOf(theirs, client)) - clock
    return length > 0 ? [{ from: { client, clock, length }, to: { client, clock } }] : []
  })
}
