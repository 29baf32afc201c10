// The line over a world for visitors who have not said who they are: what they could do with a name, and the
// ways to one.
import { useMe } from '../session/me.ts'
import { Link } from '../parts/route-link.tsx'
import { SIGN_IN } from '../navigation/route.ts'
import { useOfferedRight } from '../world/play/you.ts'
import { adminBannerOf } from './banner/admin-banner.ts'
import { AS_GUEST } from './sign-in/guest-way.tsx'
import { comeBackHere } from '../navigation/return-path.ts'

/** The right of the public here, once a visitor has a name. */
const OFFERED = {
  act: ' to walk, talk and use things here.',
  edit: ' to walk and write here.',
} as const

export default function ReaderLine() {
  const offered = useOfferedRight()
  const place = useMe()
  const takesGuests = place.node?.guests === true
  const banner = adminBannerOf(place)
  const forWhat = offered === 'act' || offered === 'edit' ? OFFERED[offered] : null
  if (banner !== '') return banner
  return (
    <>
      <span className="standing-wide">You are only looking. </span>
      {forWhat !== null && takesGuests && (
        <>
          <Link to={AS_GUEST} onClick={comeBackHere}>
            Come as a guest
          </Link>
          {' or '}
        </>
      )}
      <Link to={SIGN_IN} onClick={comeBackHere}>
        {forWhat !== null && takesGuests ? 'sign in' : 'Sign in'}
      </Link>
      {forWhat ?? ' if you have an account that can do more here.'}
    </>
  )
}
