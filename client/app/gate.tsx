// The gate: nobody comes in whom nobody knows. Known people see nothing of it, but for a line that says what kind of place
// this is. Whoever signed in is where they wanted to go, since the address stayed.
import { lazy, Suspense, type ReactNode } from 'react'
import { Standing } from '../account/standing.tsx'
import { Calm } from './calm.tsx'
import { MeContext, useMeHandle, type MeHandle, type NobodyMe } from './me.ts'
import type { DoorRoute, Route } from './route.ts'

export const doors = {
  'sign-in': () => import('../account/sign-in-screen.tsx'),
  recovery: () => import('../account/recovery-screen.tsx'),
  join: () => import('../account/join-screen.tsx'),
  first: () => import('../account/first-screen.tsx'),
}
const SignInScreen = lazy(doors['sign-in'])
const RecoveryScreen = lazy(doors.recovery)
const JoinScreen = lazy(doors.join)
const FirstScreen = lazy(doors.first)
const NameScreen = lazy(() => import('./name-screen.tsx'))

interface GateProps {
  readonly route: Route
  readonly children: ReactNode
}

export function Gate({ route, children }: GateProps) {
  const handle = useMeHandle()
  const { me } = handle
  switch (me.state) {
    case 'asking':
      return null
    case 'unreachable':
      return (
        <Calm title="The server cannot be reached" text={me.text}>
          <button type="button" className="button button-main" onClick={() => void handle.ask()}>
            Try again
          </button>
        </Calm>
      )
    case 'nobody':
      return (
        <>
          <Standing place={me} person={null} />
          <Suspense fallback={null}>
            <Outside me={me} handle={handle} route={route} />
          </Suspense>
        </>
      )
    case 'known': {
      const { rename, become, enter, leave } = handle
      const { person, access, node } = me
      return (
        <MeContext value={{ person, access, node, rename, become, enter, leave }}>
          <Standing place={me} person={person} />
          {isDoor(route) && access === 'accounts' ? (
            <Suspense fallback={null}>
              <Door route={route} handle={handle} />
            </Suspense>
          ) : (
            children
          )}
        </MeContext>
      )
    }
  }
}

interface OutsideProps {
  readonly me: NobodyMe
  readonly handle: MeHandle
  readonly route: Route
}

/** For who is nobody: in an open node a name is enough. */
function Outside({ me, handle, route }: OutsideProps) {
  if (me.access === 'open') return <NameScreen onName={handle.rename} />
  return <Door route={isDoor(route) ? route : { screen: 'sign-in' }} handle={handle} />
}

interface DoorProps {
  readonly route: DoorRoute
  readonly handle: MeHandle
}

function Door({ route, handle }: DoorProps) {
  const { me } = handle
  if (me.state !== 'nobody' && me.state !== 'known') return null
  switch (route.screen) {
    case 'sign-in':
      return <SignInScreen me={me} handle={handle} />
    case 'recovery':
      return <RecoveryScreen me={me} handle={handle} />
    case 'join':
      return <JoinScreen key={route.secret} secret={route.secret} me={me} handle={handle} />
    case 'first':
      return <FirstScreen key={route.secret} secret={route.secret} me={me} handle={handle} />
  }
}

function isDoor(route: Route): route is DoorRoute {
  return route.screen in doors
}
