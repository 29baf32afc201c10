// Where others point on this floor, each with their name; and the others are told who is here and sees what.
import { MousePointer2 } from 'lucide-react'
import { useEffect } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { announceSelf, usePresence } from '../world/people/others.ts'
import { shownColorsIn } from '../world/people/shown-colors.ts'
import { useMe as useMyself } from '../session/me.ts'
import { bodyIn, useYou } from '../world/play/you.ts'
import { useTelling } from './tell-view.ts'
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

/** Tells the others who is at this tab: by name and colour, and by the artifact that is their body. */
function useTellingWho(): void {
  const world = useWorld()
  const { person } = useMyself()
  useYou()
  const { presence } = world
  const body = bodyIn(world)
  shownColorsIn(world)
  useEffect(() => announceSelf(presence, person), [presence, person])
  useEffect(() => presence.setLocalStateField('body', body), [presence, body])
}
