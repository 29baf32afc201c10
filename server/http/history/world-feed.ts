// What changed lately in a world, for feed readers (Atom, RFC 4287): who wrote how much, as far back as
// anybody at all may look; else only that it changed.
import { escapeXml as text } from '../../../shared/page/page-html.ts'
import { pathOfWorld } from '../../../shared/world/address.ts'
import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'
import type { AuthorId } from '../../../shared/world/author.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { RowSession } from '../../history/row-sessions.ts'

/** As many sessions are in a feed. */
export const FEED_SESSIONS = 30
export const FEED_TYPE = 'application/atom+xml; charset=utf-8'

export const feedPathOf = ({ address }: Pick<WorldRecord, 'address'>): string => `/api/worlds/${address}/feed`

interface FeedEntry {
  readonly id: string
  readonly title: string
  /** In ms since 1970. */
  readonly at: number
  readonly authors: readonly string[]
}

type FeedWorld = Pick<WorldRecord, 'id' | 'address' | 'title' | 'changedAt'> & {
  readonly lang: string | null
}

/** `sessions`: null where nobody may look back. `origin`: where people find the node. */
export function feedOf(
  world: FeedWorld,
  sessions: readonly RowSession[] | null,
  ref: (id: AuthorId) => HistoryAuthor,
  origin: string,
): string {
  const url = `${origin}${pathOfWorld(world.address)}`
  // Whatever its address is by then, it is the same feed (RFC 4151).
  const id = `tag:${new URL(origin).hostname},2026:${world.id}`
  const now = { id: `${id}/now`, title: 'It has changed.', at: world.changedAt, authors: [] }
  const entries = sessions?.map((session) => entryOf(session, ref, id)) ?? [now]
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${text(id)}</id>
<title${world.lang === null ? '' : ` xml:lang="${world.lang}"`}>${text(world.title)}</title>
<updated>${timeOf(entries[0]?.at ?? world.changedAt)}</updated>
<author><name>Inkland</name></author>
<link href="${text(url)}"/>
<link rel="self" href="${text(`${origin}${feedPathOf(world)}`)}"/>
${entries.map((entry) => written(entry, url)).join('')}</feed>
`
}

function entryOf(
  { from, lastAt, authors, letters: [added, deleted] }: RowSession,
  ref: (id: AuthorId) => HistoryAuthor,
  id: string,
): FeedEntry {
  const names = [...new Set(authors.map((author) => ref(author).name))]
  return {
    id: `${id}/${from}`,
    title: `${names.join(', ')}: ${added} ${added === 1 ? 'letter' : 'letters'} written, ${deleted} deleted`,
    at: lastAt,
    authors: names,
  }
}

const written = ({ id, title, at, authors }: FeedEntry, url: string): string => `<entry>
<id>${text(id)}</id>
<title xml:lang="en">${text(title)}</title>
<updated>${timeOf(at)}</updated>
${authors.map((name) => `<author><name>${text(name)}</name></author>\n`).join('')}<link href="${text(url)}"/>
</entry>
`

const timeOf = (at: number): string => new Date(at).toISOString()
