// The names that items of an offer have by now: in the world that it was offered to, which writes what it
// merges anew, or in the draft, which is written anew when it follows its parent.
import type { IdRange } from '../../yjs/id-ranges.ts'
import { mapOfNames } from './conflicts.ts'
import type { NewName } from './merge-types.ts'

/** A name, and whether the last step gave it. */
interface FollowedName {
  readonly name: NewName
  readonly isNew: boolean
}

/** What these names lead to after one more step; what that does not name is called as before. */
export function followed(names: readonly NewName[], step: readonly NewName[]): readonly FollowedName[] {
  if (names.length === 0) return []
  const next = mapOfNames(step)
  const all: FollowedName[] = []
  for (const { from, to } of names) {
    for (const { clock, length, value } of next.parts({ ...to, length: from.length })) {
      const part = { client: from.client, clock: from.clock + clock - to.clock, length }
      const now = value === null ? { client: to.client, clock } : throughName(value, clock)
      all.push({ name: { from: part, to: now }, isNew: value !== null })
    }
  }
  return all
}

/** The same names, led back. */
export const reversed = (names: readonly NewName[]): readonly NewName[] =>
  names.map(({ from, to }) => ({
    from: { ...to, length: from.length },
    to: { client: from.client, clock: from.clock },
  }))

/**
 * What each item is called on the other side of an offer: `here` leads from the offer's items to ours,
 * `there` to theirs. What only one side has is left out.
 */
export function meeting(here: readonly NewName[], there: readonly NewName[]): readonly NewName[] {
  return followed(reversed(here), there).flatMap(({ name, isNew }) => (isNew ? [name] : []))
}

/** What is here of items of the offer that the other side has not, or not any more. */
export const missingThere = (here: readonly NewName[], there: readonly NewName[]): readonly IdRange[] =>
  followed(reversed(here), there).flatMap(({ name, isNew }) => (isNew ? [] : [name.from]))

/** Those of the names here that are about the same items of the offer as names there. */
export const namedThere = (here: readonly NewName[], there: readonly NewName[]): readonly NewName[] => {
  const items = there.map(({ from }) => ({ from, to: { client: from.client, clock: from.clock } }))
  return followed(items, here).flatMap(({ name, isNew }) => (isNew ? [name] : []))
}

/** These names without those that lead to items which are gone. */
export function namesWithout(names: readonly NewName[], gone: readonly IdRange[]): readonly NewName[] {
  const known = followed(
    names,
    gone.map((range) => ({ from: range, to: range })),
  )
  return known.flatMap(({ name, isNew }) => (isNew ? [] : [name]))
}

const throughName = ({ from, to }: NewName, clock: number) => ({
  client: to.client,
  clock: to.clock + clock - from.clock,
})
