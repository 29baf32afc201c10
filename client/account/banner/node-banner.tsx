// The line above every page that says what kind of place this is for who looks at it: that an open node is open to all, that one is a
// guest, or that one only looks. It can be put away until the page is loaded again.
import { Suspense, useLayoutEffect, useState, type ReactNode } from 'react'
import { lazily } from '../../browser/lazily.ts'
import type { Person, Place } from '../../session/me.ts'
import { bannerOf } from './admin-banner.ts'
import './node-banner.css'

const StandingLine = lazily(() => import('./banner-line.tsx'))
const AwayButton = lazily(() => import('./dismiss-button.tsx'))

interface StandingProps {
  readonly place: Place
  readonly person: Person | null
}

export function Standing({ place, person }: StandingProps) {
  const banner = bannerOf(place)
  if (place.access !== 'open' && person?.kind !== 'guest' && banner === '') return null
  return (
    <StandingPlace key={banner} isBanner={banner !== ''}>
      <StandingLine place={place} />
    </StandingPlace>
  )
}

interface PlaceProps {
  /** It may take two lines where there is no room for one. */
  readonly isBanner?: boolean
  readonly children: ReactNode
}

/** The room for the line, which is fetched. */
export function StandingPlace({ isBanner = false, children }: PlaceProps) {
  const [isShown, setShown] = useState(true)
  // What is as high as the window leaves room for it.
  useLayoutEffect(() => {
    const { documentElement } = document
    if (isShown) documentElement.setAttribute('data-standing', isBanner ? 'banner' : '')
    return () => documentElement.removeAttribute('data-standing')
  }, [isShown, isBanner])
  return (
    isShown && (
      <aside className="standing" data-banner={isBanner || undefined} aria-label="About this place">
        <Suspense fallback={null}>
          <p>{children}</p>
          <AwayButton onAway={() => setShown(false)} />
        </Suspense>
      </aside>
    )
  )
}
