// One thing in limbo: what it is, where it was, what is in it, and the way back.
import { Undo2 } from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { inLimboSince } from '../../../shared/world/edits/limbo-edits.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { Ago } from '../../parts/ago.tsx'
import { IconButton } from '../../parts/button.tsx'
import { DrawnThing } from '../../drawings/drawn-thing.tsx'
import type { Carry } from '../../parts/carry/carry.tsx'
import { quotedInWords } from '../../words/quoted-names.ts'
import { bringTo } from '../../world/edits/put-away.ts'
import { useArtifact, useView, useWorld } from '../../world/context/use-world.ts'
import { nameAsTitle } from '../../../shared/world/artifact.ts'

interface LimboLineProps {
  readonly id: ArtifactId
  readonly isMarked: boolean
  readonly onMark: () => void
  readonly onBring: () => void
  /** How it is dragged out of here. */
  readonly handlersFor: Carry['handlers']
}

export function LimboLine({ id, isMarked, onMark, onBring, handlersFor }: LimboLineProps) {
  const world = useWorld()
  const artifact = useArtifact(id)
  const was = useView((view) => wasIn(view, id))
  const inside = useView((view) => insideOf(view, id))
  if (!artifact) return null
  const { look } = artifact
  const name = nameAsTitle(artifact.name)
  const since = inLimboSince(world.view, id)
  return (
    <li
      className="limbo-line"
      {...handlersFor({
        ...look,
        put: (to) => bringTo(world, id, to),
      })}
    >
      <input
        type="checkbox"
        className="limbo-mark"
        aria-label={`Mark ${name}`}
        checked={isMarked}
        onChange={onMark}
      />
      <span className="small-drawing">
        <DrawnThing look={look} />
      </span>
      <span className="limbo-about">
        <b className="limbo-name">{name}</b>
        <span className="limbo-words">
          {was}
          {since !== null && (
            <>
              {', '}
              <Ago at={since} />
            </>
          )}
        </span>
        {inside !== '' && <span className="limbo-words">{inside}</span>}
      </span>
      <IconButton label={`Bring back ${name}`} onClick={onBring}>
        <Undo2 size={18} aria-hidden="true" />
      </IconButton>
    </li>
  )
}

/** Where it stood before. */
function wasIn(view: View, id: ArtifactId): string {
  const place = view.artifact(id)?.place
  const host = place?.was?.host ?? (place?.host === 'limbo' ? null : place?.host) ?? null
  if (host === null) return 'Never put anywhere'
  if (host === view.root) return 'From the floor'
  const artifact = view.artifact(host)
  return artifact === null ? 'Its container is gone' : `From ${quotedInWords(artifact.name)}`
}

/** Things that are called by their names. */
const NAMED_MAX = 3

function insideOf(view: View, id: ArtifactId): string {
  const names = view.on(id).map((inner) => view.artifact(inner)?.name || 'a thing')
  if (names.length === 0) return ''
  const more = names.length - NAMED_MAX
  return `In it: ${names.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
