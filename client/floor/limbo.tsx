// Limbo: where things wait that were put away, or whose place is gone.
import { Undo2 } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { Button } from '../parts/button.tsx'
import { Drawing } from '../sprites/drawing.tsx'
import { bring } from './act.ts'
import { useArtifact, useView, useWorld } from './world.ts'
import './limbo.css'

/** Most lines drawn; the rest is counted. */
const LINES_MAX = 200

export function Limbo() {
  const limbo = useView((view) => view.limbo)
  if (limbo.length === 0) {
    return (
      <p className="panel-note">
        Nothing is here. Things you put away wait in limbo, and can be brought back.
      </p>
    )
  }
  return (
    <>
      <ul className="limbo">
        {limbo.slice(0, LINES_MAX).map((id) => (
          <LimboLine key={id} id={id} />
        ))}
      </ul>
      {limbo.length > LINES_MAX && <p className="panel-note">And {limbo.length - LINES_MAX} more.</p>}
    </>
  )
}

function LimboLine({ id }: { readonly id: ArtifactId }) {
  const world = useWorld()
  const artifact = useArtifact(id)
  if (!artifact) return null
  return (
    <li className="limbo-line">
      <span className="small-drawing">
        <Drawing name={artifact.look.sprite} />
      </span>
      <span className="limbo-name">{artifact.name}</span>
      <Button look="quiet" aria-label={`Bring back ${artifact.name}`} onClick={() => bring(world, id)}>
        <Undo2 size={16} aria-hidden="true" /> Bring back
      </Button>
    </li>
  )
}
