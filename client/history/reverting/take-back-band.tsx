// The band of a revert that somebody thinks about: what it would come to, the way through what would change,
// and doing it or not. Under it the world shows how it would be. Escape ends that from anywhere.
import { ChevronDown, ChevronUp, Undo2 } from 'lucide-react'
import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { entryTitle } from '../../parts/changes/change-words.ts'
import { ChangedValues } from '../../parts/changes/changed-values.tsx'
import type { ListedChanges } from '../../parts/changes/listed-changes.ts'
import type { RevertTrialState } from '../travel/revert-trial.ts'
import { useTimeTravel } from '../use-time-travel.ts'
import { isNothing, revertWords } from './revert-words.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import './take-back.css'

interface TakeBackBandProps {
  readonly title: string
  readonly text: string
  /** Said where the trial changes nothing. */
  readonly nothing: string
  readonly yes: string
  readonly tryOut: () => Promise<Reverted>
  /** Rejects with a CallError. */
  readonly onTake: () => Promise<void>
  readonly onClose: () => void
  /** What else is said of the trial. */
  readonly renderMore?: (would: Reverted) => ReactNode
  readonly children?: ReactNode
}

export function TakeBackBand(props: TakeBackBandProps) {
  const { title, text, nothing, yes, tryOut, onTake, onClose, renderMore, children } = props
  const travel = useTimeTravel()
  const { reverting } = travel
  const trial = useObservable(reverting.shown)
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const place = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useFocusWithin(place)
  useEscape(place, onClose)
  useSteps(place)
  useEffect(() => {
    void reverting.look(tryOut)
    return () => reverting.end()
  }, [reverting, tryOut])
  async function take(): Promise<void> {
    setBusy(true)
    try {
      await onTake()
      onClose()
      travel.leave()
      void travel.pages.refresh()
      void travel.versions.refresh()
    } catch (error) {
      setBusy(false)
      setTrouble(wordsOf(error))
    }
  }
  const canTake = trial.state === 'told' && !isNothing(trial.would) && !isBusy
  return (
    <dialog open className="take-back" aria-labelledby={heading} tabIndex={-1} ref={place}>
      <div className="take-back-what">
        <h2 className="take-back-title" id={heading}>
          <Undo2 size={17} aria-hidden="true" />
          {title}
        </h2>
        <p className="take-back-text">{text}</p>
        {children}
        <p className="take-back-sum" aria-live="polite">
          {trial.state === 'asking' && 'Working out what that includes.'}
          {trial.state === 'told' && (isNothing(trial.would) ? nothing : revertWords(trial.would))}
          {trial.state === 'told' && renderMore?.(trial.would)}
        </p>
        <Trouble text={trouble ?? troubleOf(trial)} />
      </div>
      {trial.state === 'told' && trial.preview && <Preview listed={trial.preview} />}
      <div className="take-back-foot">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="grave" disabled={!canTake} onClick={() => void take()}>
          {yes}
        </Button>
      </div>
    </dialog>
  )
}

function troubleOf(trial: RevertTrialState): string | null {
  if (trial.state === 'failed') return trial.text
  if (trial.state === 'asking' || trial.trouble === null) return null
  return `The floor cannot show how it would be now. ${trial.trouble}`
}

/** The way through what would change; the floor follows. */
function Preview({ listed: { entries, at, isCut } }: { readonly listed: ListedChanges }) {
  const { reverting } = useTimeTravel()
  const { view } = useWorld()
  const entry = entries?.[at]
  if (entries == null || entry === undefined) return null
  return (
    <div className="take-back-preview">
      <div className="take-back-steps">
        <IconButton label="Previous change" disabled={at === 0} onClick={() => reverting.choose(at - 1)}>
          <ChevronUp size={17} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Next change"
          disabled={at >= entries.length - 1}
          onClick={() => reverting.choose(at + 1)}
        >
          <ChevronDown size={17} aria-hidden="true" />
        </IconButton>
        <p className="take-back-step" aria-live="polite">
          {at + 1} of {entries.length}
          {isCut && ' and more'}: {entryTitle(entry, view, 'would be')}
        </p>
      </div>
      {entry.spot === null && entry.change.kind === 'changed' && (
        <ChangedValues thing={entry.change} after="Then" />
      )}
      <p className="take-back-note">Below is the world as it would be. Nothing is done yet.</p>
    </div>
  )
}

/** It takes the focus, and gives it back where it still has it. */
function useFocusWithin(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const lender = document.activeElement
    const dialog = place.current
    dialog?.focus({ preventScroll: true })
    return () => {
      const active = document.activeElement
      const isOurs = active === null || active === document.body || dialog?.contains(active)
      if (isOurs && lender instanceof HTMLElement) lender.focus({ preventScroll: true })
    }
  }, [place])
}

/** Up and down step through what would change. */
function useSteps(place: RefObject<HTMLElement | null>): void {
  const { reverting } = useTimeTravel()
  useEffect(() => {
    const dialog = place.current
    function onKeyDown(event: KeyboardEvent): void {
      const by = { ArrowDown: 1, ArrowUp: -1 }[meantKeyOf(event)]
      const { now } = reverting.shown
      const isSelect = event.target instanceof HTMLSelectElement
      if (by === undefined || isSelect || now.state !== 'told' || now.preview === null) return
      event.preventDefault()
      reverting.choose(now.preview.at + by)
    }
    dialog?.addEventListener('keydown', onKeyDown)
    return () => dialog?.removeEventListener('keydown', onKeyDown)
  }, [place, reverting])
}

/** What closes itself by Escape. */
const CLOSING = 'dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="combobox"]'

function useEscape(place: RefObject<HTMLElement | null>, onClose: () => void): void {
  const latest = useRef(onClose)
  useEffect(() => {
    latest.current = onClose
  })
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (meantKeyOf(event) !== 'Escape') return
      const other = event.target instanceof Element ? event.target.closest(CLOSING) : null
      if (other !== null && other !== place.current) return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    // First of all: below it a panel and the timeline close by the same key.
    addEventListener('keydown', onKeyDown, { capture: true })
    return () => removeEventListener('keydown', onKeyDown, { capture: true })
  }, [place])
}
