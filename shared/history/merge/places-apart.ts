// Places of a page that two people changed apart from each other, where their replicas joined letters of
// both: what each of them wrote there, and where that is in the page as it is now.
import type * as Y from 'yjs'
import type { ItemId } from '../../yjs/id-ranges.ts'
import type { SharedType } from '../../yjs/item-places.ts'
import { keyEntry, rootTypes } from '../../yjs/tree/shared-types.ts'
import type { ArtifactId } from '../../world/address.ts'
import { clockOf, writersOf } from '../../yjs/document-state.ts'
import { changedList } from './compare-lists.ts'
import { idsOf, mapOfNames } from './conflicts.ts'
import type { NewName } from './merge-types.ts'

/** Three documents; the later ones have all that the first has. */
interface ScenesApart {
  readonly base: Y.Doc
  readonly mine: Y.Doc
  readonly theirs: Y.Doc
}

export interface PlaceApart {
  readonly mine: string
  readonly theirs: string
  /** The letters before and behind it, which both have; null: it begins or ends with the page. */
  readonly before: ItemId | null
  readonly next: ItemId | null
}

/** Those of a thing's page. */
export function placesApart({ base, mine, theirs }: ScenesApart, id: ArtifactId): readonly PlaceApart[] {
  const types = { base: pageIn(base, id), draft: pageIn(mine, id), parent: pageIn(theirs, id) }
  const { places } = changedList(types, {
    names: mapOfNames(knownToBoth({ base, mine, theirs })),
    isBaseInParent: true,
    isBaseInDraft: true,
    keeps: null,
    open: idsOf([]),
    merged: idsOf([]),
  })
  return places.map(({ draft, parent, before, next }) => ({ mine: draft, theirs: parent, before, next }))
}

function pageIn(scene: Y.Doc, id: ArtifactId): SharedType | null {
  return typeUnder(typeUnder(rootTypes(scene).get('artifacts') ?? null, id), 'text')
}

function typeUnder(type: SharedType | null, key: string): SharedType | null {
  const said = keyEntry(type, key)?.said
  return said?.is === 'type' ? said.type : null
}

/** The other side may have some of one's own already: that is no change of theirs. */
function knownToBoth({ base, mine, theirs }: ScenesApart): readonly NewName[] {
  return writersOf(mine).flatMap((client) => {
    const clock = clockOf(base, client)
    const length = Math.min(clockOf(mine, client), clockOf(theirs, client)) - clock
    return length > 0 ? [{ from: { client, clock, length }, to: { client, clock } }] : []
  })
}
