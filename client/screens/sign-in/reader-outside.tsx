// A world that is not open to everybody, for a visitor who has not said who they are: they are asked that, as
// at any door. A visitor who was looking at it until now is told that it was closed, and goes on looking when
// it is opened again.
import { useEffect } from 'react'
import { useMeHandle } from '../../session/me.ts'
import { useRoute } from '../../navigation/route.ts'
import { useUnsavedState } from '../../world/use-keeping.ts'
import type { Replica } from '../../replica/contract/replica.ts'
import { NoLongerOpen } from '../../sharing/closed/not-open.tsx'
import DoorScreen from './sign-in-screens.tsx'

interface ReaderOutsideProps {
  readonly replica: Replica
  /** They were looking at it a moment ago. */
  readonly wasIn: boolean
  readonly onRetry: () => void
}

export default function ReaderOutside({ replica, wasIn, onRetry }: ReaderOutsideProps) {
  const handle = useMeHandle()
  const { me, ask } = handle
  const route = useRoute()
  const { wasHere } = useUnsavedState(replica)
  const isKnown = me.state === 'nobody'
  useEffect(() => {
    // The server answers now, which it did not when it was asked who this is.
    if (!isKnown) void ask()
  }, [isKnown, ask])
  if (wasIn || wasHere === true) return <NoLongerOpen replica={replica} onRetry={onRetry} />
  return isKnown && <DoorScreen me={me} handle={handle} route={route} />
}
