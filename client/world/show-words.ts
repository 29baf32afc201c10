// Going to the place where words were found: the thing is shown and selected, and the words in its page are
// marked.
import { foldText } from '../../shared/search/folded-text.ts'
import { passageOf } from '../../shared/search/passage.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { CLOSED } from './context/selection.ts'
import { reveal, type Shower } from './reveal.ts'

export function showWords(shower: Shower, id: ArtifactId, words: readonly string[]): void {
  const { view, selection } = shower.world
  reveal(shower, id)
  const name = id === view.root ? view.title : (view.artifact(id)?.name ?? '')
  const missing = words.filter((word) => !foldText(name).includes(word))
  const passage = passageOf(pageOf(view, id) ?? '', missing)
  if (passage === null) return
  const isFloor = id === view.root
  // On a phone the outline lies over the floor.
  if (isFloor && selection.now.panel.kind === 'outline') selection.open(CLOSED)
  const { line, from, to } = passage
  selection.point({ id, line, words: { from, to } }, isFloor)
}
