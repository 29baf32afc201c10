// What the line above every page says.
import { X } from 'lucide-react'
import { Link } from '../app/link.tsx'
import { JOIN, SIGN_IN } from '../app/route.ts'
import type { StandingProps } from './standing.tsx'
import { comeBackHere } from './way-back.ts'

export default function StandingLine({ place, onAway }: StandingProps & { readonly onAway: () => void }) {
  return (
    <>
      <p>
        {place.access === 'open' ? (
          'Open: whoever reaches this node may edit everything'
        ) : (
          <>
            You are here as a guest. <AccountLink place={place} />
          </>
        )}
      </p>
      <button type="button" className="standing-away" aria-label="Put this line away" onClick={onAway}>
        <X size={14} aria-hidden="true" />
      </button>
    </>
  )
}

function AccountLink({ place: { node } }: Pick<StandingProps, 'place'>) {
  const isOpen = node?.signUp === 'open'
  return (
    <Link to={isOpen ? JOIN : SIGN_IN} onClick={comeBackHere}>
      {isOpen ? 'Make an account' : 'Sign in'}
    </Link>
  )
}
