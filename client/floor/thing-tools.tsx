// What can be done with the thing in hand, beside it, for those who do not know the keys.
import { Archive, PenLine, TextCursorInput } from 'lucide-react'
import type { Artifact } from '../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'
import { IconButton } from '../parts/button.tsx'
import { putAway } from './act.ts'
import { useWorld } from './world.ts'

/** Nearer to the top of the floor there is no room above a thing. */
const ROOM_ABOVE = 56

/** Nearer to an edge of the floor the tools of a phone would reach over it. */
const ROOM_BESIDE = 170

function sideOf({ place, look }: Artifact): 'left' | 'right' | 'middle' {
  const middle = (place?.x ?? 0) + look.width / 2
  if (middle < ROOM_BESIDE) return 'left'
  return middle > FLOOR_WIDTH - ROOM_BESIDE ? 'right' : 'middle'
}

export default function ThingTools({ artifact }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const { id, name, place } = artifact
  return (
    <div
      role="toolbar"
      aria-label={`What to do with ${name}`}
      className="thing-tools"
      data-side={sideOf(artifact)}
      data-below={(place !== null && place.y < ROOM_ABOVE) || undefined}
    >
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
