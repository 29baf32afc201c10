// The line above every page that says what kind of place this is for who looks at it: that an open node is open to all, that one is a
// guest, or that one only looks. It can be put away until the page is loaded again.
import { Suspense, useLayoutEffect, useState, type ReactNode } from 'react'
import { lazily } from '../app/lazily.ts'
import type { Person, Place } from '../app/me.ts'
import './standing.css'

const StandingLine = lazily(() => import('./standing-line.tsx'))
const AwayButton = lazily(() => import('./away-button.tsx'))

export interface StandingProps {
  readonly place: Place
  readonly person: Person | null
}

export function Standing({ place, person }: StandingProps) {
  if (place.access !== 'open' && person?.kind !== 'guest') return null
  return (
    <StandingPlace>
      <StandingLine place={place} />
    </StandingPlace>
  )
}

/** The room for the line, which is fetched. */
export function StandingPlace({ children }: { readonly children: ReactNode }) {
  const [isShown, setShown] = useState(true)
  // What is as high as the window leaves room for it.
  useLayoutEffect(() => {
    const { documentElement } = document
    documentElement.toggleAttribute('data-standing', isShown)
    return () => documentElement.removeAttribute('data-standing')
  }, [isShown])
  return (
    isShown && (
      <aside className="standing" aria-label="About this place">
        <Suspense fallback={null}>
          <p>{children}</p>
          <AwayButton onAway={() => setShown(false)} />
        </Suspense>
      </aside>
    )
  )
}
