// The mark that says whether what one wrote is saved. It never says more than is true.
import { useEffect, useState } from 'react'
import { Link } from '../app/link.tsx'
import { pathOfCopy } from '../app/route.ts'
import { Button } from '../parts/button.tsx'
import { Sheet } from '../parts/sheet.tsx'
import type { SyncState } from '../replica/replica.ts'
import { whyNoOffline } from '../worker/register.ts'
import { wordsForSync } from './sync-words.ts'
import { useSync, useWorld } from './world.ts'

export function SyncMark() {
  const { replica } = useWorld()
  const sync = useSettled(useSync(replica))
  const { tone, mark, text } = wordsForSync(sync)
  const noOffline = whyNoOffline()
  return (
    <>
      <Sheet
        title={headline(mark)}
        trigger={
          <button type="button" className="sync" aria-label={`Saving: ${mark}`}>
            <span className="sync-dot" data-tone={tone} aria-hidden="true" />
            {tone === 'none' ? '' : <span className="sync-text">{mark}</span>}
          </button>
        }
      >
        <p className="sheet-text">{text}</p>
        {noOffline !== null && <p className="sheet-text">Working offline cannot be had here. {noOffline}</p>}
        <Ways sync={sync} onRetry={() => replica.reconnect()} />
      </Sheet>
      <Announced sync={sync} mark={mark} />
    </>
  )
}

const headline = (mark: string): string => `${mark.slice(0, 1).toUpperCase()}${mark.slice(1)}`

interface WaysProps {
  readonly sync: SyncState
  readonly onRetry: () => void
}

function Ways({ sync, onRetry }: WaysProps) {
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

/** A key is saved in some milliseconds: the mark turns to saving only when it takes long enough to be read. */
const PATIENCE_MS = 300

function useSettled(sync: SyncState): SyncState {
  const [shown, setShown] = useState(sync)
  const isPassing = sync.state === 'saving' && shown.state === 'saved'
  useEffect(() => {
    if (!isPassing) {
      setShown(sync)
      return undefined
    }
    const timer = setTimeout(() => setShown(sync), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [sync, isPassing])
  return shown
}

/** Says to screen readers what is worth interrupting for: going away, coming back, being refused. */
function Announced({ sync, mark }: { readonly sync: SyncState; readonly mark: string }) {
  const quiet = sync.state === 'opening' || sync.state === 'saving'
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (!quiet) setSaid(mark)
  }, [quiet, mark])
  return (
    <span className="unseen" role="status">
      {said}
    </span>
  )
}
