// The line above every page that says what kind of place this is: that an open node is open to all, that one
// is a guest, or that one only looks. It can be put away until the page is loaded again.
import { Suspense, useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { later } from '../../browser/lazily.ts'
import { storePreference } from '../../device/preferences.ts'
import type { Person, NodeKind } from '../../session/me.ts'
import { adminBannerOf } from './admin-banner.ts'
import './node-banner.css'

const BannerLine = later(() => import('./banner-line.tsx'))
const AwayButton = later(() => import('./dismiss-button.tsx'))

interface NodeBannerProps {
  readonly place: NodeKind
  readonly person: Person | null
}

export function NodeBanner({ place, person }: NodeBannerProps) {
  const banner = adminBannerOf(place)
  const hasNone = place.access !== 'open' && person?.kind !== 'guest' && banner === ''
  useKeptRoom(hasNone ? 'none' : null)
  if (hasNone) return null
  return (
    <BannerFrame key={banner} isBanner={banner !== ''}>
      <BannerLine place={place} />
    </BannerFrame>
  )
}

/** The next page leaves room for such a line before the app is there (public/theme.js). Null: others say. */
function useKeptRoom(line: 'none' | '' | 'banner' | null): void {
  useEffect(() => {
    if (line !== null) storePreference('above', line)
  }, [line])
}

interface BannerFrameProps {
  /** It may take two lines where there is no room for one. */
  readonly isBanner?: boolean
  /** It cannot be put away. */
  readonly stays?: boolean
  readonly children: ReactNode
}

/** The room for the line, which is fetched. */
export function BannerFrame({ isBanner = false, stays = false, children }: BannerFrameProps) {
  const [isShown, setShown] = useState(true)
  const line = isBanner ? 'banner' : ''
  // In a frame of another site there are no first lines.
  useKeptRoom(stays ? null : line)
  // Parts as high as the window leave room for it.
  useLayoutEffect(() => {
    const { documentElement } = document
    if (isShown) documentElement.setAttribute('data-standing', line)
    return () => documentElement.removeAttribute('data-standing')
  }, [isShown, line])
  return (
    isShown && (
      <aside className="standing" data-banner={isBanner || undefined} aria-label="About this place">
        <Suspense fallback={null}>
          <p>{children}</p>
          {!stays && <AwayButton onAway={() => setShown(false)} />}
        </Suspense>
      </aside>
    )
  )
}
