// The button that saves a thing, with the things in it, as a folder.
import { FolderDown } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { notify } from '../notices/notices.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import './folder.css'

export function SaveThing({ id }: { readonly id: ArtifactId }) {
  const { view } = useWorld()
  function save(): void {
    import('./save-folder.ts')
      .then(({ saveOneThing }) => saveOneThing(view, id))
      .catch(() => notify({ text: 'It could not be saved. Try again.' }))
  }
  return (
    <Button look="quiet" className="save-thing" onClick={save}>
      <FolderDown size={17} aria-hidden="true" /> Save as a folder
    </Button>
  )
}
