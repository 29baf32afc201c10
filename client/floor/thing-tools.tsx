// What can be done with the thing in hand, beside it, for those who do not know the keys.
import { Archive, Hand, PenLine, TextCursorInput } from 'lucide-react'
import type { Artifact } from '../../shared/world/artifact.ts'
import { IconButton } from '../parts/button.tsx'
import { putAway, use } from './act.ts'
import { sideOf } from './side.ts'
import { useHasCode, useWorld } from './world.ts'

/** Nearer to the top of the floor there is no room above a thing. */
const ROOM_ABOVE = 56

export default function ThingTools({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const { id, name, place } = artifact
  const hasCode = useHasCode(id)
  return (
    <div
      role="toolbar"
      aria-label={`What to do with ${name}`}
      className="thing-tools"
      data-side={sideOf(artifact)}
      data-below={(place !== null && place.y < ROOM_ABOVE) || undefined}
    >
      {hasCode && (
        <IconButton label="Use" keys="U" onClick={() => use(world, id)}>
          <Hand size={17} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="Open" keys="Enter" onClick={() => world.selection.open({ kind: 'inspector', id })}>
        <PenLine size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Rename" keys="F2" onClick={() => world.selection.name(id)}>
        <TextCursorInput size={17} aria-hidden="true" />
      </IconButton>
      <IconButton label="Put away" keys="Delete" onClick={() => putAway(world, id)}>
        <Archive size={17} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
