// The way out of the thing whose floor is shown, at the floor's corner: a thumb has no keys.
import { CornerLeftUp } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { IconButton } from '../parts/button.tsx'
import { useGoTo } from '../world/shown-floor.ts'
import { useView } from '../world/context/use-world.ts'
import './way-out.css'

export function WayOut({ host }: { readonly host: ArtifactId }) {
  const goTo = useGoTo()
  const around = useView((view) => view.artifact(host)?.host ?? null)
  const name = useView((view) => view.artifact(host)?.name ?? '')
  if (around === null || around === 'limbo') return null
  return (
    <div className="way-out">
      <IconButton label={`Leave ${name}`} keys="O" onClick={() => goTo(around)}>
        <CornerLeftUp size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
