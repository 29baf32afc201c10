// The gate: unknown people come in only to look at a world that is open to the public. Known people see
// nothing of it, except a line that says what kind of place this is. A person who signed in is where they
// wanted to go, since the address stayed.
import { Suspense, type ReactNode } from 'react'
import { prefetched } from '../browser/lazily.ts'
import { isFramed } from '../api/frame-guest.ts'
import { NodeBanner } from '../account/banner/node-banner.tsx'
import { keyFor } from '../navigation/link-key.ts'
import { Calm } from '../parts/calm.tsx'
import { MeContext, READER, useMeHandle, type MeState, type NodeKind } from '../session/me.ts'
import { isDoor } from '../navigation/route.ts'
import type { Route } from '../navigation/screens.ts'

export const door = prefetched(() => import('./sign-in/sign-in-screens.tsx'))

interface GateProps {
  readonly route: Route
  readonly children: ReactNode
}

export function Gate({ route, children }: GateProps) {
  const handle = useMeHandle()
  const { me } = handle
  if (me.state === 'asking') return null
  const place = placeToRead(me, route)
  if (place !== null) {
    return <MeContext value={{ ...handle, ...place, person: READER }}>{children}</MeContext>
  }
  if (me.state === 'unreachable') {
    return (
      <Calm title="The server cannot be reached" text={me.text}>
        <button type="button" className="button button-main" onClick={() => void handle.ask()}>
          Try again
        </button>
      </Calm>
    )
  }
  const person = me.state === 'known' ? me.person : null
  const shown =
    person === null || (isDoor(route) && me.access === 'accounts') ? (
      <Suspense fallback={null}>
        <door.Screen me={me} handle={handle} route={route} />
      </Suspense>
    ) : (
      children
    )
  return (
    <>
      {!isFramed && <NodeBanner place={me} person={person} />}
      {me.state === 'known' ? <MeContext value={{ ...handle, ...me }}>{shown}</MeContext> : shown}
    </>
  )
}

/**
 * The node, when a visitor without a session may look at the address: the world's socket tells whether it is
 * open to them. A person who was signed out, or came with a personal link, is asked who they are.
 */
function placeToRead(me: MeState, route: Route): NodeKind | null {
  if (route.screen !== 'world' || keyFor(route.address) !== null) return null
  if (me.state !== 'nobody' && me.state !== 'unreachable') return null
  const place = me.state === 'unreachable' ? me.place : me.before === null ? me : null
  return place?.access === 'accounts' ? place : null
}
