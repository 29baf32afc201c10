// Where one is in the world: its title, then the things that one has gone into, each a way back.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { StepIcon } from '../../parts/first-icons.tsx'
import { Link } from '../../parts/route-link.tsx'
import { pathOfFloor } from '../../navigation/route.ts'
import { useRight } from '../../world/play/you.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { Title } from './world-title.tsx'
import { useShownFloor, useWayTo } from '../../world/shown-floor.ts'
import { useArtifact, useRoot, useTitle, useWorld } from '../../world/context/use-world.ts'

export function Crumbs() {
  const floor = useShownFloor()
  const root = useRoot()
  const way = useWayTo(floor)
  const inside = way.filter((id) => id !== root)
  const mayEdit = atLeast(useRight(), 'edit')
  if (inside.length === 0) return mayEdit ? <Title /> : <PlainTitle />
  return (
    <>
      <WayOut />
      {inside.map((id) => (
        <Crumb key={id} id={id} isHere={id === floor} />
      ))}
    </>
  )
}

/** For people who may not change it. */
function PlainTitle() {
  const { replica } = useWorld()
  const title = useTitle()
  return <h1 className="crumb crumb-here">{title === '' ? replica.address : title}</h1>
}

/** The world's title, as the way back to its floor. */
function WayOut() {
  const { replica } = useWorld()
  const title = useTitle()
  const root = useRoot()
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
      <StepIcon size={15} className="crumb-step" />
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
