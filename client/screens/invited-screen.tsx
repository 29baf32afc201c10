// Somebody of this node was invited on another one: where that leads, and taking it up as the person they are
// here.
import { useCallback, useState } from 'react'
import type { Invited } from '../../shared/wire/api/account-bodies.ts'
import { parseAnyAddress, type NodeName } from '../../shared/world/address.ts'
import { comeBackHere } from '../navigation/return-path.ts'
import { SignInSheet } from '../account/sign-in/sign-in-sheet.tsx'
import { useRequest } from '../parts/requests/use-request.ts'
import { wordsOf } from '../api/request.ts'
import { Link } from '../parts/route-link.tsx'
import { useMe } from '../session/me.ts'
import { replaceRoute, HOME, pathOfWorld, SIGN_IN } from '../navigation/route.ts'
import { Button } from '../parts/button.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { acceptInvitationOf, lookAtInvitationOf } from '../api/nearby-api.ts'

interface InvitedScreenProps {
  /** The node that the invitation is of. */
  readonly node: NodeName
  readonly secret: string
}

export default function InvitedElsewhere({ node, secret }: InvitedScreenProps) {
  const me = useMe()
  const isGuest = me.access === 'accounts' && me.person.kind !== 'account'
  if (isGuest) {
    return (
      <SignInSheet
        place={me}
        title={`An invitation to ${node}`}
        text="You are a guest here. Sign in to your account on this node, and it will vouch for you there."
      >
        <Link to={SIGN_IN} onClick={comeBackHere} className="button button-main">
          Sign in
        </Link>
      </SignInSheet>
    )
  }
  return <Asked node={node} secret={secret} />
}

function Asked({ node, secret }: InvitedScreenProps) {
  const me = useMe()
  const look = useCallback(() => lookAtInvitationOf({ node, secret }), [node, secret])
  const [asked, again] = useRequest(look)
  switch (asked.state) {
    case 'asking':
      return null
    case 'failed':
      return (
        <SignInSheet place={me} title="The invitation could not be checked" text={asked.text}>
          <div className="door-ways">
            <Button look="main" onClick={again}>
              Try again
            </Button>
            <NotNow />
          </div>
        </SignInSheet>
      )
    case 'here':
      return <Take node={node} secret={secret} invited={asked.value} />
  }
}

function Take({ node, secret, invited: { by, world } }: InvitedScreenProps & { readonly invited: Invited }) {
  const me = useMe()
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function take(): Promise<void> {
    setBusy(true)
    try {
      const { address } = await acceptInvitationOf({ node, secret })
      const at = address === null ? null : parseAnyAddress(address)
      replaceRoute(at === null ? HOME : pathOfWorld(at))
    } catch (error) {
      setTrouble(wordsOf(error))
      setBusy(false)
    }
  }
  if (world === null) {
    return (
      <SignInSheet
        place={me}
        title={`${by} invites you`}
        text={`This invitation is for creating an account on ${node}, not for visiting a world. Open it on ${node}.`}
      >
        <NotNow />
      </SignInSheet>
    )
  }
  return (
    <SignInSheet
      place={me}
      title={`${by} invites you`}
      text={
        <>
          You are invited to the world <b>{world.title.trim() === '' ? world.address : world.title}</b>, at{' '}
          <span className="door-word">{world.address}</span>. It is on another node, which will be told who
          you are here.
        </>
      }
    >
      <div className="door-ways">
        <Trouble text={trouble} />
        <Button look="main" aria-busy={isBusy} onClick={() => isBusy || void take()}>
          Go in as {me.person.name}
        </Button>
        <NotNow />
      </div>
    </SignInSheet>
  )
}

function NotNow() {
  return (
    <Link to={HOME} className="button button-quiet">
      Not now
    </Link>
  )
}
