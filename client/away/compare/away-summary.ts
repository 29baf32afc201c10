// The report for somebody who was away: each person's edits, thing by thing, in plain words, and one's own
// edits that met theirs.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Client } from '../../../shared/yjs/entry-id.ts'
import { count } from '../../words/counts.ts'
import type { EditAuthors } from '../../world/authors.ts'
import type { AbsenceComparison } from './absence-comparison.ts'
import type { MissedChange, MissedChangeKind } from './missed-changes.ts'
import type { AbsenceConflict } from './conflicts.ts'
import type { At } from './page-authors.ts'

export interface Report {
  readonly until: number
  readonly lengthMs: number
  readonly groups: readonly ReportGroup[]
  readonly met: readonly (AbsenceConflict & { readonly who: string })[]
}

/** One person's edits. */
export interface ReportGroup {
  readonly who: string
  readonly lines: readonly ReportLine[]
}

/** Their edits of one thing. */
export interface ReportLine {
  readonly id: ArtifactId
  readonly name: string
  /** The edits in words: "moved and written on". */
  readonly words: string
  /** Whether it is still somewhere to go to. */
  readonly isHere: boolean
  readonly at: At | null
}

const SOMEBODY = 'Somebody'

/** A person's own edits on another device are no news to them. */
export function awayReportOf(
  { until, lengthMs, deeds, met }: AbsenceComparison,
  authors: EditAuthors,
): Report {
  const groups = new Map<string, Map<ArtifactId, MissedChange[]>>()
  for (const deed of deeds) {
    if (deed.client !== null && authors.get(deed.client)?.kind === 'you') continue
    const things = within(groups, whoIs(deed.client, authors), () => new Map<ArtifactId, MissedChange[]>())
    within(things, deed.id, () => [] as MissedChange[]).push(deed)
  }
  return {
    until,
    lengthMs,
    groups: [...groups]
      .map(([who, things]) => ({ who, lines: [...things.values()].map(lineOf) }))
      // Those with a name first.
      .toSorted((a, b) => Number(a.who === SOMEBODY) - Number(b.who === SOMEBODY)),
    met: met.map((one) => ({ ...one, who: whoIs(one.client, authors) })),
  }
}

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

function whoIs(client: Client, authors: EditAuthors): string {
  const hand = client === null ? undefined : authors.get(client)
  switch (hand?.kind) {
    case 'person':
      return hand.name
    case 'you':
      return 'You, elsewhere'
    case 'code':
      return 'This world’s code'
    case undefined:
      return SOMEBODY
  }
}

const WORDS: Readonly<Record<MissedChangeKind, string>> = {
  made: 'made',
  gone: 'deleted for good',
  putAway: 'put into limbo',
  broughtBack: 'brought back',
  moved: 'moved',
  renamed: 'renamed',
  changed: 'changed',
  wrote: 'written on',
  titled: 'renamed',
}

function lineOf(deeds: readonly MissedChange[]): ReportLine {
  const [first] = deeds
  if (!first) throw new Error('a line is about something')
  return {
    id: first.id,
    name: first.name,
    words: listed([...new Set(deeds.map(({ kind }) => WORDS[kind]))]),
    isHere: deeds.every(({ kind }) => kind !== 'gone'),
    at: deeds.find(({ at }) => at !== null)?.at ?? null,
  }
}

/** "a", "a and b", "a, b and c". */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** "Bob changed 3 things, Eve 1." */
export function headline({ groups }: Report): string {
  const [first, ...others] = groups.map(({ who, lines }) => ({ who, things: lines.length }))
  if (!first) return 'Your changes met someone else’s.'
  const rest = others.map(({ who, things }) => `${who} ${things}`)
  return `${listed([`${first.who} changed ${count(first.things, 'thing')}`, ...rest])}.`
}

/** How long somebody was away: "3 minutes", "2 hours", "5 days". */
export function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 60) return count(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day')
}
