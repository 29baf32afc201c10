// The writers of each page, and where, between two states of a world.
import * as Y from 'yjs'
import * as z from 'zod/mini'
import { catch as otherwise } from 'zod/mini'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { textDifference } from '../../../shared/world/text-difference.ts'
import type { Client } from '../../../shared/yjs/entry-id.ts'

/** A line of a page: its number, from 1, and its words, to find it again in a page that went on since. */
export interface At {
  readonly line: number
  readonly words: string
}

export interface PageAuthor {
  readonly client: Client
  /** Where they wrote first. */
  readonly at: At
}

/** Most pages that are read run by run; of further ones nobody says who wrote them. */
const PAGES_MAX = 200
/** Most characters of a line that it is known by. */
const WORDS_MAX = 200

const Run = z.object({
  insert: z.string(),
  attributes: otherwise(
    z.optional(z.object({ ychange: z.object({ type: z.enum(['added', 'removed']), client: z.number() }) })),
    undefined,
  ),
})

/**
 * The text of each of these pages in `scene` that `old`, an earlier state, does not have; pages without
 * change are left out.
 */
export function writingsOn(
  scene: Y.Doc,
  old: Y.Doc,
  ids: readonly ArtifactId[],
): ReadonlyMap<ArtifactId, readonly PageAuthor[]> {
  const writings = new Map<ArtifactId, readonly PageAuthor[]>()
  const [before, now] = [Y.snapshot(old), Y.snapshot(scene)]
  // In one transaction Yjs cuts the document at the two states once, not for every page.
  scene.transact(() => {
    for (const [order, id] of ids.entries()) {
      const text = textOf(scene, id)
      const was = textOf(old, id)?.toJSON() ?? ''
      if (text === null || text.toJSON() === was) continue
      const found = order < PAGES_MAX ? writersOf(text, now, before) : []
      writings.set(id, found.length > 0 ? found : [{ client: null, at: firstDifference(was, text.toJSON()) }])
    }
  })
  return writings
}

function writersOf(text: Y.Text, now: Y.Snapshot, before: Y.Snapshot): PageAuthor[] {
  const page = text.toJSON()
  const writers = new Map<number, PageAuthor>()
  let index = 0
  const runs: unknown[] = text.toDelta(now, before, (type: string, { client }: Y.ID) => ({ type, client }))
  for (const raw of runs) {
    const run = Run.safeParse(raw)
    // A value that is no text (an embed of another program) takes one place.
    const { insert, attributes } = run.success ? run.data : { insert: ' ', attributes: undefined }
    const change = attributes?.ychange
    if (change?.type === 'removed') continue
    if (change && !writers.has(change.client))
      writers.set(change.client, { client: change.client, at: lineAt(page, index) })
    index += insert.length
  }
  return [...writers.values()]
}

const firstDifference = (was: string, now: string): At => lineAt(now, textDifference(was, now).start)

/** The line around an index; past line breaks that were written before its words. */
function lineAt(page: string, index: number): At {
  let start = index
  while (page[start] === '\n') start += 1
  const line = page.slice(0, start).split('\n').length
  return { line, words: (page.split('\n')[line - 1] ?? '').slice(0, WORDS_MAX) }
}

/**
 * Where a line is now in a page that may have grown or shrunk around it: the nearest with the same words, or
 * its old number.
 */
export function findLine(page: string, { line, words }: At): number {
  const lines = page.split('\n')
  let best = Math.min(line, lines.length)
  let distance = Infinity
  for (const [order, text] of lines.entries()) {
    const away = Math.abs(order + 1 - line)
    if (words !== '' && away < distance && text.startsWith(words)) {
      best = order + 1
      distance = away
    }
  }
  return best
}
