// The line above every page that says what kind of place this is for who looks at it: that an open node is open to all, or that
// one is a guest. It can be put away until the page is loaded again.
import { lazy, Suspense, useLayoutEffect, useState } from 'react'
import type { Person, Place } from '../app/me.ts'
import './standing.css'

const StandingLine = lazy(() => import('./standing-line.tsx'))

export interface StandingProps {
  readonly place: Place
  readonly person: Person | null
}

export function Standing({ place, person }: StandingProps) {
  const [isAway, setAway] = useState(false)
  const isShown = !isAway && (place.access === 'open' || person?.kind === 'guest')
  // What is as high as the window leaves room for it.
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-standing', isShown)
  }, [isShown])
  return (
    isShown && (
      <aside className="standing" aria-label="About this place">
        <Suspense fallback={null}>
          <StandingLine place={place} person={person} onAway={() => setAway(true)} />
        </Suspense>
      </aside>
    )
  )
}
