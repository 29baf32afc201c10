// The possible hosts of things, for a person who chooses one by its name.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { hostsFrom } from '../../../shared/world/view/host-chain.ts'
import { isWithPeople } from '../../../shared/world/view/present-people.ts'
import { othersIn } from '../people/others.ts'
import type { World } from '../context/use-world.ts'

/**
 * Their possible hosts: on a floor, not in them, not in somebody's hands, and not the one that all have
 * already. Nothing goes into a thing that somebody else drags just now.
 */
export function hostsFor(
  { view, presence }: Pick<World, 'view' | 'presence'>,
  ids: Iterable<ArtifactId>,
): ArtifactId[] {
  const moved = new Set(ids)
  const from = new Set([...moved].map((id) => view.artifact(id)?.host ?? null))
  const dragged = new Set(othersIn(presence).flatMap(({ held }) => held.map(({ id }) => id)))
  const found: ArtifactId[] = []
  for (const { id } of view.artifacts()) {
    if ((from.size === 1 && from.has(id)) || dragged.has(id) || isWithPeople(view, id)) continue
    const way = [...hostsFrom(view, id)]
    if (way.at(-1) === view.root && way.every((host) => !moved.has(host))) found.push(id)
  }
  return found
}
