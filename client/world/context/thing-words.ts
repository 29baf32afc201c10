// The words in the names and pages of all things of an open world, as they are searched while somebody types:
// everything is read once, and again when it changes.
import { foldText } from '../../../shared/search/folded-text.ts'
import { passageOf, type FoundPassage } from '../../../shared/search/passage.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { View } from '../../../shared/world/view/world-view.ts'

export type WorldWords = ReturnType<typeof createThingWords>

interface FoldedThing {
  readonly name: string
  readonly page: string
}

const NOTHING: FoldedThing = { name: '', page: '' }

export function createThingWords(view: View, pageOf: (id: ArtifactId) => string) {
  const folded = new Map<ArtifactId, FoldedThing>()

  function foldedOf(id: ArtifactId): FoldedThing {
    const known = folded.get(id)
    if (known) return known
    const artifact = view.artifact(id)
    if (!artifact) return NOTHING
    const name = id === view.root ? `${view.title} ${artifact.name}` : artifact.name
    const thing = { name: foldText(name), page: foldText(pageOf(id)) }
    folded.set(id, thing)
    return thing
  }

  function has(id: ArtifactId, words: readonly string[]): boolean {
    const { name, page } = foldedOf(id)
    return words.every((word) => name.includes(word) || page.includes(word))
  }

  return {
    /** The things that have all the words, in name or page; all of them when there are none. */
    find(words: readonly string[]): Set<ArtifactId> {
      const found = new Set<ArtifactId>()
      for (const { id } of view.artifacts()) if (has(id, words)) found.add(id)
      return found
    },
    has,
    /** Where a thing's page has the words that its name has not; null when its name has them all. */
    passage(id: ArtifactId, words: readonly string[]): FoundPassage | null {
      const { name } = foldedOf(id)
      return passageOf(
        pageOf(id),
        words.filter((word) => !name.includes(word)),
      )
    },
    /** Reads a thing anew when it is looked for next. */
    forget: (id: ArtifactId): void => void folded.delete(id),
    /** Reads ahead for as long as there is time; true when everything was read. */
    readAhead(hasTime: () => boolean): boolean {
      for (const { id } of view.artifacts()) {
        if (folded.has(id)) continue
        if (!hasTime()) return false
        foldedOf(id)
      }
      return true
    },
  }
}
