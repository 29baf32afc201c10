// What the questions have in common that take edits back: a trial, so that one reads first what would change, and
// then doing it.
import { useEffect, useState, type ReactNode } from 'react'
import { takeEditsBack, type EditsToTakeBack } from '../../api/history-api.ts'
import { wordsOf } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { count } from '../../words/counts.ts'
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import '../share.css'

type TrialState =
  | { readonly state: 'asking' }
  | { readonly state: 'told'; readonly would: Reverted }
  | { readonly state: 'failed'; readonly text: string }

interface TakingBackOptions {
  readonly address: Address
  readonly what: EditsToTakeBack
  /** Answers what would change; called again when it is another function. */
  readonly tryOut: () => Promise<Reverted>
  /** What has been taken back, as the beginning of a sentence. */
  readonly done: string
  readonly onClose: () => void
}

export interface TrialOfTakingBack {
  readonly trial: TrialState
  readonly isNothing: boolean
  readonly isBusy: boolean
  readonly take: () => Promise<void>
}

export function useTrialOfTakingBack(options: TakingBackOptions): TrialOfTakingBack {
  const { address, what, tryOut, done, onClose } = options
  const [last, setLast] = useState<{
    readonly of: () => Promise<Reverted>
    readonly trial: TrialState
  } | null>(null)
  const trial: TrialState = last?.of === tryOut ? last.trial : { state: 'asking' }
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    let isWanted = true
    const tell = (next: TrialState): void => {
      if (isWanted) setLast({ of: tryOut, trial: next })
    }
    tryOut().then(
      (would) => tell({ state: 'told', would }),
      (error: unknown) => tell({ state: 'failed', text: wordsOf(error) }),
    )
    return () => {
      isWanted = false
    }
  }, [tryOut])
  async function take(): Promise<void> {
    setBusy(true)
    try {
      const reverted = await takeEditsBack(address, what, false)
      onClose()
      notify({ text: `${done} has been taken back: ${resultWords(reverted)}.`, timeoutMs: 0 })
    } catch (error) {
      setBusy(false)
      setLast({ of: tryOut, trial: { state: 'failed', text: wordsOf(error) } })
    }
  }
  return { trial, isNothing: trial.state === 'told' && isEmpty(trial.would), isBusy, take }
}

interface TrialWordsProps {
  readonly of: TrialOfTakingBack
  /** Said where nothing would change. */
  readonly nothing: string
  readonly id?: string
  readonly children?: ReactNode
}

/** What would change; `children` stand behind that. */
export function TrialWords({ of: { trial, isNothing }, nothing, id, children }: TrialWordsProps) {
  return (
    <>
      <p className="card-text" id={id} aria-live="polite">
        {trial.state === 'asking' && 'Working out what that includes.'}
        {trial.state === 'told' && (isNothing ? nothing : resultWords(trial.would))}
        {children}
      </p>
      {trial.state === 'failed' && <Trouble text={trial.text} />}
    </>
  )
}

interface TakingBackButtonsProps {
  readonly of: TrialOfTakingBack
  readonly onClose: () => void
}

export function TakingBackButtons({ of, onClose }: TakingBackButtonsProps) {
  return (
    <div className="card-foot">
      <Button look="quiet" onClick={onClose}>
        Cancel
      </Button>
      <Button
        look="grave"
        disabled={of.trial.state !== 'told' || of.isNothing || of.isBusy}
        onClick={() => void of.take()}
      >
        Take it back
      </Button>
    </div>
  )
}

const isEmpty = ({ changed, removed, restored, letters, carried }: Reverted): boolean =>
  changed + removed + restored + letters + carried === 0

/** "1 thing changed back, with 12 letters, 1 thing put into limbo". A page is of a thing. */
function resultWords({ changed, removed, restored, letters, carried }: Reverted): string {
  const withLetters = letters > 0 ? `, with ${count(letters, 'letter')}` : ''
  const parts = [
    changed > 0 && `${count(changed, 'thing')} changed back${withLetters}`,
    changed === 0 && letters > 0 && count(letters, 'letter'),
    removed > 0 && `${count(removed, 'thing')} put into limbo`,
    restored > 0 && `${count(restored, 'thing')} brought back`,
    carried > 0 && `${count(carried, 'thing')} called back that they took along`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'nothing was left of it' : parts.join(', ')
}
