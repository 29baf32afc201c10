// The words while the first copy of a world is not here yet.
import { Suspense } from 'react'
import { nodeOf } from '../../../shared/world/address.ts'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { useSync, useWorld } from '../../world/context/use-world.ts'

const ArrivingFromAfar = lazyWithRetry(() => import('../../peers/arriving.tsx'))

export default function ArrivingWords() {
  const { replica, past } = useWorld()
  const sync = useSync(replica)
  if (past !== null) return <output>Nothing was here yet. Go on in time, or back to now.</output>
  const text =
    sync.state === 'offline'
      ? (sync.why ??
        'This world has not been opened on this device before, and the server cannot be reached. It opens as soon as you are back online.')
      : 'Fetching the world.'
  const words = <output>{text}</output>
  if (nodeOf(replica.address) === null) return words
  return (
    <Suspense fallback={null}>
      <ArrivingFromAfar replica={replica} sync={sync} otherwise={words} />
    </Suspense>
  )
}
