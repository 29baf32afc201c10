// The band over the past: what moment it is, what one can do with it, and the way back to now.
import { Copy, GitBranch, History, Link2, RotateCcw, Tag } from 'lucide-react'
import { useEffect, useState } from 'react'
import { atLeast } from '../../../shared/world/rights.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { IconButton, Button } from '../../parts/button.tsx'
import { notify } from '../../notices/notices.ts'
import { useSelected } from '../../world/context/selection.ts'
import { useWorld } from '../../world/context/use-world.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useYou } from '../../world/play/you.ts'
import { useShownFloor } from '../../world/shown-floor.ts'
import { momentWords } from '../words/moment-words.ts'
import { useMoment, useRevertPreview, useTimeTravel } from '../use-time-travel.ts'
import { DraftOfMoment } from '../drafts/draft-of-moment.tsx'
import { NameMoment } from './name-moment.tsx'
import { copyMomentLink, copySelected, passageOn } from './past-actions.ts'
import { RestoreMenu } from './restore-menu.tsx'
import '../history.css'
import './past-band.css'

export default function PastBand({ viewport }: { readonly viewport: Viewport }) {
  const travel = useTimeTravel()
  const moment = useMoment()
  const world = useWorld()
  const mayEdit = atLeast(useYou()?.right ?? 'see', 'edit')
  const [isNaming, setNaming] = useState(false)
  const [isDrafting, setDrafting] = useState(false)
  const isFetching = useObservable(travel.isFetching)
  const isPreview = useRevertPreview() !== null
  useCopyKey(viewport)
  // While the world is shown as it would be, its own band says so.
  if (moment === null || isPreview) return null
  const { revision, at } = moment
  return (
    <section className="past-band" aria-label="The past">
      <History size={17} aria-hidden="true" className="past-sign" />
      <p className="past-text" aria-busy={isFetching}>
        <span className="past-long">This is the world as it was: </span>
        <b>{at === null ? 'an earlier moment' : momentWords(at)}</b>
      </p>
      <div className="past-ways">
        {mayEdit && <RestoreMenu viewport={viewport} />}
        {mayEdit && (
          <IconButton label="Name this moment" onClick={() => setNaming(true)}>
            <Tag size={17} aria-hidden="true" />
          </IconButton>
        )}
        <CopyButton viewport={viewport} />
        <IconButton label="Copy a link to this moment" onClick={() => copyMomentLink(travel)}>
          <Link2 size={18} aria-hidden="true" />
        </IconButton>
        {mayEdit && (
          <IconButton label="Begin a draft at this moment" onClick={() => setDrafting(true)}>
            <GitBranch size={17} aria-hidden="true" />
          </IconButton>
        )}
        <Button look="main" className="past-back" onClick={() => travel.leave()}>
          <RotateCcw size={16} aria-hidden="true" className="past-sign" />
          Back to now
        </Button>
      </div>
      {isDrafting && <DraftOfMoment revision={revision} onClose={() => setDrafting(false)} />}
      {isNaming && <NameMoment revision={revision} onClose={() => setNaming(false)} />}
      <output className="unseen">
        {world.past === null || at === null ? '' : `The world as it was: ${momentWords(at)}`}
      </output>
    </section>
  )
}

/** Copies a passage or things; said when nothing is selected, since what can be is not seen at once. */
function CopyButton({ viewport }: { readonly viewport: Viewport }) {
  const world = useWorld()
  const floor = useShownFloor()
  const isSome = useSelected(world.selection, ({ ids }) => ids.size > 0)
  function copy(): void {
    const passage = passageOn(viewport, floor)
    if (passage === null && !isSome) {
      notify({ text: 'Select a passage or a thing first; then it can be copied from here.' })
      return
    }
    void copySelected(world, passage)
  }
  return (
    <IconButton label="Copy what is selected" onClick={copy}>
      <Copy size={17} aria-hidden="true" />
    </IconButton>
  )
}

const ELSEWHERE = 'input, textarea, [role="dialog"], [role="alertdialog"], aside'

/** Ctrl+C copies selected things, wherever no text is selected. */
function useCopyKey(viewport: Viewport): void {
  const world = useWorld()
  const floor = useShownFloor()
  useEffect(() => {
    function onCopy(event: ClipboardEvent): void {
      const isElsewhere = document.activeElement?.closest(ELSEWHERE) != null
      const hasText = !(getSelection()?.isCollapsed ?? true) || passageOn(viewport, floor) !== null
      if (isElsewhere || hasText || world.selection.now.ids.size === 0) return
      event.preventDefault()
      void copySelected(world, null)
    }
    document.addEventListener('copy', onCopy)
    return () => document.removeEventListener('copy', onCopy)
  }, [world, viewport, floor])
}
