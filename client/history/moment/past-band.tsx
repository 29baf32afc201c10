// The band over the past: what moment it is, what one can do with it, and the way back to now.
import { Copy, GitBranch, History, Link2, RotateCcw, Tag } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Revision } from '../../../shared/history/revision.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { IconButton, Button } from '../../parts/button.tsx'
import { Card } from '../../parts/dialog.tsx'
import { notify } from '../../notices/notices.ts'
import { useSelected } from '../../world/context/selection.ts'
import { useWorld } from '../../world/context/use-world.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useYou } from '../../world/play/you.ts'
import { useShownFloor } from '../../world/shown-floor.ts'
import { momentWords } from '../words/moment-words.ts'
import { useIsPast, useMoment, useRevertPreview, useTimeTravel } from '../use-time-travel.ts'
import { NewDraftForm } from '../drafts/drafts-of-world.tsx'
import { NameMoment } from './name-moment.tsx'
import { copyMomentLink, copySelected, passageOn } from './past-actions.ts'
import { RestoreMenu } from './restore-menu.tsx'
import '../drafts/drafts.css'
import '../history.css'
import './past-band.css'

export default function PastBand({ viewport }: { readonly viewport: Viewport }) {
  const isPast = useIsPast()
  const isPreview = useRevertPreview() !== null
  useCopyKey(viewport)
  // While the world is shown as it would be, its own band says so.
  if (!isPast || isPreview) return null
  return (
    <section className="past-band" aria-label="The past">
      <History size={17} aria-hidden="true" className="past-sign" />
      <ToldMoment />
      <PastWays viewport={viewport} />
      <SpokenMoment />
    </section>
  )
}

// The words follow each step of a drag, apart from the buttons, which need much longer to draw.
function ToldMoment() {
  const at = useMoment()?.at ?? null
  const isFetching = useObservable(useTimeTravel().isFetching)
  return (
    <p className="past-text" aria-busy={isFetching}>
      <span className="past-long">This is the world as it was: </span>
      <b>{at === null ? 'an earlier moment' : momentWords(at)}</b>
    </p>
  )
}

/** The same for those who listen, once the world of then is there. */
function SpokenMoment() {
  const { past } = useWorld()
  const at = useMoment()?.at ?? null
  return (
    <output className="unseen">
      {past === null || at === null ? '' : `The world as it was: ${momentWords(at)}`}
    </output>
  )
}

/** What one can do with the moment that is shown when one asks for it. */
function PastWays({ viewport }: { readonly viewport: Viewport }) {
  const travel = useTimeTravel()
  const mayEdit = atLeast(useYou()?.right ?? 'see', 'edit')
  const [naming, setNaming] = useState<Revision | null>(null)
  const [drafting, setDrafting] = useState<Revision | null>(null)
  const shown = (): Revision | null => travel.moment.now?.revision ?? null
  return (
    <div className="past-ways">
      {mayEdit && <RestoreMenu viewport={viewport} />}
      {mayEdit && (
        <IconButton label="Name this moment" onClick={() => setNaming(shown())}>
          <Tag size={17} aria-hidden="true" />
        </IconButton>
      )}
      <CopyButton viewport={viewport} />
      <IconButton label="Copy a link to this moment" onClick={() => copyMomentLink(travel)}>
        <Link2 size={18} aria-hidden="true" />
      </IconButton>
      {mayEdit && (
        <IconButton label="Begin a draft at this moment" onClick={() => setDrafting(shown())}>
          <GitBranch size={17} aria-hidden="true" />
        </IconButton>
      )}
      <Button look="main" className="past-back" onClick={() => travel.leave()}>
        <RotateCcw size={16} aria-hidden="true" className="past-sign" />
        Back to now
      </Button>
      {drafting !== null && <DraftOfMoment revision={drafting} onClose={() => setDrafting(null)} />}
      {naming !== null && <NameMoment revision={naming} onClose={() => setNaming(null)} />}
    </div>
  )
}

/**
 * Copies the selected things, or else the selected passage; with nothing selected it says what can be. A
 * click into the page ends the selection of things, and a click on a thing leaves the passage selected: so
 * selected things are the later choice.
 */
function CopyButton({ viewport }: { readonly viewport: Viewport }) {
  const world = useWorld()
  const floor = useShownFloor()
  const isSome = useSelected(world.selection, ({ ids }) => ids.size > 0)
  function copy(): void {
    const passage = isSome ? null : passageOn(viewport, floor)
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

/** Ctrl+C copies selected things, wherever no text beside the page is selected. */
function useCopyKey(viewport: Viewport): void {
  const world = useWorld()
  const floor = useShownFloor()
  useEffect(() => {
    function onCopy(event: ClipboardEvent): void {
      const isElsewhere = document.activeElement?.closest(ELSEWHERE) != null
      const hasText = !(getSelection()?.isCollapsed ?? true) && passageOn(viewport, floor) === null
      if (isElsewhere || hasText || world.selection.now.ids.size === 0) return
      event.preventDefault()
      void copySelected(world, null)
    }
    document.addEventListener('copy', onCopy)
    return () => document.removeEventListener('copy', onCopy)
  }, [world, viewport, floor])
}

interface DraftOfMomentProps {
  readonly revision: Revision
  readonly onClose: () => void
}

/** Beginning a draft at this moment: one walks there with the code of then. */
function DraftOfMoment({ revision, onClose }: DraftOfMomentProps) {
  const { address } = useWorld().replica
  return (
    <Card title="Begin a draft at this moment" open onClose={onClose}>
      <p className="card-text">
        The draft begins as the world was then, and its programs are those of then. At a moment more than a
        day ago they begin as after a reset; at a later one they remember what they do now.
      </p>
      <NewDraftForm world={address} revision={revision} />
    </Card>
  )
}
