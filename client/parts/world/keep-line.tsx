// Says of a thing that play made or brought here that its page can be read, and how it becomes one that can
// be written on.
import { Download } from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { broughtFromOf } from '../../../shared/world/live/brought-from.ts'
import { isWithPeople } from '../../../shared/world/view/present-people.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import { Button } from '../button.tsx'
import { saidHere } from '../../world/peers/held-link.ts'
import { keepHere } from '../../world/play/keep-live.ts'

/** For those who may edit, of a thing that only live has. */
export function KeepLine({ id }: { readonly id: ArtifactId }) {
  const world = useWorld()
  const words = useView(() => wordsOf(world, id))
  const isHeld = useView((view) => isWithPeople(view, id))
  return (
    <>
      <output>
        {words}{' '}
        {isHeld ? 'Put it down and keep it, then you can write on it.' : 'Keep it, then you can write on it.'}
      </output>
      {!isHeld && world.trial === null && (
        <Button onClick={() => keepHere(world, id)}>
          <Download size={16} aria-hidden="true" /> Keep it here
        </Button>
      )}
    </>
  )
}

function wordsOf(
  { view, replica }: Pick<ReturnType<typeof useWorld>, 'view' | 'replica'>,
  id: ArtifactId,
): string {
  const came = broughtFromOf(view.scene, view.live, id)
  return came === null
    ? 'This was made or brought here while the world played.'
    : `This was brought here by ${saidHere(replica.address, came.from)}.`
}
