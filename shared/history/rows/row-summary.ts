// What one row of a scene's log did, in a few bytes: the row index keeps it, so that a timeline and its
// filters need no replay. It can always be made again from the log.
import { parseJson } from '../../json/plain-json.ts'
import { parseArtifactId, type ArtifactId } from '../../world/address.ts'
import { joinRanges, type IdRange } from '../../yjs/id-ranges.ts'

/** A thing by its id, or the world itself: its title and the like. */
export type ThingId = ArtifactId | 'world'

export interface RowSummary {
  /** Letters that it wrote in pages, and letters that it deleted there; its own count as both. */
  readonly letters: readonly [written: number, deleted: number]
  /** What it touched, each once. */
  readonly things: readonly ThingId[]
  /** Whether it touched more than `things` lists. */
  readonly hasMore: boolean
  /** The ids of the items that it added; null when these are too many ranges: then the row tells. */
  readonly added: readonly IdRange[] | null
}

/** Most things that a summary lists: more than a person touches in a sitting. An import touches all. */
export const SUMMARY_THINGS_MAX = 64
/** Most ranges of ids in a summary: a row of one person has one or two. */
export const SUMMARY_RANGES_MAX = 32

export function parseThingId(raw: unknown): ThingId | null {
  return raw === 'world' ? raw : parseArtifactId(raw)
}

/** The summary of rows that were joined into one, oldest first; null when one of them has none. */
export function mergedSummary(summaries: readonly (RowSummary | null)[]): RowSummary | null {
  const things = new Set<ThingId>()
  const ranges: IdRange[] = []
  let [written, deleted] = [0, 0]
  let hasMore = false
  let isKnown = true
  for (const summary of summaries) {
    if (summary === null) return null
    written += summary.letters[0]
    deleted += summary.letters[1]
    for (const thing of summary.things) things.add(thing)
    hasMore ||= summary.hasMore
    isKnown &&= summary.added !== null
    ranges.push(...(summary.added ?? []))
  }
  return bounded({ letters: [written, deleted], things, hasMore, added: isKnown ? ranges : null })
}

/** Made from everything that was found, cut to what a summary holds. */
export function bounded({
  letters,
  things,
  hasMore,
  added,
}: Omit<RowSummary, 'things'> & { readonly things: ReadonlySet<ThingId> }): RowSummary {
  const ranges = added && joinRanges(added)
  return {
    letters,
    things: [...things].slice(0, SUMMARY_THINGS_MAX),
    hasMore: hasMore || things.size > SUMMARY_THINGS_MAX,
    added: ranges !== null && ranges.length <= SUMMARY_RANGES_MAX ? ranges : null,
  }
}

/** As one short text, for a store. */
export function encodeSummary({ letters, things, hasMore, added }: RowSummary): string {
  const ranges = added && added.map(({ client, clock, length }) => [client, clock, length])
  return JSON.stringify([...letters, things, hasMore ? 1 : 0, ranges])
}

/** Reads such a text; null when it is none. */
export function decodeSummary(text: string): RowSummary | null {
  const [written, deleted, ids, more, ranges] = listIn(parsed(text))
  if (!isCount(written) || !isCount(deleted) || !Array.isArray(ids)) return null
  const things = ids.map(parseThingId).filter((id) => id !== null)
  const added = ranges === null ? null : listIn(ranges).map(rangeIn)
  if (things.length < ids.length || added?.includes(null)) return null
  return {
    letters: [written, deleted],
    things,
    hasMore: more === 1,
    added: added && added.filter((range) => range !== null),
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const listIn = (raw: unknown): readonly unknown[] => (Array.isArray(raw) ? raw : [])

const isCount = (raw: unknown): raw is number =>
  typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= 0

function rangeIn(raw: unknown): IdRange | null {
  const [client, clock, length] = listIn(raw)
  return isCount(client) && isCount(clock) && isCount(length) ? { client, clock, length } : null
}
