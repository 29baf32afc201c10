// Several things opened at once: their common properties, and changes of all of them in one step.
import type { ArtifactId } from '../../shared/world/address.ts'
import { count } from '../words/counts.ts'
import { putAllAway } from '../world/edits/selected-edits.ts'
import { Panel } from '../parts/world/panel.tsx'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { ThingGroups } from './thing-groups.tsx'
import { useArtifacts } from '../world/use-property.ts'

/** How many drawings stand at the head; the rest is in the number beside them. */
const DRAWN_MAX = 6
const NAMED_MAX = 4

export function OpenedMany({ ids }: { readonly ids: readonly ArtifactId[] }) {
  const world = useWorld()
  const artifacts = useArtifacts(ids)
  const title = count(artifacts.length, 'thing')
  const names = artifacts.slice(0, NAMED_MAX).map(({ name }) => name)
  const more = artifacts.length - names.length
  return (
    <Panel title={title}>
      <div className="many-head">
        {artifacts.slice(0, DRAWN_MAX).map(({ id, look }) => (
          <span key={id} className="small-drawing">
            <DrawnThing look={look} />
          </span>
        ))}
      </div>
      <p className="many-names">
        {names.join(', ')}
        {more > 0 && ` and ${more} more`}
      </p>
      <ThingGroups ids={ids} startsOpen />
      <Button look="grave" className="put-away" onClick={() => putAllAway(world, ids)}>
        Put all away
      </Button>
    </Panel>
  )
}
