// The one line over a world: where one is, then the tools.
import { Suspense } from 'react'
import { nodeOf, partsOf, type ArtifactId } from '../../../shared/world/address.ts'
import { isFramed } from '../../api/frame-guest.ts'
import { HouseIcon, StepIcon } from '../../parts/first-icons.tsx'
import { Link } from '../../parts/route-link.tsx'
import { HOME } from '../../navigation/route.ts'
import { Crumbs } from './crumbs.tsx'
import { BarStart, LazyTools } from './lazy-parts.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useTitle, useWorld } from '../../world/context/use-world.ts'
import './world-bar.css'

interface WorldBarProps {
  /** The floor that new things are put on; null until it is here. */
  readonly host: ArtifactId | null
  readonly viewport: Viewport
}

export function Bar({ host, viewport }: WorldBarProps) {
  const { address } = useWorld().replica
  const isNamed = useTitle() !== ''
  return (
    <header className="bar">
      <div className="bar-start">
        <Suspense fallback={null}>
          <BarStart viewport={viewport} />
        </Suspense>
      </div>
      <nav className="crumbs" aria-label="Where you are">
        {!isFramed && (
          <>
            <Link to={HOME} className="crumb-home" aria-label="Worlds">
              <HouseIcon size={17} />
            </Link>
            <StepIcon size={15} className="crumb-step" />
          </>
        )}
        <Crumbs />
        {isNamed && nodeOf(address) !== null && (
          <span className="crumb-host">{partsOf(address).account}</span>
        )}
      </nav>
      <Suspense fallback={null}>
        <LazyTools host={host} viewport={viewport} />
      </Suspense>
    </header>
  )
}
