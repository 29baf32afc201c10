// The line above every page that says what kind of place this is for who looks at it: that an open node is open to all, or that
// one is a guest. It can be put away until the page is loaded again.
import { X } from 'lucide-react'
import { useLayoutEffect, useState, type ReactNode } from 'react'
import { Link } from '../app/link.tsx'
import type { Person, Place } from '../app/me.ts'
import { JOIN, SIGN_IN } from '../app/route.ts'
import { comeBackHere } from './way-back.ts'
import './standing.css'

interface StandingProps {
  readonly place: Place
  readonly person: Person | null
}

export function Standing({ place, person }: StandingProps) {
  const [isAway, setAway] = useState(false)
  if (isAway) return null
  const putAway = (): void => setAway(true)
  if (place.access === 'open') {
    return <Line onAway={putAway}>Open: whoever reaches this node may edit everything</Line>
  }
  if (person?.kind !== 'guest') return null
  return (
    <Line onAway={putAway}>
      You are here as a guest.{' '}
      <Link to={place.node?.signUp === 'open' ? JOIN : SIGN_IN} onClick={comeBackHere}>
        {place.node?.signUp === 'open' ? 'Make an account' : 'Sign in'}
      </Link>
    </Line>
  )
}

interface LineProps {
  readonly children: ReactNode
  readonly onAway: () => void
}

function Line({ children, onAway }: LineProps) {
  // What is as high as the window leaves room for it.
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    dataset['standing'] = ''
    return () => {
      delete dataset['standing']
    }
  }, [])
  return (
    <aside className="standing" aria-label="About this place">
      <p>{children}</p>
      <button type="button" className="standing-away" aria-label="Put this line away" onClick={onAway}>
        <X size={14} aria-hidden="true" />
      </button>
    </aside>
  )
}
