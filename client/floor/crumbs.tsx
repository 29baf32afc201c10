// Where one is in the world: its title, then the things that one has gone into, each a way back.
import { ChevronRight } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { Link } from '../app/link.tsx'
import { pathOfFloor } from '../app/route.ts'
import { Title } from './title.tsx'
import { useShownFloor, useWayTo } from './where.ts'
import { useArtifact, useTitle, useView, useWorld } from './world.ts'

export function Crumbs() {
  const floor = useShownFloor()
  const root = useView((view) => view.root)
  const way = useWayTo(floor)
  const inside = way.filter((id) => id !== root)
  if (inside.length === 0) return <Title />
  return (
    <>
      <WayOut />
      {inside.map((id) => (
        <Crumb key={id} id={id} isHere={id === floor} />
      ))}
    </>
  )
}

/** The world's title, as the way back to its floor. */
function WayOut() {
  const { replica } = useWorld()
  const title = useTitle()
  const root = useView((view) => view.root)
  return (
    <Link to={pathOfFloor(replica.address, null)} className="crumb" data-floor={root}>
      {title === '' ? replica.address : title}
    </Link>
  )
}

function Crumb({ id, isHere }: { readonly id: ArtifactId; readonly isHere: boolean }) {
  const { replica } = useWorld()
  const name = useArtifact(id)?.name ?? ''
  const said = name === '' ? 'A thing without a name' : name
  return (
    <>
      <ChevronRight size={15} aria-hidden="true" className="crumb-step" />
      {isHere ? (
        <h1 className="crumb crumb-here" aria-current="page">
          {said}
        </h1>
      ) : (
        <Link to={pathOfFloor(replica.address, id)} className="crumb" data-floor={id}>
          {said}
        </Link>
      )}
    </>
  )
}
