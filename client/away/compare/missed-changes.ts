// The edits of others to a thing while this device was away, in kinds that people have words for.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Field } from '../../../shared/world/artifact.ts'
import { FIELDS, sameValue, writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { entryOfFieldIn } from '../../../shared/world/scene/entry-names.ts'
import { settingsIn } from '../../../shared/world/live/setting-values.ts'
import { type Client, clientOf, type EntryId } from '../../../shared/yjs/entry-id.ts'
import { isWritten, settingEntry, settingNames, type WrittenFields } from './scene-states.ts'
import type { At, PageAuthor } from './page-authors.ts'

export type MissedChangeKind =
  | 'made'
  | 'gone'
  | 'putAway'
  | 'broughtBack'
  | 'moved'
  | 'renamed'
  | 'changed'
  | 'wrote'
  | 'titled'

export interface MissedChange {
  readonly kind: MissedChangeKind
  /** The world's root for its page and its title. */
  readonly id: ArtifactId
  readonly name: string
  readonly client: Client
  /** Where they wrote, when they did. */
  readonly at: At | null
}

interface Comparison {
  readonly id: ArtifactId
  readonly was: WrittenFields
  readonly now: WrittenFields
  /** Which writing of the map of all things has brought this one. */
  readonly maker: EntryId
  readonly writings: readonly PageAuthor[]
}

/** Each kind of deed on a thing once for each hand. */
export function missedChangesOn({ id, was, now, maker, writings }: Comparison): MissedChange[] {
  const name = writtenIn(now ?? was, 'name')
  const deed = (kind: MissedChangeKind, client: Client, at: At | null = null): MissedChange => ({
    kind,
    id,
    name,
    client,
    at,
  })
  if (now === null) return was === null ? [] : [deed('gone', null)]
  const wrote = writings.map(({ client, at }) => deed('wrote', client, at))
  if (was === null) {
    // A thing that came and went meanwhile is nobody's news.
    if (writtenIn(now, 'place')?.host === 'limbo') return []
    const made = deed('made', clientOf(maker))
    return [made, ...wrote.filter(({ client }) => client !== made.client)]
  }
  const found: MissedChange[] = []
  for (const field of FIELDS) {
    if (!isWritten(was, now, field) || sameValue(field, writtenIn(was, field), writtenIn(now, field)))
      continue
    found.push(deed(kindOf(field, was, now), clientOf(entryOfFieldIn(now, field))))
  }
  for (const setting of settingNames(was, now)) {
    if (settingsIn(was)[setting] === settingsIn(now)[setting]) continue
    found.push(deed('changed', clientOf(settingEntry(now, setting))))
  }
  return [...onceEach(found), ...wrote]
}

function kindOf(field: Field, was: WrittenFields, now: WrittenFields): MissedChangeKind {
  if (field === 'name') return 'renamed'
  if (field !== 'place') return 'changed'
  if (writtenIn(now, 'place')?.host === 'limbo') return 'putAway'
  return writtenIn(was, 'place')?.host === 'limbo' ? 'broughtBack' : 'moved'
}

function onceEach(deeds: readonly MissedChange[]): MissedChange[] {
  return [...new Map(deeds.map((deed) => [`${deed.kind} ${deed.client}`, deed])).values()]
}
