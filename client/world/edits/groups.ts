// Groups: things that editors select and move together, on whichever floor they stand together.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { thingsOn } from '../../../shared/world/view/present-people.ts'
import type { World } from '../context/use-world.ts'

/** Things, themselves last, with all that are on the same floors in the groups of these. */
export function togetherWith(
  { view }: Pick<World, 'view'>,
  ids: readonly ArtifactId[],
): readonly ArtifactId[] {
  const found = ids.flatMap((id) => view.artifact(id) ?? []).filter(({ group }) => group !== null)
  const groups = new Set(found.map(({ group }) => group))
  const hosts = new Set(found.flatMap(({ host }) => (host === null || host === 'limbo' ? [] : [host])))
  const given = new Set(ids)
  const others = [...hosts]
    .flatMap((host) => thingsOn(view, host))
    .filter((id) => groups.has(view.artifact(id)?.group ?? null) && !given.has(id))
  return [...others, ...ids]
}

/** Whether they are one group already. */
export function isGroup({ view }: Pick<World, 'view'>, ids: ReadonlySet<ArtifactId>): boolean {
  const groups = new Set([...ids].map((id) => view.artifact(id)?.group ?? null))
  return groups.size === 1 && !groups.has(null)
}
