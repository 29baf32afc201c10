// The screens on which one becomes somebody, and in an open node the one that asks for a name.
import { useLayoutEffect } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import type { KnownMe, MeHandle, NobodyMe } from '../../session/me.ts'
import { endFirstLines } from '../../device/first-view.ts'
import { isDoor } from '../../navigation/route.ts'
import { Mark } from '../../parts/mark.tsx'
import { NameForm } from './name-form.tsx'
import type { Route } from '../../navigation/screens.ts'

const SignInScreen = lazyWithRetry(() => import('./sign-in-screen.tsx'))
const RecoveryScreen = lazyWithRetry(() => import('./recovery-screen.tsx'))
const JoinScreen = lazyWithRetry(() => import('./join-screen.tsx'))
const CodeScreen = lazyWithRetry(() => import('./code-screen.tsx'))
const FirstScreen = lazyWithRetry(() => import('./first-account-screen.tsx'))

const SIGN_IN = { screen: 'sign-in' } as const

interface DoorScreenProps {
  readonly me: KnownMe | NobodyMe
  readonly handle: MeHandle
  readonly route: Route
}

/** The first visit: a name, nothing else. */
function NameScreen({ onName }: { readonly onName: MeHandle['rename'] }) {
  return (
    <main className="calm">
      <div className="calm-sheet">
        <Mark size={36} />
        <h1 className="calm-title">What should we call you?</h1>
        <NameForm onName={onName} />
      </div>
    </main>
  )
}

/** A person without a session signs in at any address they wanted; in an open node a name is enough. */
export default function DoorScreen({ me, handle, route }: DoorScreenProps) {
  useLayoutEffect(() => void endFirstLines(), [])
  if (me.access === 'open') return <NameScreen onName={handle.rename} />
  const door = isDoor(route) ? route : SIGN_IN
  switch (door.screen) {
    case 'sign-in':
      return <SignInScreen me={me} handle={handle} />
    case 'recovery':
      return <RecoveryScreen me={me} handle={handle} />
    case 'join':
      return <JoinScreen key={door.secret} secret={door.secret} me={me} handle={handle} />
    case 'code':
      return <CodeScreen me={me} handle={handle} />
    case 'first':
      return <FirstScreen key={door.secret} secret={door.secret} me={me} handle={handle} />
  }
}
