// Where others point on this floor, each with their name; and one's own view is told to them.
import { MousePointer2 } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { usePresence } from '../world/people/others.ts'
import { useTelling } from './tell-view.ts'
import { useTellingWho } from './tell-identity.ts'
import './pointers.css'

interface PointersProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

/** Most pointers that are drawn at once: more of them hide the page. */
const POINTERS_MAX = 20

export default function Pointers({ host, viewport }: PointersProps) {
  useTelling(host, viewport)
  useTellingWho()
  const { presence } = useWorld()
  const pointing = usePresence(presence, (others) =>
    others
      .flatMap(({ client, name, color, spot, pointer }) =>
        spot?.floor === host && pointer ? [{ client, name, color, pointer }] : [],
      )
      .slice(0, POINTERS_MAX),
  )
  return (
    <div className="pointers" aria-hidden="true">
      {pointing.map(({ client, name, color, pointer: { x, y } }) => (
        <span
          key={client}
          className="pointer"
          style={{ '--who': color, transform: `translate(${x}px, ${y}px)` }}
        >
          <MousePointer2 size={18} />
          <span className="pointer-name">{name}</span>
        </span>
      ))}
    </div>
  )
}
