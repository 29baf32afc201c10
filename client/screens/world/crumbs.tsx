// Where one is in the world: its title, then the things that one has gone into, each a way back.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { StepIcon } from '../../parts/first-icons.tsx'
import { Link } from '../../parts/route-link.tsx'
import { pathOfFloor } from '../../navigation/route.ts'
import { useRight } from '../../world/play/you.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { Title } from './world-title.tsx'
import { useFloorTitle, useShownFloor, useWayTo } from '../../world/shown-floor.ts'
import { useRoot, useWorld } from '../../world/context/use-world.ts'

export function Crumbs() {
  const floor = useShownFloor()
  const root = useRoot()
  const inside = useWayTo(floor).filter((id) => id !== root)
  const mayEdit = atLeast(useRight(), 'edit')
  const isOutside = inside.length === 0
  if (isOutside && mayEdit) return <Title />
  return (
    <>
      {root !== null && <Crumb id={root} isHere={isOutside} />}
      {inside.map((id) => (
        <Crumb key={id} id={id} isHere={id === floor} />
      ))}
    </>
  )
}

function Crumb({ id, isHere }: { readonly id: ArtifactId; readonly isHere: boolean }) {
  const { replica } = useWorld()
  const isRoot = useRoot() === id
  const title = useFloorTitle(id)
  return (
    <>
      {!isRoot && <StepIcon size={15} className="crumb-step" />}
      {isHere ? (
        <h1 className="crumb crumb-here" aria-current="page">
          {title}
        </h1>
      ) : (
        <Link to={pathOfFloor(replica.address, isRoot ? null : id)} className="crumb" data-floor={id}>
          {title}
        </Link>
      )}
    </>
  )
}
