// The things on a thing's own floor: a way in, and a way out for each.
import { ArrowUpFromLine } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { takeOut } from '../world/edits/drop-target.ts'
import { useArtifact, useThingsOn, useWorld } from '../world/context/use-world.ts'
import { IconButton } from '../parts/button.tsx'
import { DrawnThing } from '../drawings/drawn-thing.tsx'

export function Inside({ host }: { readonly host: ArtifactId }) {
  const { view } = useWorld()
  const inside = useThingsOn(host).filter((id) => view.artifact(id)?.avatar == null)
  if (inside.length === 0) return null
  return (
    <section className="part" aria-label="Inside">
      <h3 className="part-title">Inside</h3>
      <ul className="inside">
        {inside.map((id) => (
          <InsideLine key={id} id={id} host={host} />
        ))}
      </ul>
    </section>
  )
}

function InsideLine({ id, host }: { readonly id: ArtifactId; readonly host: ArtifactId }) {
  const world = useWorld()
  const artifact = useArtifact(id)
  const around = useArtifact(host)?.place
  if (!artifact) return null
  return (
    <li className="inside-line">
      <button type="button" className="inside-name" onClick={() => world.selection.inspect(id)}>
        <span className="small-drawing">
          <DrawnThing look={artifact.look} />
        </span>
        {artifact.name}
      </button>
      {around && around.host !== 'limbo' && (
        <IconButton label={`Take ${artifact.name} out`} onClick={() => takeOut(world, [id])}>
          <ArrowUpFromLine size={17} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}
