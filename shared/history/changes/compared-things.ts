// One thing at two times: which of its values are others, and what kind of change that is.
import { equalityDeep } from 'lib0/function'
import { parsePlace } from '../../world/place.ts'
import type { ThingId } from '../rows/row-summary.ts'
import type { SceneThing, StandingValue } from '../rows/scene-values.ts'
import type { ChangeKind, ThingChange, ValueChange } from './thing-change.ts'

/** Null stands for a thing that is nowhere. */
type MaybeThing = SceneThing | null

/** `byOf` says who made a value what it is; undefined: nobody, so it is no change. */
export function comparedValues<By>(
  before: MaybeThing,
  now: MaybeThing,
  byOf: (was: StandingValue | undefined, is: StandingValue | undefined) => By | undefined,
): readonly ValueChange<By>[] {
  const changes: ValueChange<By>[] = []
  for (const name of new Set([...(before?.values.keys() ?? []), ...(now?.values.keys() ?? [])])) {
    const [was, is] = [before?.values.get(name), now?.values.get(name)]
    if (was !== undefined && is !== undefined && equalityDeep(was.value, is.value)) continue
    const path = is?.path ?? was?.path ?? []
    const by = byOf(was, is)
    if (by === undefined) continue
    changes.push({
      key: path.join('.'),
      ...(path.some((key) => key.includes('.')) ? { path } : {}),
      ...(was === undefined ? {} : { from: was.value }),
      ...(is === undefined ? {} : { to: is.value }),
      by,
    })
  }
  return changes
}

/** Null: nothing changed. */
export function thingChange<By>(
  id: ThingId,
  before: MaybeThing,
  now: MaybeThing,
  { values, text }: Pick<ThingChange<By>, 'values' | 'text'>,
): ThingChange<By> | null {
  const isSame = values.length + text.length === 0 && (before === null) === (now === null)
  return isSame ? null : { id, kind: kindOf(before, now, values), values, text }
}

function kindOf(before: MaybeThing, now: MaybeThing, values: readonly ValueChange<unknown>[]): ChangeKind {
  if (before === null) return 'added'
  if (now === null) return 'removed'
  const move = values.find(({ key, path }) => key === 'place' && path === undefined)
  if (move === undefined) return 'changed'
  const [from, to] = [parsePlace(move.from), parsePlace(move.to)]
  if (to?.host === 'limbo' && from?.host !== 'limbo') return 'removed'
  if (from?.host === 'limbo' && to?.host !== 'limbo') return 'restored'
  const isMoved = from?.host !== to?.host || from?.x !== to?.x || from?.y !== to?.y
  return isMoved ? 'moved' : 'changed'
}
