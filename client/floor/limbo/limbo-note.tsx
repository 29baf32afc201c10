// The note over a floor, or over a page beside one, that it is in limbo, who put it there, and how it comes
// back. If somebody puts away a thing that another person is writing on, that person goes on writing, and
// knows where it is.
import { Archive } from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { Button } from '../../parts/button.tsx'
import { quotedAsTitle } from '../../words/quoted-names.ts'
import { useRight } from '../../world/play/you.ts'
import { inLimboWith, usePutAwayBy, wasOn } from './limbo-origin.ts'
import { bring } from '../../world/edits/put-away.ts'
import { useGoTo } from '../../world/shown-floor.ts'
import { useFloors, useArtifactState, useWorld } from '../../world/context/use-world.ts'

/** Over the floor that is shown. */
export function LimboLineOver({ host }: { readonly host: ArtifactId }) {
  const outer = useFloors((view) => inLimboWith(view, host))
  return outer && <Over key={outer} host={host} outer={outer} />
}

function Over({ host, outer }: NoteProps) {
  const goTo = useGoTo()
  const was = useFloors((view) => wasOn(view, outer))
  return (
    <aside className="floor-line" aria-label="In limbo">
      <Archive size={16} aria-hidden="true" />
      <Words host={host} outer={outer} />
      <BringBack outer={outer} />
      {was !== null && <Button onClick={() => goTo(was)}>Go to where it was</Button>}
    </aside>
  )
}

/** In the panel of a thing. */
export function LimboNote({ id }: { readonly id: ArtifactId }) {
  const outer = useFloors((view) => inLimboWith(view, id))
  if (outer === null) return null
  return (
    <section className="panel-note panel-ask" aria-label="In limbo">
      <Words key={outer} host={id} outer={outer} />
      <BringBack outer={outer} />
    </section>
  )
}

interface NoteProps {
  /** The shown thing. */
  readonly host: ArtifactId
  /** The thing in limbo: itself, or the one that it is in. */
  readonly outer: ArtifactId
}

function Words({ host, outer }: NoteProps) {
  const who = usePutAwayBy(outer)
  const mayEdit = atLeast(useRight(), 'edit')
  const name = useArtifactState(outer, (artifact) => artifact?.name ?? '')
  return (
    <output>
      {quotedAsTitle(name)} is in limbo{outer !== host && ', and this is in it'}.
      {who !== null && ` ${who} put it there.`}
      {mayEdit && ' What you write stays on it.'}
    </output>
  )
}

function BringBack({ outer }: Pick<NoteProps, 'outer'>) {
  const world = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  return mayEdit && <Button onClick={() => bring(world, outer)}>Bring it back</Button>
}
