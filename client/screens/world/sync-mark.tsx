// The mark that says whether what one wrote is saved. It never says more than is true.
import { Suspense, useMemo, useSyncExternalStore } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { Link } from '../../parts/route-link.tsx'
import { pathOfCopy } from '../../navigation/route.ts'
import { KeepWatch } from '../../unsaved/keep-watch.tsx'
import { UnsavedPanel } from '../../unsaved/kept-here.tsx'
import { useObservable } from '../../browser/use-observable.ts'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/drop-sheet.tsx'
import { systemClock } from '../../device/system-clock.ts'
import type { SyncState } from '../../replica/sync-state.ts'
import { whyNoOffline } from '../../device/why-no-offline.ts'
import { steadySync } from '../../world/steady-sync.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useHostOf } from '../../world/peers/use-host.ts'
import { wordsForSync } from './sync-words.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { useUnsavedValue } from '../../world/use-keeping.ts'

const AwayReport = lazyWithRetry(() => import('../../away/away-report.tsx'))

export function SyncMark({ viewport }: { readonly viewport: Viewport }) {
  const { replica, trial } = useWorld()
  const settled = useMemo(() => steadySync(replica, systemClock), [replica])
  const sync = useSyncExternalStore(settled.subscribe, settled.now)
  const said = useSyncExternalStore(settled.subscribe, settled.said)
  const absence = useObservable(replica.absences)
  // During a trial people have other things in mind: it waits.
  const missed = trial ? null : absence
  const noOffline = whyNoOffline()
  const host = useHostOf(replica)
  const keepsNothing = useUnsavedValue(replica, ({ trouble }) => trouble !== null)
  const { tone, text, ...words } = wordsForSync(sync, trial ? null : host)
  const isOnlineOnly = tone === 'well' && (noOffline !== null || keepsNothing)
  const mark = isOnlineOnly ? `${words.mark}, online only` : words.mark
  return (
    <>
      <Sheet
        title={headline(mark)}
        trigger={
          <button type="button" className="bar-mark sync" aria-label={`Saving: ${mark}`}>
            <span className="sync-dot" data-tone={tone} aria-hidden="true" />
            {tone === 'none' ? '' : <span className="sync-text">{mark}</span>}
          </button>
        }
      >
        <p className="sheet-text">{text}</p>
        {noOffline !== null && (
          <p className="sheet-text">Working offline is not possible here. {noOffline}</p>
        )}
        <Ways sync={sync} onRetry={() => replica.reconnect()} />
        <UnsavedPanel />
      </Sheet>
      <KeepWatch />
      <Suspense fallback={null}>{missed && <AwayReport absence={missed} viewport={viewport} />}</Suspense>
      <output className="unseen">{wordsForSync(said, host).mark}</output>
    </>
  )
}

const headline = (mark: string): string => `${mark.slice(0, 1).toUpperCase()}${mark.slice(1)}`

interface SyncChoicesProps {
  readonly sync: SyncState
  readonly onRetry: () => void
}

function Ways({ sync, onRetry }: SyncChoicesProps) {
  if (sync.state === 'offline') {
    return (
      <div className="sheet-ways">
        <Button onClick={onRetry}>Try now</Button>
      </div>
    )
  }
  if (sync.state === 'refused' && sync.copy !== null) {
    return (
      <div className="sheet-ways">
        <Link to={pathOfCopy(sync.copy)} className="button button-main">
          Open the copy
        </Link>
      </div>
    )
  }
  return null
}
