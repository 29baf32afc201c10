// Limbo: the things that were put away, or whose place is gone. They are brought back from here, one or many,
// or dragged onto the floor; emptying it is a step of its own.
import { hasWords, wordsOf } from '../../../shared/search/folded-text.ts'
import { Undo2 } from 'lucide-react'
import { Suspense, useMemo, useState } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { waitingIn } from '../../../shared/world/edits/limbo-edits.ts'
import { Button } from '../../parts/button.tsx'
import { useCarry } from '../../parts/carry/carry.tsx'
import { LimboLine } from './limbo-line.tsx'
import { bring, bringAll } from '../../world/edits/put-away.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useShownFloor } from '../../world/shown-floor.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import '../../parts/field.css'
import './limbo-panel.css'

const EmptyLimbo = lazyWithRetry(() => import('./empty-limbo.tsx'))

/** Most lines drawn; the others are found by their names. */
const LINES_MAX = 200
/** So few are seen at a glance. */
const SEARCHED_FROM = 6

interface LimboProps {
  readonly viewport: Viewport
}

export function Limbo({ viewport }: LimboProps) {
  const world = useWorld()
  const limbo = useView((view) => view.limbo)
  const waiting = useMemo(() => (limbo.length === 0 ? [] : waitingIn(world.view)), [world.view, limbo])
  if (waiting.length === 0) {
    return <p className="panel-note">Nothing is here. {ABOUT}</p>
  }
  return <Waiting viewport={viewport} waiting={waiting} />
}

const ABOUT =
  'Things that are put away wait in limbo, with everything in them, until someone brings them back. Whole worlds go to the bin, in your list of worlds.'

function Waiting({ viewport, waiting }: LimboProps & { readonly waiting: readonly ArtifactId[] }) {
  const world = useWorld()
  const host = useShownFloor()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<ArtifactId>>(new Set())
  const [isAsking, setAsking] = useState(false)
  const { ghost, area, handlers } = useCarry(host, viewport)
  const words = wordsOf(query)
  const found = waiting.filter((id) => hasWords(world.view.artifact(id)?.name ?? '', words))
  const marked = waiting.filter((id) => chosen.has(id))

  function mark(id: ArtifactId): void {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  function bringMarked(): void {
    setChosen(new Set())
    bringAll(world, marked)
  }

  return (
    <>
      <p className="panel-note">{ABOUT}</p>
      {waiting.length >= SEARCHED_FROM && (
        <input
          type="search"
          className="field-input limbo-search"
          aria-label="Find in limbo"
          placeholder="Find in limbo"
          autoComplete="off"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      <ul className="limbo" ref={area}>
        {found.slice(0, LINES_MAX).map((id) => (
          <LimboLine
            key={id}
            id={id}
            isMarked={chosen.has(id)}
            onMark={() => mark(id)}
            onBring={() => bring(world, id)}
            handlersFor={handlers}
          />
        ))}
      </ul>
      {found.length === 0 && <p className="panel-note">Nothing here has that name.</p>}
      {found.length > LINES_MAX && (
        <p className="panel-note">And {found.length - LINES_MAX} more. Search to find them.</p>
      )}
      <div className="limbo-foot">
        {marked.length > 0 && (
          <Button look="main" onClick={bringMarked}>
            <Undo2 size={16} aria-hidden="true" /> Bring back {marked.length}
          </Button>
        )}
        <Button look="quiet" onClick={() => setAsking(true)}>
          Empty limbo…
        </Button>
      </div>
      {isAsking && (
        <Suspense fallback={null}>
          <EmptyLimbo onClose={() => setAsking(false)} />
        </Suspense>
      )}
      {ghost}
    </>
  )
}
