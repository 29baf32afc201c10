// Blame: who wrote each letter of a thing's page, and each of its values, and when. The scene tells which
// items stand; the ids that each row added tell whose they are. So letters that a merge wrote anew are those
// of the author that their row names.
import type * as Y from 'yjs'
import type { AuthorId } from '../../world/author.ts'
import { artifactMaps, mapIn, metaMap } from '../../world/scene/scene.ts'
import type { IdMap } from '../../yjs/id-map.ts'
import { addRange, type IdRange } from '../../yjs/id-ranges.ts'
import { textItemsOf } from '../../yjs/texts/text-items.ts'
import type { UpdateReading } from '../../yjs/update-reader.ts'
import { standingThing, standsNow } from './scene-values.ts'
import type { ThingId } from './row-summary.ts'

/** What a row says of everything that it added: `at` in ms since 1970. */
export interface Writing {
  readonly author: AuthorId
  readonly at: number
  /** It was written in so many ms up to then, and nobody knows when: the row was joined over a long time. */
  readonly within?: number
}

/** Null where no row in the index has it. */
type Written = Writing | { readonly author: null; readonly at: null }

export interface ThingAuthors {
  /** In the order of the page: together they are as long as its text. */
  readonly text: readonly (Written & { readonly length: number })[]
  readonly values: readonly (Written & { readonly key: string })[]
}

const NOBODY = { author: null, at: null } as const

/**
 * The authors of a thing, or of the world's own values; null when there is no such thing. The index has the
 * rows up to the scene's revision, added in their order.
 */
export function authorsIn(scene: Y.Doc, id: ThingId, index: IdMap<Writing>): ThingAuthors | null {
  const map = id === 'world' ? metaMap(scene) : mapIn(artifactMaps(scene), id)
  if (map === null) return null
  const { values, page } = standingThing(map, standsNow)
  return {
    text: page === null ? [] : lettersOf(page, index),
    values: [...values.values()].map((value) => ({
      key: value.path.join('.'),
      ...(index.at(value) ?? NOBODY),
    })),
  }
}

function lettersOf(page: Y.Text, index: IdMap<Writing>): ThingAuthors['text'] {
  const text: (Written & { readonly length: number })[] = []
  for (const item of textItemsOf(page)) {
    if (item.isDeleted || typeof item.said !== 'string') continue
    for (const { length, value } of index.parts(item)) {
      const written = value ?? NOBODY
      const last = text.at(-1)
      const goesOn = last?.author === written.author && last.at === written.at
      if (goesOn) text[text.length - 1] = { ...last, length: last.length + length }
      else text.push({ ...written, length })
    }
  }
  return text
}

/** The ids that a row adds, for an index: read from the row itself, with its structs. */
export function addedIdsIn({ sections }: UpdateReading): readonly IdRange[] {
  const ranges: IdRange[] = []
  for (const { client, structs } of sections) {
    for (const { kind, clock, length } of structs)
      if (kind !== 'skip') addRange(ranges, { client, clock, length })
  }
  return ranges
}
