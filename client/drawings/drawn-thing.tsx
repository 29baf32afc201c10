// A thing's drawing where it does not stand on a floor: in a hand, a list, a panel. It has its tint, its
// angle and its opacity there too. Its size is that of the place, as for all things.
import { Suspense, useId } from 'react'
import { DEFAULT_LOOK, type Look } from '../../shared/world/look.ts'
import { later } from '../browser/lazily.ts'
import { drawnBox } from './drawn-look.ts'
import { Drawing } from './thing-drawing.tsx'

const TintFilter = later(() => import('./tint-filter.tsx'))

interface DrawnThingProps {
  readonly look: Pick<Look, 'sprite' | 'tint' | 'angle' | 'opacity'>
  /** Seen by people who walk, to whom what is invisible on the floor does not show here either. */
  readonly isInPlay?: boolean
}

export function DrawnThing({ look, isInPlay = false }: DrawnThingProps) {
  const id = useId()
  const { sprite, tint } = look
  const drawn = drawnBox({ ...look, scale: DEFAULT_LOOK.scale }, id, !isInPlay)
  if (drawn.style === undefined) return <Drawing name={sprite} />
  return (
    <>
      <span className="drawn-thing" {...drawn}>
        <Drawing name={sprite} />
      </span>
      {tint !== null && (
        <Suspense fallback={null}>
          <TintFilter id={id} tint={tint} />
        </Suspense>
      )}
    </>
  )
}
