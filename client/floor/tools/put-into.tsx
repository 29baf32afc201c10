// Asks what to put things into, by name: for those who do not drag.
import { hasWords, wordsOf } from '../../../shared/search/folded-text.ts'
import { useState } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { DEFAULT_LOOK } from '../../../shared/world/look.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { Card } from '../../parts/dialog.tsx'
import { DrawnThing } from '../../drawings/drawn-thing.tsx'
import { putInto } from '../../world/edits/drop-target.ts'
import { gridKeys } from '../../browser/grid-keys.ts'
import { hostsFor } from '../../world/edits/host-choices.ts'
import { stopPutting } from '../../world/edits/put-into-question.ts'
import { useView, useWorld, type World } from '../../world/context/use-world.ts'
import { nameAsTitle } from '../../../shared/world/artifact.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import '../../parts/field.css'
import './put-into.css'

/** Most hosts shown; the others are found by their names. */
const SHOWN_MAX = 40

export default function PutInto({ ids }: { readonly ids: readonly ArtifactId[] }) {
  const world = useWorld()
  const [query, setQuery] = useState('')
  const title = useView((view) => titleOf(view, ids))
  const { view } = world
  const hosts = found(world, ids, query)
  function choose(host: ArtifactId): void {
    if (putInto(world, ids, host)) stopPutting()
  }
  return (
    <Card title={title} open onClose={stopPutting}>
      <div ref={gridKeys}>
        <input
          type="search"
          className="field-input"
          aria-label="Find where to put it"
          placeholder="Find a thing"
          autoComplete="off"
          value={query}
          ref={focusAndSelect}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (meantKeyOf(event) === 'Enter' && hosts[0] !== undefined && query !== '') choose(hosts[0])
          }}
        />
        <ul className="hosts">
          {hosts.slice(0, SHOWN_MAX).map((host) => (
            <li key={host}>
              <button type="button" className="host-choice" data-choice="" onClick={() => choose(host)}>
                <span className="small-drawing">
                  {host !== view.root && <DrawnThing look={view.artifact(host)?.look ?? DEFAULT_LOOK} />}
                </span>
                <span className="host-name">{nameOf(view, host)}</span>
                <span className="host-where">{whereOf(view, host)}</span>
              </button>
            </li>
          ))}
        </ul>
        {hosts.length === 0 && <p className="card-text">Nothing here has that name.</p>}
      </div>
    </Card>
  )
}

function titleOf(view: View, ids: readonly ArtifactId[]): string {
  const [first] = ids
  return ids.length === 1 && first !== undefined
    ? `Put ${nameOf(view, first)} into…`
    : `Put ${ids.length} things into…`
}

const nameOf = (view: View, id: ArtifactId): string =>
  id === view.root ? 'The world’s floor' : nameAsTitle(view.artifact(id)?.name ?? '')

function whereOf(view: View, id: ArtifactId): string {
  const host = view.artifact(id)?.host ?? null
  return host === null || host === 'limbo' || host === view.root ? '' : `in ${nameOf(view, host)}`
}

/** Those that are called so, what is beside them first. */
function found({ view, presence }: World, ids: readonly ArtifactId[], query: string): ArtifactId[] {
  const [first] = ids
  const from = first === undefined ? null : (view.artifact(first)?.host ?? null)
  const words = wordsOf(query)
  const near = (id: ArtifactId): number => (id === view.root ? 0 : view.artifact(id)?.host === from ? 1 : 2)
  return hostsFor({ view, presence }, ids)
    .filter((id) => hasWords(nameOf(view, id), words))
    .sort((a, b) => near(a) - near(b) || BY_NAME.compare(nameOf(view, a), nameOf(view, b)))
}

/** "box 2" before "box 10". */
const BY_NAME = new Intl.Collator('en', { numeric: true })
