// One walks in another world just now: somebody is in one place at a time.
import { Footprints } from 'lucide-react'
import type { Address } from '../../shared/world/address.ts'
import { Link } from '../parts/route-link.tsx'
import { pathOfWorld } from '../navigation/route.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { useSleepingHost } from '../world/peers/use-host.ts'
import { visit } from './mode-change.ts'

export function Elsewhere({ at }: { readonly at: Address }) {
  const world = useWorld()
  const asleep = useSleepingHost()
  return (
    <output className="elsewhere">
      <Footprints size={17} aria-hidden="true" />
      <span>
        You are in <Link to={pathOfWorld(at)}>{at}</Link> now.
      </span>
      {asleep === null && <Button onClick={() => void visit(world)}>Come here</Button>}
    </output>
  )
}
