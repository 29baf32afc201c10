// The gate: nobody comes in without a name. Known people see nothing of it.
import { lazy, Suspense, type ReactNode } from 'react'
import { Calm } from './calm.tsx'
import { MeContext, useMeHandle } from './me.ts'

const NameScreen = lazy(() => import('./name-screen.tsx'))

export function Gate({ children }: { readonly children: ReactNode }) {
  const handle = useMeHandle()
  const { me } = handle
  switch (me.state) {
    case 'asking':
      return null
    case 'nameless':
      return (
        <Suspense fallback={null}>
          <NameScreen onName={handle.rename} />
        </Suspense>
      )
    case 'unreachable':
      return (
        <Calm title="The server cannot be reached" text={me.text}>
          <button type="button" className="button button-main" onClick={handle.ask}>
            Try again
          </button>
        </Calm>
      )
    case 'known': {
      const { rename, become } = handle
      return <MeContext value={{ person: me.person, rename, become }}>{children}</MeContext>
    }
  }
}
