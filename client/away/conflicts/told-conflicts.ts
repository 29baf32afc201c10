// The message of somebody who came back, about edits that met, to the people who were there. It is a part of
// their presence, which anybody can forge. So it has no value that anybody could be led to write: only the
// place, and both sides in words.
import * as z from 'zod/mini'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import type { Field } from '../../../shared/world/artifact.ts'
import { FIELDS } from '../../../shared/world/scene/scene-fields.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { wordsOf, type ConflictPlace } from './conflict-words.ts'
import type { Report } from '../compare/away-summary.ts'

/** Most of it that is told, and most characters of a value: a presence has room for some thousand. */
const TOLD_MAX = 6
const WORDS_MAX = 60
const SETTING_MAX = 60

/** One place where edits met, as the people who were there see it. */
export type AnnouncedConflict =
  | { readonly kind: 'page'; readonly id: ArtifactId; readonly client: number }
  /** At one place of a page. */
  | ({ readonly kind: 'words'; readonly id: ArtifactId } & ToldSides)
  /** Put into limbo by one of the two. */
  | {
      readonly kind: 'away'
      readonly id: ArtifactId
      readonly client: number
      readonly by: 'yours' | 'theirs'
    }
  | (ConflictPlace & ToldSides)

interface ToldSides {
  /** The tab whose writing was met. */
  readonly client: number
  readonly yours: string
  readonly theirs: string
}

/** The message of somebody who came back. */
export interface ConflictAnnouncement {
  readonly name: string
  readonly met: readonly AnnouncedConflict[]
}

const Id = z.custom<ArtifactId>((raw) => parseArtifactId(raw) !== null)
const words = z.string().check(z.maxLength(WORDS_MAX))
const where = { id: Id, client: z.number() }
const Met = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page'), ...where }),
  z.object({ kind: z.literal('away'), by: z.enum(['yours', 'theirs']), ...where }),
  z.object({ kind: z.literal('words'), ...where, yours: words, theirs: words }),
  z.object({ kind: z.literal('title'), ...where, yours: words, theirs: words }),
  z.object({
    kind: z.literal('field'),
    field: z.custom<Field>((raw) => FIELDS.some((field) => field === raw)),
    ...where,
    yours: words,
    theirs: words,
  }),
  z.object({
    kind: z.literal('setting'),
    setting: z.string().check(z.maxLength(SETTING_MAX)),
    ...where,
    yours: words,
    theirs: words,
  }),
])
const State = z.object({
  user: z.object({ name: z.string() }),
  met: z.array(Met).check(z.maxLength(TOLD_MAX)),
})

/**
 * The message about a report; null: nothing of it concerns anybody else. Nobody can say who deleted
 * something.
 */
export function announcementOf(
  view: View,
  { met }: Pick<Report, 'met'>,
): readonly AnnouncedConflict[] | null {
  const told: AnnouncedConflict[] = []
  for (const one of met) {
    const { id, client } = one
    if (client === null || told.length === TOLD_MAX) continue
    if (one.kind === 'page') {
      told.push({ kind: 'page', id, client })
      continue
    }
    if (one.kind === 'words') {
      told.push({ kind: 'words', id, client, yours: cut(one.theirs), theirs: cut(one.mine) })
      continue
    }
    if (one.kind === 'away') {
      told.push({ kind: 'away', id, client, by: one.by === 'mine' ? 'theirs' : 'yours' })
      continue
    }
    const sides = {
      client,
      yours: cut(wordsOf(view, one, 'theirs')),
      theirs: cut(wordsOf(view, one, 'mine')),
    }
    if (one.kind === 'title') told.push({ kind: 'title', id, ...sides })
    else if (one.kind === 'field') told.push({ kind: 'field', id, field: one.field, ...sides })
    else if (one.setting.length <= SETTING_MAX)
      told.push({ kind: 'setting', id, setting: one.setting, ...sides })
  }
  return told.length === 0 ? null : told
}

/** Read with suspicion; null: they tell nothing of the kind. */
export function parseTold(state: unknown): ConflictAnnouncement | null {
  const read = State.safeParse(state)
  if (!read.success) return null
  const { user, met } = read.data
  const name = user.name.replace(/\s+/gu, ' ').trim().slice(0, PERSON_NAME_MAX)
  return { name: name === '' ? 'Somebody' : name, met }
}

/** As it was told: long values are cut at both ends of the way. */
export const cut = (words: string): string =>
  words.length <= WORDS_MAX ? words : `${words.slice(0, WORDS_MAX - 1).toWellFormed()}…`
