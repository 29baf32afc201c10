// The whole interface: who is here, then the screen that the address means. Each screen is a bundle of its
// own.
import { Component, Suspense, useEffect, useLayoutEffect, useSyncExternalStore, type ReactNode } from 'react'
import { lazyWithRetry, prefetched } from '../browser/lazily.ts'
import { Calm } from '../parts/calm.tsx'
import { door, Gate } from '../screens/gate.tsx'
import { hasWaiting, onFirstNotice } from '../notices/notices.ts'
import { useRoute } from '../navigation/route.ts'
import { endFirstLines, tellFirstView } from '../device/first-view.ts'
import type { Route } from '../navigation/screens.ts'
import { proveAgainBy } from '../api/request.ts'

const Notices = lazyWithRetry(() => import('./notice-list.tsx'))

proveAgainBy(async () => (await import('../account/sign-in/reauthentication.tsx')).reauthenticate())

const home = prefetched(() => import('../screens/home/home-screen.tsx'))
const bin = prefetched(() => import('../screens/home/bin-screen.tsx'))
const world = prefetched(() => import('../screens/world/world-screen.tsx'))
const reference = prefetched(() => import('../screens/reference-screen.tsx'))
const copy = prefetched(() => import('../screens/copy-screen.tsx'))
const account = prefetched(() => import('../screens/account-screen.tsx'))
const admin = prefetched(() => import('../screens/admin-screen.tsx'))
const invited = prefetched(() => import('../screens/invited-screen.tsx'))
const NowhereScreen = lazyWithRetry(() => import('../screens/nowhere-screen.tsx'))

const PREFETCH = {
  home: home.prefetch,
  bin: bin.prefetch,
  world: world.prefetch,
  reference: reference.prefetch,
  copy: copy.prefetch,
  account: account.prefetch,
  admin: admin.prefetch,
  invited: invited.prefetch,
  'sign-in': door.prefetch,
  recovery: door.prefetch,
  join: door.prefetch,
  code: door.prefetch,
  first: door.prefetch,
}

/** Fetches what an address shows while it is still being found out who is here. */
export async function fetchScreen({ screen }: Route): Promise<void> {
  // It is fetched again when it is drawn, and an error is told there.
  if (screen !== 'nowhere') await PREFETCH[screen]().catch(() => undefined)
}

export function App() {
  const route = useRoute()
  return (
    <Boundary>
      <Gate route={route}>
        <Suspense fallback={null}>
          <Screen route={route} />
          {route.screen !== 'world' && <Seen />}
        </Suspense>
      </Gate>
      <NoticesWhenWanted />
    </Boundary>
  )
}

/** Tells that a screen is there, which it stands beside. A world tells by itself, when its page is there. */
function Seen() {
  useEffect(tellFirstView, [])
  useLayoutEffect(() => void endFirstLines(), [])
  return null
}

function NoticesWhenWanted() {
  const isWanted = useSyncExternalStore(onFirstNotice, hasWaiting)
  return (
    isWanted && (
      <Suspense fallback={null}>
        <Notices />
      </Suspense>
    )
  )
}

function Screen({ route }: { readonly route: Route }) {
  switch (route.screen) {
    case 'home':
      return <home.Screen />
    case 'bin':
      return <bin.Screen />
    case 'world':
      return <world.Screen key={route.address} address={route.address} floor={route.floor} />
    case 'copy':
      return <copy.Screen key={route.id} id={route.id} />
    case 'reference':
      return <reference.Screen />
    case 'account':
      return <account.Screen />
    case 'admin':
      return <admin.Screen part={route.part} />
    case 'invited':
      return <invited.Screen key={route.secret} node={route.node} secret={route.secret} />
    // Where there are accounts, the gate shows these.
    case 'sign-in':
    case 'recovery':
    case 'join':
    case 'code':
    case 'first':
      return <NowhereScreen isDoor />
    case 'nowhere':
      return <NowhereScreen isDoor={false} />
  }
}

interface State {
  readonly failed: boolean
}

/** Shown when the interface itself fails. Edits are on the device already, so loading again is safe. */
class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Calm
        title="Something went wrong"
        text="Something on this page broke. What you wrote is kept. Load the page again to carry on."
      >
        <button type="button" className="button button-main" onClick={() => location.reload()}>
          Load again
        </button>
      </Calm>
    )
  }
}
