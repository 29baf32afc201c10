// A thing of the past that is selected: who gave it its values. Now the inspector says it.
import { useSelected } from '../../world/context/selection.ts'
import { useArtifactState, useWorld } from '../../world/context/use-world.ts'
import ValueAuthors from './value-authors.tsx'

export function SelectedThing() {
  const { selection, past } = useWorld()
  const chosen = useSelected(selection, (now) => now.id)
  const artifact = useArtifactState(chosen, (one) => one)
  if (past === null || artifact === null) return null
  return (
    <details className="part selected-thing" open>
      <summary className="part-title">{artifact.name === '' ? 'The selected thing' : artifact.name}</summary>
      <ValueAuthors key={artifact.id} id={artifact.id} />
    </details>
  )
}
