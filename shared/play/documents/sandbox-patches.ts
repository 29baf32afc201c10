// The changes of the world since programs were last told, gathered into one patch for each run.
import type { Patch, ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { PlayPages } from './play-pages.ts'
import type { Things } from './play-things.ts'

export interface Patches {
  readonly thing: (id: ArtifactId) => void
  readonly page: (id: ArtifactId) => void
  /** All is to be told again. */
  readonly whole: () => void
  /** Takes what is to be told; null when nothing is. */
  readonly take: () => Patch | null
}

export function createPatches(
  things: Pick<Things, 'root' | 'get'> & { readonly all: () => Iterable<{ readonly id: ArtifactId }> },
  pages: Pick<PlayPages, 'text' | 'pageValues'>,
): Patches {
  let isWhole = true
  let root: ArtifactId | null = null
  const changed = new Set<ArtifactId>()
  const written = new Set<ArtifactId>()

  function everything(): void {
    for (const { id } of things.all()) {
      changed.add(id)
      written.add(id)
    }
  }

  return {
    thing: (id) => changed.add(id),
    page: (id) => written.add(id),
    whole: () => (isWhole = true),
    take() {
      const isNewRoot = things.root() !== root
      if (!isWhole && !isNewRoot && changed.size + written.size === 0) return null
      if (isWhole) everything()
      root = things.root()
      const patch: Patch = {
        ...(isWhole && { whole: true }),
        ...((isWhole || isNewRoot) && { root }),
        ...(changed.size > 0 && {
          things: [...changed].map((id): [ArtifactId, ThingData | null] => [id, things.get(id)]),
        }),
        ...(written.size > 0 && textsOf(pages, written, isWhole)),
      }
      isWhole = false
      changed.clear()
      written.clear()
      return patch
    },
  }
}

function textsOf(
  pages: Pick<PlayPages, 'text' | 'pageValues'>,
  ids: ReadonlySet<ArtifactId>,
  isWhole: boolean,
): Pick<Patch, 'texts' | 'anchors'> {
  const texts: [ArtifactId, string | null][] = []
  const pageValues: [ArtifactId, Readonly<Record<string, string>> | null][] = []
  for (const id of ids) {
    texts.push([id, pages.text(id)])
    const shown = pages.pageValues(id)
    // A whole patch forgets the past: a change that shows nothing need not be told.
    if (shown !== null || !isWhole) pageValues.push([id, shown])
  }
  return { texts, anchors: pageValues }
}
