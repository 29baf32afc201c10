// The whole interface: who is here, then the screen that the address means. Each screen is a bundle of its own.
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { Boundary } from './boundary.tsx'
import { Calm } from './calm.tsx'
import { Gate } from './gate.tsx'
import { Link } from './link.tsx'
import { hasWaiting, onFirstNotice } from './notices.ts'
import { HOME, useRoute, type Route } from './route.ts'

const Notices = lazy(() => import('./notice-list.tsx'))
const HomeScreen = lazy(() => import('../home/home-screen.tsx'))
const BinScreen = lazy(() => import('../home/bin-screen.tsx'))
const WorldScreen = lazy(() => import('../floor/world-screen.tsx'))
const ReferenceScreen = lazy(() => import('../reference/reference-screen.tsx'))
const CopyScreen = lazy(() => import('../copies/copy-screen.tsx'))

export function App() {
  const route = useRoute()
  return (
    <Boundary>
      <Gate>
        <Suspense fallback={null}>
          <Screen route={route} />
        </Suspense>
      </Gate>
      <NoticesWhenWanted />
    </Boundary>
  )
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
      return <HomeScreen />
    case 'bin':
      return <BinScreen />
    case 'world':
      return <WorldScreen key={route.address} address={route.address} floor={route.floor} />
    case 'copy':
      return <CopyScreen key={route.id} id={route.id} />
    case 'reference':
      return <ReferenceScreen />
    case 'nowhere':
      return (
        <Calm title="Nothing is at this address" text="A world's address is two words, such as ada/garden.">
          <Link to={HOME} className="button">
            See the worlds here
          </Link>
        </Calm>
      )
  }
}
