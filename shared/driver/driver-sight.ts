// The driver's view: its own avatar, its things, and the things around it.
import { rectOf } from '../play/walking/earshot.ts'
import { gapBetween } from '../play/walking/rect.ts'
import { parseArtifactId } from '../world/address.ts'
import type { Artifact } from '../world/artifact.ts'
import type { Which } from './driver.ts'
import type { DrivenWorld } from './driven-world.ts'

export interface DriverSight {
  readonly me: () => Artifact | null
  readonly held: () => readonly Artifact[]
  readonly near: (pixels: number) => readonly Artifact[]
  readonly find: (name: string) => Artifact | null
  /** The meant thing; null when there is none. */
  readonly one: (which: Which) => Artifact | null
}

interface DriverSightParts {
  /** The world that one is in, with all that has come. */
  readonly world: () => DrivenWorld
  readonly now: () => number
}

export function createSight({ world, now }: DriverSightParts): DriverSight {
  const me = (): Artifact | null => avatarIn(world())

  function near(pixels: number): readonly Artifact[] {
    const self = me()
    const here = self === null ? null : rectOf(self, now())
    if (self?.host == null || here === null) return []
    const { view } = world()
    const found: { readonly artifact: Artifact; readonly far: number }[] = []
    for (const id of view.on(self.host)) {
      const artifact = id === self.id ? null : view.artifact(id)
      const rect = artifact === null ? null : rectOf(artifact, now())
      if (artifact === null || rect === null) continue
      const far = gapBetween(here, rect)
      if (far <= pixels) found.push({ artifact, far })
    }
    return found.sort((a, b) => a.far - b.far).map(({ artifact }) => artifact)
  }

  function find(name: string): Artifact | null {
    const wanted = name.toLowerCase()
    const isIt = (artifact: Artifact): boolean => artifact.name.toLowerCase() === wanted
    return near(Infinity).find(isIt) ?? [...world().view.artifacts()].find(isIt) ?? null
  }

  return {
    me,
    held() {
      const self = me()
      const { view } = world()
      return (self === null ? [] : view.on(self.id))
        .flatMap((id) => view.artifact(id) ?? [])
        .filter(({ properties }) => properties.pickable)
        .sort((a, b) => (a.place?.y ?? 0) - (b.place?.y ?? 0))
    },
    near,
    find,
    one(which) {
      const id = parseArtifactId(typeof which === 'string' ? which : which.id)
      const byId = id === null ? null : world().view.artifact(id)
      return byId ?? (typeof which === 'string' ? find(which) : null)
    },
  }
}

/** One's own avatar in a world; null while one has none there. */
export function avatarIn({ look, view, you }: DrivenWorld): Artifact | null {
  look()
  const body = you()?.body ?? null
  const artifact = body === null ? null : view.artifact(body)
  return artifact?.avatar == null || artifact.avatar.isAway ? null : artifact
}
