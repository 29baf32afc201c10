// The text of the line above every page.
import { Link } from '../../parts/route-link.tsx'
import { JOIN, SIGN_IN } from '../../navigation/route.ts'
import { adminBannerOf } from './admin-banner.ts'
import type { NodeKind } from '../../session/me.ts'
import { comeBackHere } from '../../navigation/return-path.ts'

interface BannerLineProps {
  readonly place: NodeKind
}

export default function BannerLine({ place }: BannerLineProps) {
  const banner = adminBannerOf(place)
  if (banner !== '') return banner
  if (place.access === 'open') return 'Open: anyone who can reach this node can edit everything'
  return (
    <>
      You are here as a guest. <AccountLink place={place} />
    </>
  )
}

function AccountLink({ place: { node } }: BannerLineProps) {
  const isOpen = node?.signUp === 'open'
  return (
    <Link to={isOpen ? JOIN : SIGN_IN} onClick={comeBackHere}>
      {isOpen ? 'Create an account' : 'Sign in'}
    </Link>
  )
}
