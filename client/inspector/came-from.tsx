// The beginning of a thing's history, if that is on another node: who brought it, and when.
import type { ArtifactId } from '../../shared/world/address.ts'
import { broughtFromOf } from '../../shared/world/live/brought-from.ts'
import { Ago } from '../parts/ago.tsx'
import { useWorld } from '../world/context/use-world.ts'
import { saidHere } from '../world/peers/held-link.ts'

export function CameFrom({ id }: { readonly id: ArtifactId }) {
  const { view, replica } = useWorld()
  const came = broughtFromOf(view.scene, view.live, id)
  if (came === null) return null
  return (
    <section className="part" aria-label="History">
      <h3 className="part-title">History</h3>
      <p className="panel-note">
        Came from <span className="address">{saidHere(replica.address, came.from)}</span>,{' '}
        <Ago at={came.at} />. What was written on it before is recorded there.
      </p>
    </section>
  )
}
